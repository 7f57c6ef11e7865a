import { answer_timeout } from "./schedule.ts";

/** Posts a request and waits for the answer as long as Dodo would; never throws. */
export async function send(
  fetch: (request: Request) => Promise<Response>,
  request: { url: string; headers: Record<string, string>; body: string },
  closing: AbortSignal,
): Promise<{ status: number | null; body: string }> {
  const giving_up = new AbortController();
  const timer = setTimeout(
    () => giving_up.abort(new Error(`no answer within ${answer_timeout} ms`)),
    answer_timeout,
  );
  const signal = AbortSignal.any([giving_up.signal, closing]);
  // A handler called in process may ignore the signal, so the wait ends by itself too.
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([post(fetch, request, signal), aborted]);
  } catch (error) {
    return { status: null, body: String(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

async function post(
  fetch: (request: Request) => Promise<Response>,
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  // Dodo does not follow redirects: a 3xx is a failure.
  const response = await fetch(
    new Request(url, { method: "POST", headers, body, signal, redirect: "manual" }),
  );
  return { status: response.status, body: await response.text() };
}
