/** Says what an error means for an administrator, and what to do about it. */
import type { PaymentClientError } from "../errors.ts";
import type { DeskWords, Problem } from "./words/words.ts";

/**
 * The texts about an error, and the code of the error. `detail` is the server's message in English.
 * `detail` is `null` if there is no such message, or if the message says no more than `title`.
 */
export interface ToldProblem extends Problem {
  code: string;
  detail: string | null;
}

/** The codes that are shown as a wrong setup of the server, which the operator has to fix. */
const SETUP: ReadonlySet<string> = new Set(["configuration", "host_invalid", "provider_rejected"]);
/**
 * The codes whose message is not shown. Either this package has written it, or it says no more than
 * the title.
 */
const OWN: ReadonlySet<string> = new Set(["network", "unauthorized", "unavailable"]);

/** Returns the title, the fix, the code and the server's message of an error. */
export function problemOf(error: PaymentClientError, words: DeskWords): ToldProblem {
  const problem = words.problems[nameOf(error)];
  const detail = OWN.has(error.code) || error.message.endsWith(": see the README.");
  return { ...problem, code: error.code, detail: detail ? null : error.message };
}

function nameOf({ code, status }: PaymentClientError): keyof DeskWords["problems"] {
  if (status === 401) return "unauthorized";
  if (code === "network") return "network";
  // Admin routes answer 404 to signed-in users who are not administrators. A server without these
  // routes also answers 404.
  if (code === "not_found" || (code === "invalid_answer" && status === 404)) return "not_found";
  return SETUP.has(code) ? "configuration" : "other";
}
