import type { Bench } from "./bench.ts";

/** What a browser gets for a page or a form. Redirects are not followed. */
export interface Visited {
  status: number;
  text: string;
  headers: Headers;
  /** The target of a redirect; `null` if the answer is none. */
  location: string | null;
}

/** Opens a page of the emulator by its path. */
export function visit({ dodo }: Bench, path: string): Promise<Visited> {
  return answerTo(dodo, new Request(new URL(path, dodo.url)));
}

/** Submits a form of the emulator by its path. */
export function submit(
  { dodo }: Bench,
  path: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Visited> {
  const body = new URLSearchParams(fields);
  return answerTo(dodo, new Request(new URL(path, dodo.url), { method: "POST", body, headers }));
}

/** Submits the payment form of a session. */
export function pay(
  bench: Bench,
  session_id: string,
  fields: Record<string, string>,
): Promise<Visited> {
  return submit(bench, `/session/${session_id}/pay`, fields);
}

/** Submits the payment form with a number that the buyer typed. */
export function payWith(
  bench: Bench,
  session_id: string,
  number: string,
  fields: Record<string, string> = {},
): Promise<Visited> {
  const card = { expiry: "06/32", cvc: "123", email: "buyer@example.com" };
  return pay(bench, session_id, { method: "other", number, ...card, ...fields });
}

/** Presses a button of the tool page as its own form does. */
export function press(
  bench: Bench,
  action: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = { origin: bench.dodo.url },
): Promise<Visited> {
  return submit(bench, `/tool/${action}`, fields, headers);
}

/** The text of a page without tags and with single spaces. */
export function wordsOf({ text }: Visited): string {
  const body = text.slice(text.indexOf("<body"));
  return body
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

async function answerTo(dodo: Bench["dodo"], request: Request): Promise<Visited> {
  const response = await dodo.fetch(request);
  return {
    status: response.status,
    text: await response.text(),
    headers: response.headers,
    location: response.headers.get("location"),
  };
}
