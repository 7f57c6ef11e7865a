/** Opens a page for a topup: reserve → open → keep. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { askingDeadline } from "./deadline.ts";
import type { Topup } from "./host.ts";
import { inquire, type Inquiry } from "./inquiry.ts";
import { change, createMatter, type Matter } from "./matter.ts";
import { hasMoney, type Payment } from "./payment.ts";
import type { OpenedCheckout, PaymentProvider } from "./provider.ts";
import { nextCheckAt, SOFT_END_MS } from "./schedule.ts";
import { readTopup } from "./topup.ts";

/** A create that has not stored its session after this long has died; its page was never handed out. */
const OPENING_MS = 15_000;
/** How long a create waits for another one of the same topup before it asks the caller to come back. */
const WAIT_MS = 6_000;
const PAUSE_MS = 50;

export interface CheckoutInput {
  topup_id: string;
  user_id: string;
  provider_id: string;
  return_to: string | null;
}

/** The two addresses the provider sends the browser to. */
export type ResultUrls = (payment: Payment) => { return_url: string; cancel_url: string };

/**
 * The page where this topup can be paid now: an open one again, or a new one. At most one is handed out at a time.
 * Throws `topup_not_found`, `topup_not_pending`, `payment_processing`, `payment_held`, `invalid_topup`, or the provider's trouble.
 */
export async function createCheckout(context: Context, input: CheckoutInput, urls: ResultUrls): Promise<Payment> {
  const provider = enabledProvider(context, input.provider_id);
  const matter = createMatter({ actor: "create", event_id: null, note: null }, null);
  const topup = await payableTopup(context, input);
  for (let waited = 0; ; waited += PAUSE_MS) {
    const attempts = await context.storage.listAttempts(topup.topup_id);
    const opening = attempts.find((payment) => isOpening(payment, context.clock()));
    if (opening === undefined) {
      const open = await openAttempt(context, topup, attempts, provider, matter);
      if (open !== null) return await keepReturnTo(context, open, input.return_to, matter);
      const reserved = await reserve(context, topup, attempts, provider, input, matter);
      if (reserved !== null) return await openPage(context, provider, topup, reserved, urls, matter);
    }
    if (waited >= WAIT_MS) {
      throw new PaymentError("busy", "A checkout for this topup is being opened; try again in a second.", { retry_after_ms: 1_000 });
    }
    await context.sleep(PAUSE_MS);
  }
}

function enabledProvider(context: Context, provider_id: string): PaymentProvider {
  const provider = context.providers.get(provider_id);
  if (provider === undefined) throw new PaymentError("unknown_method", "There is no such payment method; GET methods lists those there are.");
  if (!provider.method().enabled) {
    throw new PaymentError("method_disabled", "This payment method is not configured: set its API key and its product.");
  }
  return provider;
}

async function payableTopup(context: Context, input: CheckoutInput): Promise<Topup> {
  const topup = await readTopup(context, input.topup_id);
  if (topup === null || topup.user_id !== input.user_id) throw new PaymentError("topup_not_found", "There is no such topup.");
  if (topup.status !== "pending") {
    const attempts = await context.storage.listAttempts(topup.topup_id);
    throw notPending(refFor(topup.user_id, attempts.find(isCredited)));
  }
  if (!Number.isSafeInteger(topup.usd_cents) || topup.usd_cents <= 0) {
    throw new PaymentError("invalid_topup", "The topup's `usd_cents` must be a positive whole number of US cents.");
  }
  // Dodo takes metadata values of at most 500 characters.
  if (topup.topup_id.length > 500 || topup.user_id.length > 500) {
    throw new PaymentError("invalid_topup", "The topup's `topup_id` and `user_id` may have at most 500 characters.");
  }
  return topup;
}

function isOpening(payment: Payment, now: number): boolean {
  return payment.status === "pending" && payment.provider_session_id === null && payment.attempt !== null && now - payment.created_at < OPENING_MS;
}

/**
 * Asks about every unsettled attempt before a new page is opened: any of them may have been paid without our knowing.
 * Returns the page that is still open for the same amount, or `null`.
 */
async function openAttempt(
  context: Context,
  topup: Topup,
  attempts: readonly Payment[],
  provider: PaymentProvider,
  matter: Matter,
): Promise<Payment | null> {
  const oldest = context.clock() - SOFT_END_MS;
  const unsettled = attempts.filter((payment) => needsAnswer(payment, oldest));
  const inquiries = await Promise.all(unsettled.map(async (payment) => await inquire(context, payment, matter)));
  // Read again: what was asked may have brought money that has a row of its own.
  const present = unsettled.length === 0 ? attempts : await context.storage.listAttempts(topup.topup_id);
  refuse([...present.filter(hasMoney).map((payment): Inquiry => ({ payment, stage: "none" })), ...inquiries], topup.user_id);
  const page = inquiries.findLast((inquiry) => isSamePage(inquiry, topup, provider, context.clock()));
  return page?.payment ?? null;
}

function needsAnswer(payment: Payment, oldest: number): boolean {
  if (payment.status === "paid" || payment.status === "held" || payment.status === "dismissed") return false;
  return payment.status === "crediting" || payment.created_at > oldest;
}

