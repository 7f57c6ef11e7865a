/**
 * Functions that create a topup for a case, call `finishTopup()` for it, and check its status and
 * the balance.
 */
import type { FinishExtra } from "../../core/finish-extra.ts";
import type { Bench, HostFunctions, NewTopup } from "./case.ts";

/** A topup that was created for a case. */
export interface Sale extends NewTopup {
  topup_id: string;
}

const GUARD =
  "add the credits only if `UPDATE … SET status = 'paid' WHERE topup_id = … AND status = 'pending'` changed a row, and add them by `credits = credits + …`";
const ONE_TRANSACTION = "mark the topup paid and add the credits in one transaction";
/**
 * How many wrong results `expectAllOrNothing()` reads before it throws, and the pause between two
 * reads or two retries. The host may still be writing after `finishTopup()` has thrown, or after
 * the host's process was killed.
 */
const SETTLING = { checks: 20, pause_ms: 50 } as const;

/** Creates a pending topup. It belongs to a new user unless `topup.user_id` is given. */
export async function sell(bench: Bench, topup: Partial<NewTopup> = {}): Promise<Sale> {
  const user_id = topup.user_id ?? (await bench.createUser?.()) ?? `user_${crypto.randomUUID()}`;
  const whole = { credits: 500, usd_cents: 4_999, ...topup, user_id };
  return { ...whole, topup_id: await bench.createTopup(whole) };
}

/**
 * Returns an `extra` like the one that the service passes to `finishTopup()`; `over` replaces
 * single fields.
 */
export function sampleExtra(topup_id: string, over: Partial<FinishExtra> = {}): FinishExtra {
  const [provider_payment_id, provider_session_id] = [`pay_${topup_id}`, `cks_${topup_id}`];
  return {
    note: "dodo topup",
    ref: provider_payment_id,
    meta: {
      provider: "dodo",
      payment_id: `pmt_${topup_id}`,
      provider_session_id,
      provider_payment_id,
      provider_order_id: "",
      dodo_event_id: `dodo:msg_${topup_id}`,
      dodo_checkout_session_id: provider_session_id,
      dodo_payment_id: provider_payment_id,
    },
    topup: { usd_cents: 4_999, credits: 500, user_id: `user_${topup_id}` },
    idempotency_key: `topup:${topup_id}`,
    fence: 1,
    signal: new AbortController().signal,
    ...over,
  };
}

/**
 * Returns the field `topup` of `extra`. Its values are read from the host, because a host may
 * compare them with the stored topup. If the topup is unknown, returns `{}`.
 */
async function paidFor(host: HostFunctions, topup_id: string): Promise<Partial<FinishExtra>> {
  const topup = await host.readTopup(topup_id);
  return topup === null
    ? {}
    : { topup: { usd_cents: topup.usd_cents, credits: topup.credits, user_id: topup.user_id } };
}

/**
 * Reads the topup and calls `finishTopup()` once. If either of them throws, returns a text with the
 * error. Otherwise returns `""`. An error alone does not fail the case, because the host may have
 * credited the topup before the error.
 */
export async function finish(
  host: HostFunctions,
  topup_id: string,
  over: Partial<FinishExtra> = {},
): Promise<string> {
  let called = "readTopup";
  try {
    const paid = await paidFor(host, topup_id);
    called = "finishTopup";
    await host.finishTopup(topup_id, copyOf(sampleExtra(topup_id, paid), over));
    return "";
  } catch (error) {
    return ` (${called}() threw: ${String(error)})`;
  }
}

/**
 * Calls `finish()` until the topup's status is `paid`, at most five times. Returns the result of
 * the last of these calls.
 */
export async function retryFinish(host: HostFunctions, topup_id: string): Promise<string> {
  let thrown = "";
  for (let fence = 2; fence < 7; fence += 1) {
    thrown = await finish(host, topup_id, { fence });
    if ((await host.readTopup(topup_id))?.status === "paid") break;
    await sleep(SETTLING.pause_ms);
  }
  return thrown;
}

/** Throws unless the topup's status is `paid` and its credits are the whole balance of its user. */
export async function expectOnce(bench: Bench, sale: Sale, when: string): Promise<void> {
  const { status, balance } = await stateOf(bench, sale);
  const wrong =
    partialCredit(sale, status, balance) ??
    (status === "paid"
      ? null
      : `reads ${JSON.stringify(status)} and nothing was added; finishTopup() must return only after its commit, and readTopup() must then say "paid"`);
  if (wrong !== null) throw new Error(`${when}: the topup ${wrong}`);
}

/** Throws unless, within about a second, the topup is both paid and credited once, or neither. */
export async function expectAllOrNothing(bench: Bench, sale: Sale, when: string): Promise<void> {
  let wrong: string | null = null;
  for (let check = 0; check < SETTLING.checks; check += 1) {
    const { status, balance } = await stateOf(bench, sale);
    wrong = partialCredit(sale, status, balance);
    if (wrong === null) return;
    await sleep(SETTLING.pause_ms);
  }
  throw new Error(`${when}: the topup ${wrong}`);
}

/** Waits for `ms` milliseconds. */
export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, ms));
}

async function stateOf(
  bench: Bench,
  { topup_id, user_id }: Sale,
): Promise<{ status: string | null; balance: number }> {
  const status = (await bench.host.readTopup(topup_id))?.status ?? null;
  return { status, balance: await bench.balanceOf(user_id) };
}

/**
 * Returns a text that says what is wrong if the balance does not fit the topup's status, else
 * `null`.
 */
function partialCredit({ credits }: Sale, status: string | null, balance: number): string | null {
  if (balance > credits)
    return `was credited more than once (${balance} instead of ${credits}): ${GUARD}`;
  if (status === "paid" && balance !== credits)
    return `reads "paid", but ${balance} of its ${credits} credits were added: ${ONE_TRANSACTION}`;
  if (status !== "paid" && balance !== 0)
    return `reads ${JSON.stringify(status)}, but ${balance} credits were added, and the next call adds them again: ${ONE_TRANSACTION}`;
  return null;
}

/**
 * Copies the fields of `over` into `extra` without reading them, because a case may pass a getter
 * that throws.
 */
function copyOf(extra: FinishExtra, over: Partial<FinishExtra>): FinishExtra {
  return Object.defineProperties(extra, Object.getOwnPropertyDescriptors(over));
}
