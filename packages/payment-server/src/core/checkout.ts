/**
 * Returns the open checkout of a topup, or creates one: inserts a payment, opens its checkout,
 * stores the session.
 */
import { PaymentError } from "../errors.ts";
import { createOrGiveUp, isBeingCreated, CREATING_MS, reserve } from "./checkout-attempt.ts";
import { limitCheckouts } from "./checkout-limits.ts";
import type { Context } from "./context.ts";
import { PROVIDER_MS } from "./time-limits.ts";
import { hasTime, withDeadline } from "./deadline.ts";
import {
  assertNoMoney,
  findOpenCheckout,
  MOST_CALLS,
  notPending,
  refFor,
  storedInquiry,
} from "./earlier-payments.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import type { PaymentProvider } from "./provider.ts";
import { readOwnTopup } from "./topup.ts";
import type { ResultUrls, WantedCheckout } from "./wanted-checkout.ts";
import { causeOf } from "./write-cause.ts";

/**
 * About how long a request waits while another request creates a checkout for the same topup, in
 * milliseconds. After that the waiting request throws `busy`, so that its caller tries again.
 */
const WAIT_MS = 6_000;
const PAUSE_MS = 50;
const CREATED_ELSEWHERE = {
  code: "busy",
  message: "A checkout for this topup is being opened; try again in a second.",
} as const;

/** The input of `createCheckout()`. */
export interface CheckoutInput {
  topup_id: string;
  user_id: string;
  provider_id: string;
  return_to: string | null;
}

/**
 * Returns a payment whose checkout can be paid now. If the checkout of an existing payment is still
 * open and fits the provider and the topup's current price, credits and user, returns that payment,
 * or else a new one. Throws `unknown_method`, `method_disabled`, `topup_not_found`,
 * `topup_not_pending`, `payment_processing`, `payment_held`, `invalid_topup`, `too_many_attempts`,
 * `busy`, or the error of the provider or the host.
 */
export async function createCheckout(
  context: Context,
  input: CheckoutInput,
  urls: ResultUrls,
): Promise<Payment> {
  const provider = enabledProvider(context, input.provider_id);
  const topup = await readPayableTopup(context, input);
  const wanted: WantedCheckout = {
    context,
    cause: causeOf("create"),
    topup,
    provider,
    product_id: provider.productOf(topup),
    return_to: input.return_to,
    urls,
    calls: { left: MOST_CALLS },
  };
  return await storeReturnTo(wanted, await createOnce(wanted));
}

/**
 * Returns the result of `findOrCreate()`. If another request of this process is already running
 * `findOrCreate()` for the same provider, topup, user, price and credits, waits for the result of
 * that request. Throws `busy` if the wait takes too long.
 */
async function createOnce(wanted: WantedCheckout): Promise<Payment> {
  const { context } = wanted;
  const { topup_id, user_id, usd_cents, credits } = wanted.topup;
  const key = JSON.stringify([wanted.provider.id, topup_id, user_id, usd_cents, credits]);
  const now = context.clock();
  const running = context.creating.get(key);
  // A request that began more than `CREATING_MS` ago is not awaited, because its promise will
  // possibly never settle. Cloudflare Workers, for example, can stop a request before it has ended.
  if (running !== undefined && now >= running.since && now - running.since < CREATING_MS)
    return await withDeadline(
      context,
      WAIT_MS,
      CREATED_ELSEWHERE,
      async () => await running.payment,
    );
  for (const [other, { since }] of context.creating)
    if (Math.abs(now - since) >= CREATING_MS) context.creating.delete(other);
  const payment = findOrCreate(wanted);
  context.creating.set(key, { since: now, payment });
  try {
    return await payment;
  } finally {
    if (context.creating.get(key)?.payment === payment) context.creating.delete(key);
  }
}

/**
 * Returns the payment of this topup whose checkout is open and fits, or creates a payment with a
 * checkout. If another request is creating one, waits for that request first. Throws `busy` if the
 * wait takes too long, or if too little time is left to create a checkout.
 */
