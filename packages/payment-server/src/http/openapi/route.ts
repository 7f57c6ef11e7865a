import type { Call } from "../call.ts";
import { json } from "../reply.ts";

/**
 * Answers `GET openapi.json` with the OpenAPI document of the routes, for anyone. The document is
 * loaded at the first request for it, so that a process that never serves it does not load it.
 */
export async function getOpenApi({ context }: Call): Promise<Response> {
  const { default: document } = await import("./openapi.json", { with: { type: "json" } });
  const { base } = context.origin;
  const url = `${base?.origin ?? ""}${base?.path ?? ""}${context.base_path}`;
  return json({ ...document, servers: [{ url }] });
}
