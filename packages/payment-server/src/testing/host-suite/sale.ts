/** One topup that is to be credited: how a case makes it, calls the host about it, and judges what came of it. */
import type { FinishExtra } from "../../core/host.ts";
import type { Bench, HostFunctions, NewTopup } from "./case.ts";

export interface Sale extends NewTopup {
  topup_id: string;
}

const GUARD =
  "add the credits only if `UPDATE … SET status = 'paid' WHERE topup_id = … AND status = 'pending'` changed a row, and add them by `credits = credits + …`";
const ONE_TRANSACTION = "mark the topup paid and add the credits in one transaction";
/** A host may go on after it threw or its connection was lost; what it does must come to rest in this time. */
const REST = { looks: 20, pause_ms: 50 } as const;

/** A pending topup, of a user of its own unless one is named. */
export async function sell(bench: Bench, topup: Partial<NewTopup> = {}): Promise<Sale> {
  const user_id = topup.user_id ?? (await bench.createUser?.()) ?? `user_${crypto.randomUUID()}`;
  const whole = { credits: 500, usd_cents: 4_999, ...topup, user_id };
  return { ...whole, topup_id: await bench.createTopup(whole) };
}

/** What `finishTopup()` is given for a topup; `over` replaces single fields. */
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

/** A host may compare the topup with what was paid for: that is what it says now. */
async function paidFor(host: HostFunctions, topup_id: string): Promise<Partial<FinishExtra>> {
  const topup = await host.readTopup(topup_id);
  return topup === null
    ? {}
    : { topup: { usd_cents: topup.usd_cents, credits: topup.credits, user_id: topup.user_id } };
}

/** One call. A throw only means "unknown": it is returned as words for the message of a failure, `""` for none. */
export async function finish(
  host: HostFunctions,
  topup_id: string,
  over: Partial<FinishExtra> = {},
): Promise<string> {
  try {
    await host.finishTopup(
      topup_id,
      copyOf(sampleExtra(topup_id, await paidFor(host, topup_id)), over),
    );
    return "";
  } catch (error) {
    return ` (finishTopup() threw: ${String(error)})`;
  }
}

/** Calls as the service does: again while the topup is not paid, but not for ever. */
export async function insist(host: HostFunctions, topup_id: string): Promise<string> {
  let said = "";
  for (let fence = 2; fence < 7; fence += 1) {
    said = await finish(host, topup_id, { fence });
    if ((await host.readTopup(topup_id))?.status === "paid") break;
    await sleep(REST.pause_ms);
  }
  return said;
}

/** The topup reads `paid` and the balance grew once, now. */
export async function expectOnce(bench: Bench, sale: Sale, when: string): Promise<void> {
  const { status, balance } = await stateOf(bench, sale);
  const wrong =
    halfOf(sale, status, balance) ??
    (status === "paid"
      ? null
      : `reads ${JSON.stringify(status)} and nothing was added; finishTopup() must return only after its commit, and readTopup() must then say "paid"`);
  if (wrong !== null) throw new Error(`${when}: the topup ${wrong}`);
}

/** Either all of it happened or nothing, as soon as the host is at rest. */
export async function expectWhole(bench: Bench, sale: Sale, when: string): Promise<void> {
  let wrong: string | null = null;
  for (let look = 0; look < REST.looks; look += 1) {
    const { status, balance } = await stateOf(bench, sale);
    wrong = halfOf(sale, status, balance);
    if (wrong === null) return;
    await sleep(REST.pause_ms);
  }
  throw new Error(`${when}: the topup ${wrong}`);
}

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

function halfOf({ credits }: Sale, status: string | null, balance: number): string | null {
  if (balance > credits)
    return `was credited more than once (${balance} instead of ${credits}): ${GUARD}`;
  if (status === "paid" && balance !== credits)
    return `reads "paid", but ${balance} of its ${credits} credits were added: ${ONE_TRANSACTION}`;
  if (status !== "paid" && balance !== 0)
    return `reads ${JSON.stringify(status)}, but ${balance} credits were added, and the next call adds them again: ${ONE_TRANSACTION}`;
  return null;
}

/** Keeps getters as they are: a case may hand over fields that throw. */
function copyOf(extra: FinishExtra, over: Partial<FinishExtra>): FinishExtra {
  return Object.defineProperties(extra, Object.getOwnPropertyDescriptors(over));
}
