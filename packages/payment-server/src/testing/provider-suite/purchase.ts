/**
 * Functions that create the checkout of a topup, pay on it, and judge the reported payment as the
 * core would.
 */
import type { Topup } from "../../core/host.ts";
import type { Payment } from "../../core/payment.ts";
import type { OpenedCheckout, PaymentProvider } from "../../core/provider.ts";
import type { Report } from "../../core/report.ts";
import { verdict, type Verdict } from "../../core/verdict.ts";
import { PaymentError } from "../../errors.ts";
import { samplePayment } from "../storage/records.ts";
import type { PayOptions } from "./account.ts";
import type { Bench } from "./case.ts";

/** A topup and its payment before a checkout page is created, and the page's return URLs. */
export interface Reserved {
  topup: Topup;
  payment: Payment;
  return_url: string;
  cancel_url: string;
}

/**
 * A payment whose checkout page was created. `payment` includes the fields of `opened`, as a stored
 * payment does.
 */
export interface Opened extends Reserved {
  session_id: string;
  opened: OpenedCheckout;
}

/** A payment after a buyer has paid on its checkout page, or has tried to pay there. */
export interface Bought extends Opened {
  provider_payment_id: string;
}

/** A signal that is never aborted. */
export const CALM: AbortSignal = new AbortController().signal;

/** Creates an id in the format of the service: a prefix and 128 random bits. */
export function ourId(prefix: "pmt" | "ref" = "pmt"): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${prefix}_${btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "")}`;
}

/** Returns a topup, a payment for it that has no checkout page yet, and the page's return URLs. */
export function reserve(bench: Bench): Reserved {
  const { provider, time, usd_cents = 4_999 } = bench;
  const name = crypto.randomUUID();
  const topup = {
    topup_id: `tu_${name}`,
    user_id: `user ${name}`,
    credits: 500,
    usd_cents,
    status: "pending",
  };
  const { environment, id } = provider;
  const owner = {
    topup_id: topup.topup_id,
    user_id: topup.user_id,
    credits: topup.credits,
    amount_minor: usd_cents,
  };
  const unknown = {
    provider_session_id: null,
    checkout_url: null,
    tax_inclusive: null,
    expires_at: null,
    created_at: time.now,
    updated_at: time.now,
  };
  const payment = samplePayment(name, {
    ...owner,
    ...unknown,
    payment_id: ourId(),
    ref: ourId("ref"),
    provider: id,
    environment,
    product_id: provider.productOf(topup),
  });
  const page = (word: string): string =>
    `https://shop.example/v1/payment/redirect/${word}?ref=${payment.ref}`;
  return { topup, payment, return_url: page("success"), cancel_url: page("cancel") };
}

/** Creates the checkout page of a payment; by default of a new payment. */
export async function open(bench: Bench, reserved: Reserved = reserve(bench)): Promise<Opened> {
  const opened = await bench.provider.openCheckout({ ...reserved, signal: CALM });
  return {
    ...reserved,
    payment: { ...reserved.payment, ...opened },
    session_id: opened.provider_session_id,
    opened,
  };
}

/** Creates the checkout page of a new payment, and pays on it with the options `how`. */
export async function buy(bench: Bench, how: PayOptions = {}): Promise<Bought> {
  const opened = await open(bench);
  return { ...opened, provider_payment_id: await bench.account.pay(opened.session_id, how) };
}

/** Returns the report on a payment that must exist. Throws if `readPayment()` returns `null`. */
export async function reportOf(
  provider: PaymentProvider,
  provider_payment_id: string,
): Promise<Report> {
  const report = await provider.readPayment(provider_payment_id, CALM);
  if (report === null)
    throw new Error(
      `readPayment(${JSON.stringify(provider_payment_id)}) is null, but the account has this payment; null means "the provider does not know it"`,
    );
  return report;
}

/**
 * Judges a report with the core's `verdict()`. Returns `match`, `incomplete`, or the reason for
 * which the money would be held.
 */
export function judge({ payment, topup }: Opened, report: Report): string {
  const judged: Verdict = verdict({
    payment,
    report,
    topup,
    credit: null,
    conversion_tolerance_bps: 0,
  });
  return judged.kind === "mismatch" ? judged.reason : judged.kind;
}

/**
 * Returns the `PaymentError` that a call throws. Throws an Error if the call throws anything else,
 * or returns.
 */
export async function failureOf(what: string, call: () => Promise<unknown>): Promise<PaymentError> {
  let result: unknown;
  try {
    result = await call();
  } catch (error) {
    if (error instanceof PaymentError) return error;
    throw new Error(
      `${what} threw ${String(error)}; throw every failure as a PaymentError, since the core takes any other error for a bug of its own`,
      { cause: error },
    );
  }
  throw new Error(`${what} returned ${JSON.stringify(result)}; it must throw a PaymentError`);
}

/** Returns whether a call returns or throws within `ms` milliseconds of real time. */
export async function endsWithin(ms: number, call: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => void (timer = setTimeout(() => resolve(false), ms)));
  const ended = call.then(
    () => true,
    () => true,
  );
  return await Promise.race([ended, late]).finally(() => clearTimeout(timer));
}
