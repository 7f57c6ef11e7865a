import { prune } from "../core/prune.ts";
import { readPruneBody } from "./bodies.ts";
import { requireAdmin, type Call } from "./call.ts";
import { json } from "./reply.ts";

/** The time after which a request starts no further batch, in milliseconds. */
const PRUNE_MS = 8_000;

/**
 * Answers `POST prune`: deletes old events in batches, and starts no batch after 8 s. For
 * administrators.
 */
export async function postPrune(call: Call): Promise<Response> {
  await requireAdmin(call);
  const signal = AbortSignal.timeout(PRUNE_MS);
  return json(await prune(call.context, { ...readPruneBody(call.body), signal }));
}
