import { answer_timeout } from "./schedule.ts";

/** The HTTP request of a delivery. */
export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

type Fetch = (request: Request) => Promise<Response>;

/**
 * Posts a request and waits up to 15 seconds for the answer, as Dodo does. Never throws: if there
 * is no answer, the status is `null` and the body is the error.
 */
export async function post(
  fetch: Fetch,
  request: PostRequest,
  closing: AbortSignal,
): Promise<{ status: number | null; body: string }> {
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new Error(`no answer within ${answer_timeout} ms`)),
    answer_timeout,
  );
  const signal = AbortSignal.any([timeout.signal, closing]);
  // A `fetch` handler in this process may ignore the signal. So the wait for its answer is ended by
  // a promise that rejects when the signal aborts.
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([answerTo(fetch, request, signal), aborted]);
  } catch (error) {
    return { status: null, body: String(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

async function answerTo(
  fetch: Fetch,
  { url, headers, body }: PostRequest,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  // As at Dodo, redirects are not followed, so a 3xx answer counts as a failure.
  const response = await fetch(
    new Request(url, { method: "POST", headers, body, signal, redirect: "manual" }),
  );
  return { status: response.status, body: await response.text() };
}
