/** Opens a page for a topup: reserve → open → keep. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import { PROVIDER_MS, type Context } from "./context.ts";
import { askingDeadline, hasTime, withDeadline } from "./deadline.ts";
import {
  findOpenPage,
  MOST_LOOKS,
  notPending,
  refFor,
  refuse,
  stored,
  type Sought,
} from "./earlier-payments.ts";
import type { Topup } from "./host.ts";
import { change, createMatter, type Matter } from "./write-cause.ts";
import { hasMoney, NOT_OPENED, type Payment } from "./payment.ts";
import type { OpenedCheckout, PaymentProvider } from "./provider.ts";
import { limitPages } from "./checkout-limits.ts";
import { nextCheckAt } from "./schedule.ts";
import { readTopup } from "./topup.ts";

/** A create that has not stored its session after this long has died; its page was never handed out. */
const OPENING_MS = 15_000;
/** How long a create waits for another one of the same topup before it asks the caller to come back. */
const WAIT_MS = 6_000;
const PAUSE_MS = 50;
const OPENED_ELSEWHERE = {
  code: "busy",
  message: "A checkout for this topup is being opened; try again in a second.",
} as const;

export interface CheckoutInput {
  topup_id: string;
  user_id: string;
  provider_id: string;
  return_to: string | null;
}

/** The two addresses the provider sends the browser to. */
export type ResultUrls = (payment: Payment) => { return_url: string; cancel_url: string };

/** What a create was asked for, checked. */
interface Wanted extends Sought {
  return_to: string | null;
  urls: ResultUrls;
}

/**
 * The page where this topup can be paid now: an open one again, or a new one. At most one is handed out at a time.
 * Throws `topup_not_found`, `topup_not_pending`, `payment_processing`, `payment_held`, `invalid_topup`, `too_many_attempts`,
 * or the provider's trouble.
 */
export async function createCheckout(
  context: Context,
  input: CheckoutInput,
  urls: ResultUrls,
): Promise<Payment> {
  const provider = enabledProvider(context, input.provider_id);
  const matter = createMatter({ actor: "create", event_id: null, note: null }, null);
  const topup = await payableTopup(context, input);
  const payment = await openOnce(context, {
    topup,
    provider,
    matter,
    return_to: input.return_to,
    urls,
    calls: { left: MOST_LOOKS },
  });
  return await keepReturnTo(context, payment, input.return_to, matter);
}

/** Of all that ask for the same sale at once in this process, one looks and opens, and the others wait for what it finds. */
async function openOnce(context: Context, wanted: Wanted): Promise<Payment> {
  const { topup_id, user_id, usd_cents, credits } = wanted.topup;
  const key = JSON.stringify([wanted.provider.id, topup_id, user_id, usd_cents, credits]);
  const now = context.clock();
  const running = context.opening.get(key);
  // Where the request that began it was cut off, as on Workers, it never comes to its end.
  if (running !== undefined && now >= running.since && now - running.since < OPENING_MS)
    return await withDeadline(context, WAIT_MS, OPENED_ELSEWHERE, async () => await running.page);
  for (const [other, { since }] of context.opening)
    if (Math.abs(now - since) >= OPENING_MS) context.opening.delete(other);
  const page = openOrFind(context, wanted);
  context.opening.set(key, { since: now, page });
  try {
    return await page;
  } finally {
    if (context.opening.get(key)?.page === page) context.opening.delete(key);
  }
}

/** Waits while another process opens a page of this topup, whose attempt it finds in the storage. */
async function openOrFind(context: Context, wanted: Wanted): Promise<Payment> {
  const { topup } = wanted;
  for (let waited = 0; ; waited += PAUSE_MS) {
    const attempts = await context.storage.listAttempts(topup.topup_id);
    const opening = attempts.find((payment) => isOpening(payment, context.clock()));
    if (opening === undefined) {
      const open = await findOpenPage(context, wanted, attempts);
      if (open !== null) return open;
      limitPages(attempts, context.clock());
      // A page is opened only where there is time to store it.
      const reserved = hasTime(context, PROVIDER_MS)
        ? await reserve(context, wanted, attempts)
        : null;
      if (reserved !== null)
        return await lookAgain(context, await openPage(context, wanted, reserved));
    }
    if (waited >= WAIT_MS || !hasTime(context, PROVIDER_MS)) throw openedElsewhere();
    await context.sleep(PAUSE_MS);
  }
}

/** What has landed while the page was opened: money, or another create that has taken this one for dead. */
async function lookAgain(context: Context, page: Payment): Promise<Payment> {
  const present = await context.storage.listAttempts(page.topup_id);
  refuse(present.map(stored), page.user_id);
  if (present.some(({ attempt }) => (attempt ?? 0) > (page.attempt ?? 0))) throw openedElsewhere();
  return page;
}