async function findOrCreate(wanted: WantedCheckout): Promise<Payment> {
  const { context, topup } = wanted;
  for (let waited = 0; ; waited += PAUSE_MS) {
    const payments = await context.storage.listAttempts(topup.topup_id);
    if (!payments.some((payment) => isBeingCreated(payment, context.clock()))) {
      const open = await findOpenCheckout(wanted, payments);
      if (open !== null) return open;
      limitCheckouts(payments, context.clock());
      // No payment is inserted if there is too little time left to create its checkout.
      const reserved = hasTime(context, PROVIDER_MS) ? await reserve(wanted, payments) : null;
      if (reserved !== null)
        return await assertStillAlone(context, await createOrGiveUp(wanted, reserved));
    }
    if (waited >= WAIT_MS || !hasTime(context, PROVIDER_MS)) throw createdElsewhere();
    await context.sleep(PAUSE_MS);
  }
}

/**
 * Returns the created payment. Throws if money for the topup has arrived meanwhile or may be on its
 * way. Also throws if another request has inserted a newer payment, for example because it assumed
 * that this request had crashed.
 */
async function assertStillAlone(context: Context, created: Payment): Promise<Payment> {
  const payments = await context.storage.listAttempts(created.topup_id);
  assertNoMoney(payments.map(storedInquiry), created.user_id);
  if (payments.some(({ attempt }) => (attempt ?? 0) > (created.attempt ?? 0)))
    throw createdElsewhere();
  return created;
}

function createdElsewhere(): PaymentError {
  return new PaymentError(CREATED_ELSEWHERE.code, CREATED_ELSEWHERE.message, {
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

async function readPayableTopup(context: Context, input: CheckoutInput): Promise<Topup> {
  const topup = await readOwnTopup(context, input.topup_id, input.user_id);
  if (topup === null) throw new PaymentError("topup_not_found", "There is no such topup.");
  if (topup.status !== "pending") {
    reportStatus(context, topup.status);
    const payments = await context.storage.listAttempts(topup.topup_id);
    const credited = payments.find(({ status }) => status === "paid" || status === "crediting");
    throw notPending(refFor(topup.user_id, credited));
  }
  if (!Number.isSafeInteger(topup.usd_cents) || topup.usd_cents <= 0) {
    throw new PaymentError(
      "invalid_topup",
      `The topup's \`usd_cents\` is ${topup.usd_cents}; it must be a positive whole number of US cents, such as 499 for $4.99.`,
    );
  }
  if (topup.credits <= 0)
    throw new PaymentError(
      "invalid_topup",
      `The topup's \`credits\` is ${topup.credits}; it must be a positive number.`,
    );
  return topup;
}

/**
 * Reports a mistake if the topup's status is neither `pending` nor `paid`, since it is often
 * another spelling of one of them.
 */
function reportStatus({ mistakes }: Context, status: string): void {
  if (status === "paid") return;
  const word = /^[\w -]{1,40}$/.test(status) ? `\`${status}\`` : "another word";
  mistakes.report({
    level: "warning",
    code: "topup_status",
    message: `readTopup() returned a topup whose \`status\` is ${word}: only \`pending\` can be paid, and only \`paid\` means that it was credited, both in lower case.`,
  });
}

/**
 * Stores the address that the result page links back to, and returns the stored payment. Requests
 * for the same checkout can name different addresses, and the latest one is kept. If another
 * request writes the payment first, the address is not stored. In that case this function throws if
 * money has arrived or the payment has ended.
 */
async function storeReturnTo(wanted: WantedCheckout, payment: Payment): Promise<Payment> {
  const { context, return_to } = wanted;
  if (payment.return_to === return_to) return payment;
  const next = nextVersion(context, payment, { ...payment, return_to });
  const change = paymentChange(wanted, payment, next, "return_to");
  const { payment: stored } = await context.storage.changePayment(change);
  assertNoMoney([{ payment: stored, stage: "none" }], payment.user_id);
  // If the payment has ended meanwhile, its checkout must not be shown. The next request creates
  // another one.
  if (stored.status !== "pending") throw createdElsewhere();
  return stored;
}
