import type { Bench } from "./bench.ts";

/** The answer of the API to a request that the SDK cannot send. */
export interface ApiAnswer {
  status: number;
  /** The parsed JSON, or `null` if there was no body. */
  body: ReturnType<typeof JSON.parse>;
  headers: Headers;
}

/** Sends a request to the API with the emulator's own key. A string is sent as it is. */
export async function call(
  { dodo }: Pick<Bench, "dodo">,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${dodo.api_key}` },
): Promise<ApiAnswer> {
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
  const response = await dodo.fetch(new Request(dodo.url + path, init));
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? null : JSON.parse(text),
    headers: response.headers,
  };
}

/** Resolves to Dodo's code of the error that a call of the SDK or a control rejects with. */
export async function codeOf(refused: Promise<unknown>): Promise<string> {
  return await refused.then(
    () => "no error",
    (error) => error.error?.code ?? error.code ?? String(error),
  );
}