/** The error names the payment that stands in the way, so that a page can look after it. */
function refuse(inquiries: readonly Inquiry[], user_id: string): void {
  const find = (test: (inquiry: Inquiry) => boolean): Payment | undefined => inquiries.find(test)?.payment;
  const paid = find(({ payment }) => payment.status === "paid");
  if (paid !== undefined) throw notPending(refFor(user_id, paid));
  const held = find(({ payment }) => payment.status === "held");
  if (held !== undefined) {
    throw new PaymentError("payment_held", "A payment of this topup has arrived and is being looked at; do not pay again.", { ref: refFor(user_id, held) });
  }
  const processing = find(({ payment, stage }) => payment.status === "crediting" || stage === "processing");
  if (processing !== undefined) {
    throw new PaymentError("payment_processing", "A payment of this topup is on its way; do not pay again.", { retry_after_ms: 10_000, ref: refFor(user_id, processing) });
  }
}

function isSamePage({ payment, stage }: Inquiry, topup: Topup, provider: PaymentProvider, now: number): boolean {
  return (
    payment.status === "pending" &&
    (stage === "none" || stage === "open") &&
    payment.checkout_url !== null &&
    (payment.expires_at ?? 0) > now &&
    payment.provider === provider.id &&
    payment.environment === provider.environment &&
    payment.amount_minor === topup.usd_cents &&
    payment.credits === topup.credits &&
    payment.user_id === topup.user_id
  );
}

/** Takes the next attempt's place; `null` if another create was faster. */
async function reserve(
  context: Context,
  topup: Topup,
  attempts: readonly Payment[],
  provider: PaymentProvider,
  input: CheckoutInput,
  matter: Matter,
): Promise<Payment | null> {
  const now = context.clock();
  const payment: Payment = {
    payment_id: context.newId("pmt"),
    provider: provider.id,
    environment: provider.environment,
    business_id: null,
    topup_id: topup.topup_id,
    user_id: topup.user_id,
    credits: topup.credits,
    amount_minor: topup.usd_cents,
    currency: "USD",
    product_id: provider.productOf(topup),
    tax_inclusive: null,
    attempt: Math.max(0, ...attempts.map(({ attempt }) => attempt ?? 0)) + 1,
    provider_session_id: null,
    provider_payment_id: null,
    provider_order_id: null,
    checkout_url: null,
    ref: context.newId("ref"),
    return_to: input.return_to,
    expires_at: null,
    status: "pending",
    hold_reason: null,
    released: false,
    provider_status: null,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    next_check_at: now + OPENING_MS,
    checked_at: null,
    attempts: 0,
    version: 1,
    write_id: context.newId("wr"),
    created_at: now,
    updated_at: now,
  };
  const stored = await context.storage.insertPayment(payment, auditEntry(null, payment, "reserve", matter.cause));
  return stored.payment_id === payment.payment_id ? stored : null;
}

async function openPage(
  context: Context,
  provider: PaymentProvider,
  topup: Topup,
  payment: Payment,
  urls: ResultUrls,
  matter: Matter,
): Promise<Payment> {
  let opened: OpenedCheckout;
  try {
    opened = await askingDeadline(context, async (signal) => {
      return await provider.openCheckout({ payment, topup, ...urls(payment), signal });
    });
  } catch (error) {
    await giveUp(context, payment, matter);
    throw error;
  }
  return await keep(context, payment, opened, matter);
}

/** Stores the session. A webhook may have been faster: then the money is there already and no page is handed out. */
async function keep(context: Context, payment: Payment, opened: OpenedCheckout, matter: Matter): Promise<Payment> {
  for (let current = payment; ; ) {
    const known = { ...current, ...opened, business_id: opened.business_id ?? current.business_id };
    const next_check_at = hasMoney(current) ? current.next_check_at : nextCheckAt(known, context.clock());
    const next = change(context, current, { ...known, next_check_at });
    const changed = await context.storage.changePayment({ next, audit: auditEntry(current, next, "open", matter.cause), event: null });
    if (changed.won) {
      refuse([{ payment: changed.payment, stage: "none" }], payment.user_id);
      return changed.payment;
    }
    current = changed.payment;
  }
}

/** The page was not opened, or nobody will ever see it: the topup is free for another attempt at once. */
async function giveUp(context: Context, payment: Payment, matter: Matter): Promise<void> {
  const next = change(context, payment, { ...payment, status: "failed", provider_status: "not_opened", next_check_at: null });
  await context.storage
    .changePayment({ next, audit: auditEntry(payment, next, "give_up", matter.cause), event: null })
    .catch(() => context.logger.warn("an attempt that failed could not be ended", { payment_id: payment.payment_id }));
}

async function keepReturnTo(context: Context, payment: Payment, return_to: string | null, matter: Matter): Promise<Payment> {
  if (payment.return_to === return_to) return payment;
  const next = change(context, payment, { ...payment, return_to });
  const changed = await context.storage.changePayment({ next, audit: auditEntry(payment, next, "return_to", matter.cause), event: null });
  if (!changed.won) refuse([{ payment: changed.payment, stage: "none" }], payment.user_id);
  return changed.payment;
}

function isCredited({ status }: Payment): boolean {
  return status === "paid" || status === "crediting";
}

function notPending(ref: string | undefined): PaymentError {
  return new PaymentError("topup_not_pending", "This topup is no longer waiting for a payment.", { ref });
}

/** Whoever has the reference sees the payment: it is for the user who made it, also where the host has given the topup to another one. */
function refFor(user_id: string, payment: Payment | undefined): string | undefined {
  return payment?.user_id === user_id ? payment.ref : undefined;
}
