import type { PayableSession } from "../ledger/payable-session.ts";
import { findMethod, type TestMethod } from "../money/test-methods.ts";

/**
 * A message of the checkout page about a wrong field of a form or, without `field`, about a payment
 * that did not go through.
 */
export interface Problem {
  field?: "number" | "expiry" | "cvc" | "email" | "code" | "amount";
  message: string;
}

/** The text fields of a form by name. The last value of a repeated field counts. */
export type Fields = Readonly<Record<string, string>>;

/** The result of reading a payment form: the payment method and the buyer, or the problem. */
export type PayForm =
  | { method: TestMethod; customer: { email: string; name: string } | null }
  | { problem: Problem };

/** Reads the body of a form; returns `null` if the body is not a form. */
export async function readFields(request: Request): Promise<Fields | null> {
  const form = await request.formData().catch(() => null);
  if (form === null) return null;
  const fields: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") fields[name] = value;
  return fields;
}

/**
 * Reads the payment form; `now` is in milliseconds. Only Dodo's test numbers are accepted, so that
 * a real card number that is typed by mistake is refused.
 */
export function readPayForm(
  fields: Fields,
  { session, order }: PayableSession,
  currency: string,
  now: number,
): PayForm {
  const { method: chosen = "", number = "", email = "", name = "" } = fields;
  const typed = chosen === "other";
  const method = findMethod(typed ? number : chosen, order, currency);
  if (method === undefined) return { problem: unknownMethod(typed) };
  const problem = typed && method.kind === "card" ? cardProblem(fields, now) : null;
  if (problem !== null) return { problem };
  if (session.customer !== null) return { method, customer: null };
  if (!/^[^@\s]+@[^@\s]+$/.test(email.trim()))
    return {
      problem: { field: "email", message: "Give an e-mail address, such as buyer@example.com." },
    };
  return { method, customer: { email: email.trim(), name: name.trim() } };
}

function unknownMethod(typed: boolean): Problem {
  return typed
    ? { field: "number", message: "This is not a test number. Never type a real card here." }
    : { message: "Choose how to pay." };
}

function cardProblem({ expiry = "", cvc = "" }: Fields, now: number): Problem | null {
  if (!isAhead(expiry, now))
    return { field: "expiry", message: "Give a month that is not over, such as 06/32." };
  if (!/^\d{3,4}$/.test(cvc.trim()))
    return { field: "cvc", message: "The security code has three or four digits." };
  return null;
}

/** Returns whether a card that expires at the end of a month such as `06/32` is still valid. */
function isAhead(expiry: string, now: number): boolean {
  const [, month = "", year = ""] =
    /^\s*(0?[1-9]|1[0-2])\s*\/\s*(?:20)?(\d{2})\s*$/.exec(expiry) ?? [];
  if (month === "") return false;
  return Date.UTC(2000 + Number(year), Number(month), 1) > now;
}