function openedElsewhere(): PaymentError {
  return new PaymentError(OPENED_ELSEWHERE.code, OPENED_ELSEWHERE.message, {
    retry_after_ms: 1_000,
  });
}

function enabledProvider(context: Context, provider_id: string): PaymentProvider {
  const provider = context.providers.get(provider_id);
  if (provider === undefined)
    throw new PaymentError(
      "unknown_method",
      "There is no such payment method; GET methods lists those there are.",
    );
  if (!provider.method().enabled) {
    throw new PaymentError(
      "method_disabled",
      "This payment method is not configured: set its API key and its product.",
    );
  }
  return provider;
}

async function payableTopup(context: Context, input: CheckoutInput): Promise<Topup> {
  const topup = await readTopup(context, input.topup_id);
  if (topup === null || topup.user_id !== input.user_id)
    throw new PaymentError("topup_not_found", "There is no such topup.");
  if (topup.status !== "pending") {
    const attempts = await context.storage.listAttempts(topup.topup_id);
    throw notPending(refFor(topup.user_id, attempts.find(isCredited)));
  }
  if (!Number.isSafeInteger(topup.usd_cents) || topup.usd_cents <= 0) {
    throw new PaymentError(
      "invalid_topup",
      "The topup's `usd_cents` must be a positive whole number of US cents.",
    );
  }
  // Dodo takes metadata values of at most 500 characters.
  if (topup.topup_id.length > 500 || topup.user_id.length > 500) {
    throw new PaymentError(
      "invalid_topup",
      "The topup's `topup_id` and `user_id` may have at most 500 characters.",
    );
  }
  return topup;
}

function isOpening(payment: Payment, now: number): boolean {
  return (
    payment.status === "pending" &&
    payment.provider_session_id === null &&
    payment.attempt !== null &&
    Math.abs(now - payment.created_at) < OPENING_MS
  );
}

/** Takes the next attempt's place; `null` if another create was faster. */
async function reserve(
  context: Context,
  { topup, provider, matter, return_to }: Wanted,
  attempts: readonly Payment[],
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
    return_to,
    expires_at: null,
    status: "pending",
    hold_reason: null,
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
    provider_status: null,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    invoice_url: null,
    unconfirmed_since: null,
    next_check_at: now + OPENING_MS,
    checked_at: null,
    answered_at: null,
    attempts: 0,
    version: 1,
    write_id: context.newId("wr"),
    created_at: now,
    updated_at: now,
  };
  const stored = await context.storage.insertPayment(
    payment,
    auditEntry(null, payment, "reserve", matter.cause),
  );
  return stored.payment_id === payment.payment_id ? stored : null;
}

async function openPage(
  context: Context,
  { topup, provider, matter, urls }: Wanted,
  payment: Payment,
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

/** Stores the session, also where a webhook was faster and the money is there already. */
async function keep(
  context: Context,
  payment: Payment,
  opened: OpenedCheckout,
  matter: Matter,
): Promise<Payment> {
  for (let current = payment; ;) {
    const known = { ...current, ...opened, business_id: opened.business_id ?? current.business_id };
    const next_check_at = hasMoney(current)
      ? current.next_check_at
      : nextCheckAt(known, context.clock());
    const next = change(context, current, { ...known, next_check_at });
    const changed = await context.storage.changePayment({
      next,
      audit: auditEntry(current, next, "open", matter.cause),
      event: null,
    });
    if (changed.won) return changed.payment;
    if (changed.payment.version === current.version) {
      await giveUp(context, current, matter);
      throw new PaymentError(
        "provider_invalid",
        "The payment provider answered with a checkout that belongs to another payment; no page was opened.",
      );
    }
    current = changed.payment;
  }
}

/** The page was not opened, or nobody will ever see it: the topup is free for another attempt at once. */
async function giveUp(context: Context, payment: Payment, matter: Matter): Promise<void> {
  const next = change(context, payment, {
    ...payment,
    status: "failed",
    provider_status: NOT_OPENED,
    next_check_at: null,
  });
  await context.storage
    .changePayment({ next, audit: auditEntry(payment, next, "give_up", matter.cause), event: null })
    .catch(() =>
      context.logger.warn("an attempt that failed could not be ended", {
        payment_id: payment.payment_id,
      }),
    );
}

async function keepReturnTo(
  context: Context,
  payment: Payment,
  return_to: string | null,
  matter: Matter,
): Promise<Payment> {
  if (payment.return_to === return_to) return payment;
  const next = change(context, payment, { ...payment, return_to });
  const changed = await context.storage.changePayment({
    next,
    audit: auditEntry(payment, next, "return_to", matter.cause),
    event: null,
  });
  if (!changed.won) refuse([{ payment: changed.payment, stage: "none" }], payment.user_id);
  return changed.payment;
}

function isCredited({ status }: Payment): boolean {
  return status === "paid" || status === "crediting";
}
