/** One request that the API received. The API key is not stored. */
export interface ApiRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  /** The body: parsed JSON, the text if it is not JSON, or `null` if it is empty. */
  body: unknown;
  headers: Record<string, string>;
  /** When it was received, in the clock's milliseconds. */
  at: number;
  /** The status of the answer; `null` while no answer has been sent. */
  status: number | null;
}

/** Builds the record of a new request. Its status is `null`, and its API key is masked. */
export function noteRequest(request: Request, url: URL, text: string, at: number): ApiRequest {
  const headers = Object.fromEntries(request.headers);
  if (headers["authorization"] !== undefined) headers["authorization"] = "Bearer ***";
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: text === "" ? null : parsed(text),
    headers,
    at,
    status: null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
