// The unchanged shop behind a Worker that cancels requests on demand, as a caller does who
// disconnects.
import worker from "./worker.ts";

export interface Env {
  SELF: { fetch(request: Request): Promise<Response> };
}

export default {
  async fetch(
    request: Request,
    env: Env,
    context: { waitUntil(work: Promise<unknown>): void },
  ): Promise<Response> {
    const headers = new Headers(request.headers);
    const cut_off_ms = headers.get("cut-off-ms");
    if (cut_off_ms === null) return await worker.fetch(request, env, context);
    headers.delete("cut-off-ms");
    const cut_off = new Request(request, {
      headers,
      signal: AbortSignal.timeout(Number(cut_off_ms)),
    });
    return await env.SELF.fetch(cut_off).catch(() => new Response(null, { status: 408 }));
  },
};
