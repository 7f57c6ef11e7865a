// Calls of Dodo's API whose answers are looked at as they are, whatever they contain.

/** An answer of the API. */
export interface ApiAnswer {
  status: number;
  /** The parsed body; `null` if it is empty or no JSON. */
  body: unknown;
  content_type: string | null;
  is_empty: boolean;
}

/** An account of Dodo. */
export interface Account {
  call(method: string, path: string, options?: CallOptions): Promise<ApiAnswer>;
}

/** The options of a call. `api_key` replaces the key of the account; `null` sends no key. */
export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  api_key?: string | null;
}

/** The function that sends a request. */
export type Send = (request: Request) => Promise<Response>;

/** Creates the account of a key. A redirect is not followed, so that the key stays with its host. */
export function createAccount(base_url: string, api_key: string, send: Send): Account {
  return {
    async call(method, path, { body, headers = {}, api_key: other } = {}) {
      const init: RequestInit = { method, redirect: "manual" };
      const key = other === undefined ? api_key : other;
      const all = new Headers({ "content-type": "application/json", ...headers });
      if (key !== null) all.set("authorization", `Bearer ${key}`);
      if (body !== undefined) init.body = JSON.stringify(body);
      const response = await send(new Request(base_url + path, { ...init, headers: all }));
      const text = await response.text();
      return {
        status: response.status,
        body: parse(text),
        content_type: response.headers.get("content-type"),
        is_empty: text === "",
      };
    },
  };
}

/** Reads a field of a value that may be anything, such as `at(body, "customer", "email")`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return undefined;
    here = Reflect.get(here, name);
  }
  return here;
}

/** Reads a field that should be a text; `null` if it is none. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | null {
  const found = at(value, ...path);
  return typeof found === "string" ? found : null;
}

/** Returns whether a field is there and not null. */
export function isSet(value: unknown, ...path: readonly (string | number)[]): boolean {
  return (at(value, ...path) ?? null) !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
