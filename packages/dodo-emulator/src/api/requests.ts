/** One request the API received; the key itself is never kept. */
export interface ApiRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  /** Parsed JSON, or the text as it came, or null when there was none. */
  body: unknown;
  headers: Record<string, string>;
  /** When, in the clock's milliseconds. */
  at: number;
  /** Null as long as there is no answer, and for good when the connection broke. */
  status: number | null;
}

/** Notes down a request. */
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
