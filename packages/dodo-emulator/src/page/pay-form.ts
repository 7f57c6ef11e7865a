import type { payableSession } from "../pay.ts";
import { findMethod, type TestMethod } from "./test-methods.ts";

/** What is wrong with a form, and which field it is about; a problem without a field is about the whole. */
export interface Problem {
  field?: "number" | "expiry" | "cvc" | "email" | "code" | "amount";
  message: string;
}

/** The fields of a form; one that came twice or as a file is not there. */
export type Fields = Readonly<Record<string, string>>;

/** Who pays with what, or what is wrong. */
export type PayForm =
  | { method: TestMethod; customer: { email: string; name: string } | null }
  | { problem: Problem };

/** Reads a form body; null if it is none. */
export async function readFields(request: Request): Promise<Fields | null> {
  const form = await request.formData().catch(() => null);
  if (form === null) return null;
  const fields: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") fields[name] = value;
  return fields;
}

type Payable = ReturnType<typeof payableSession>;

/** Reads what the buyer filled in; only Dodo's test numbers pass. */
export function readPayForm(
  fields: Fields,
  { session, order }: Payable,
  currency: string,
  now: number,
): PayForm {
  const { method: chosen = "", number = "", expiry = "", cvc = "", email = "", name = "" } = fields;
  const typed = chosen === "other";
  const method = findMethod(typed ? number : chosen, order, currency);
  if (method === undefined) {
    const message = typed
      ? "This is not a test number. Never type a real card here."
      : "Choose how to pay.";
    return { problem: typed ? { field: "number", message } : { message } };
  }
  if (typed && method.kind === "card" && !isAhead(expiry, now))
    return {
      problem: { field: "expiry", message: "Give a month that is not over, such as 06/32." },
    };
  if (typed && method.kind === "card" && !/^\d{3,4}$/.test(cvc.trim()))
    return { problem: { field: "cvc", message: "The security code has three or four digits." } };
  if (session.customer !== null) return { method, customer: null };
  if (!/^[^@\s]+@[^@\s]+$/.test(email.trim()))
    return {
      problem: { field: "email", message: "Give an e-mail address, such as buyer@example.com." },
    };
  return { method, customer: { email: email.trim(), name: name.trim() } };
}

function isAhead(expiry: string, now: number): boolean {
  const [, month = "", year = ""] =
    /^\s*(0?[1-9]|1[0-2])\s*\/\s*(?:20)?(\d{2})\s*$/.exec(expiry) ?? [];
  if (month === "") return false;
  return Date.UTC(2000 + Number(year), Number(month), 1) > now;
}
