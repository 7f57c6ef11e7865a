import { refused } from "../errors.ts";
import type { EmulatorContext } from "../context.ts";
import { throughFaults } from "./gate.ts";
import { createRateLimit } from "./rate-limit.ts";
import { type ApiRequest, noteRequest } from "./requests.ts";
import { answer, errorAnswer } from "./router.ts";

/**
 * Creates the function that answers API requests. The function adds each request to `requests`,
 * applies faults and the rate limit, and calls the route. The signal `stopping` aborts a request
 * that is waiting because of a fault.
 */
export function createApi(
  context: EmulatorContext,
  requests: ApiRequest[],
): (request: Request, stopping: AbortSignal) => Promise<Response> {
  const { faults, settings } = context;
  const count = createRateLimit(settings.clock, faults);
  return async (request, stopping) => {
    const url = new URL(request.url);
    const body = await request.text();
    const note = noteRequest(request, url, body, settings.clock.now());
    requests.push(note);
    const call = { method: request.method, path: url.pathname, query: url.searchParams, body };
    const signal = (): AbortSignal => AbortSignal.any([request.signal, stopping]);
    const limit = count();
    const run = (): Response =>
      limit.exceeded
        ? errorAnswer(refused("TOO_MANY_REQUESTS", ""))
        : answer(call, request.headers.get("authorization"), context);
    const response = await throughFaults(faults, { ...call, signal }, run);
    for (const [name, value] of Object.entries(limit.headers)) response.headers.set(name, value);
    note.status = response.status;
    return response;
  };
}
