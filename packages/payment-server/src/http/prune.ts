import { prune } from "../core/prune.ts";
import { readPruneBody } from "./bodies.ts";
import { requireAdmin, type Call } from "./call.ts";
import { json } from "./reply.ts";

/** How long one request may delete, in milliseconds. */
const PRUNE_MS = 8_000;

/** Answers `POST prune`: deletes old events, for at most 8 s. For administrators. */
export async function postPrune(call: Call): Promise<Response> {
  await requireAdmin(call);
  const signal = AbortSignal.timeout(PRUNE_MS);
  return json(await prune(call.context, { ...readPruneBody(call.body), signal }));
}
