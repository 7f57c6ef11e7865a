import type { Faults } from "../faults.ts";
import type { ApiContext } from "./call.ts";
import { throughFaults } from "./gate.ts";
import { type ApiRequest, noteRequest } from "./requests.ts";
import { answer } from "./router.ts";

/** The API as one function: notes each request down, runs it through the faults, answers it. */
export function createApi(context: ApiContext, faults: Faults, requests: ApiRequest[]): (request: Request, stopping: AbortSignal) => Promise<Response> {
  return async (request, stopping) => {
    const url = new URL(request.url);
    const body = await request.text();
    const note = noteRequest(request, url, body, context.settings.clock.now());
    requests.push(note);
    const call = { method: request.method, path: url.pathname, query: url.searchParams, body };
    const signal = (): AbortSignal => AbortSignal.any([request.signal, stopping]);
    const response = await throughFaults(faults, { ...call, signal }, () => answer(call, request.headers.get("authorization"), context));
    note.status = response.status;
    return response;
  };
}
