// Everything that can happen to a topup on a played day, and whether it needs a person at the end.
import { MINUTE, type Day } from "./day.ts";

/** The kind of item that an administrator has to decide at the end of the day, or `null`. */
export type Need = "held" | "stuck" | "unmatched" | null;

/** A topup with its open checkout. */
interface Opened {
  day: Day;
  topup_id: string;
  session_id: string;
}

type Trouble = readonly [name: string, need: Need, play: (opened: Opened) => Promise<unknown>];

const SHORT = { total_amount: 300, settlement_amount: 300 };

/**
 * The troubles. The first twenty have one of each kind that needs a person, so that a short day has
 * them.
 */
export const TROUBLES: readonly Trouble[] = [
  ["paid", null, async (opened) => await pay(opened)],
  ["paid short", "held", async (opened) => await pay(opened, { overrides: SHORT })],
  ["the host fails all day", "stuck", async (opened) => await withHost(opened, "fails")],
  ["paid for another application", "unmatched", payElsewhere],
  ["paid in another currency", "held", async (opened) => await pay(opened, { overrides: inEuros })],
  ["paid for another product", "held", payOtherProduct],
  ["paid twice", "held", payTwice],
  ["disputed before the credit", "held", async (opened) => await beforeCredit(opened, "dispute")],
  ["refunded before the credit", "held", async (opened) => await beforeCredit(opened, "refund")],
  ["the topup was edited", "held", editTopup],
  ["the host does nothing", "held", async (opened) => await withHost(opened, "does nothing")],
  ["from another checkout", "held", payInOtherSession],
  ["the webhook was lost", null, async (opened) => await lose(opened)],
  ["the webhook arrived twice", null, deliverTwice],
  ["the webhook was late", null, async ({ day, session_id }) => await deliverLate(day, session_id)],
  ["refunded after the credit", null, async (opened) => await afterCredit(opened, "refund")],
  ["refunded in part", null, async (opened) => await afterCredit(opened, "part")],
  ["a dispute that was lost", null, async (opened) => await afterCredit(opened, "dispute_lost")],
  ["a dispute that was won", null, async (opened) => await afterCredit(opened, "dispute_won")],
  ["declined", null, async (opened) => await pay(opened, { result: "failed" })],
  ["declined, then paid", null, declineThenPay],
  ["never paid", null, async () => {}],
  ["the checkout expired", null, async ({ day, session_id }) => day.dodo.expireSession(session_id)],
  ["a bank debit", null, async (opened) => await debit(opened, "succeeded")],
  ["a bank debit that failed", null, async (opened) => await debit(opened, "failed")],
  ["webhooks in the wrong order", null, reorder],
  ["without metadata", null, async (opened) => await pay(opened, { overrides: { metadata: {} } })],
  ["Dodo's API fails", null, failApi],
  ["a tampered webhook comes first", null, tamper],
  ["the host fails once", null, failOnce],
  ["the clock is set back", null, setClockBack],
];

const inEuros = { currency: "EUR", settlement_currency: "EUR" };

type Outcome = Parameters<Day["dodo"]["pay"]>[1];

async function pay({ day, session_id }: Opened, outcome: Outcome = {}): Promise<string> {
  const { payment_id } = await day.dodo.pay(session_id, outcome);
  await day.dodo.deliver();
  return payment_id;
}

async function withHost(opened: Opened, wrong: "fails" | "does nothing"): Promise<void> {
  opened.day.host.set(opened.topup_id, wrong);
  await pay(opened);
}

async function payElsewhere({ day, session_id, topup_id }: Opened): Promise<void> {
  const paid = await day.dodo.pay(session_id, { result: "failed", silent: true });
  const payment_id = `pay_elsewhere_${topup_id}`;
  const elsewhere = {
    ...paid,
    payment_id,
    status: "succeeded",
    checkout_session_id: `cks_elsewhere_${topup_id}`,
    metadata: { payment_id: `pmt_${"A".repeat(22)}`, topup_id: "tu_elsewhere" },
  };
  day.dodo.putPayment(elsewhere);
  // After this time the service no longer expects that the payment is still on its way.
  await day.pass(20 * MINUTE);
  day.dodo.emit("payment.succeeded", elsewhere, { timestamp: paid.created_at });
  await day.dodo.deliver();
}

async function payOtherProduct(opened: Opened): Promise<void> {
  const product_cart = [{ product_id: "pdt_other", quantity: 1 }];
  await pay(opened, { overrides: { product_cart } });
}

async function payTwice(opened: Opened): Promise<void> {
  await pay(opened);
  await pay(opened);
}

async function payInOtherSession(opened: Opened): Promise<void> {
  await pay(opened, { overrides: { checkout_session_id: `cks_other_${opened.topup_id}` } });
}

async function beforeCredit(
  { day, session_id }: Opened,
  what: "dispute" | "refund",
): Promise<void> {
  const { payment_id } = await day.dodo.pay(session_id);
  if (what === "refund") await day.dodo.refund(payment_id);
  else await day.dodo.dispute(payment_id);
  await day.dodo.deliver();
}

async function editTopup(opened: Opened): Promise<void> {
  opened.day.ledger.db
    .prepare("UPDATE topups SET credits = credits + 1 WHERE topup_id = ?")
    .run(opened.topup_id);
  await pay(opened);
}

async function lose({ day, session_id }: Opened): Promise<void> {
  await day.dodo.pay(session_id, { silent: true });
}

async function deliverTwice({ day, session_id }: Opened): Promise<void> {
  await day.dodo.pay(session_id);
  await day.dodo.duplicate(day.dodo.deliveries.at(-1)?.delivery_id ?? "");
}

async function deliverLate(day: Day, session_id: string): Promise<void> {
  await day.dodo.pay(session_id);
  day.dodo.delay(day.dodo.deliveries.at(-1)?.delivery_id ?? "", 90 * MINUTE);
}

async function afterCredit(
  opened: Opened,
  what: "refund" | "part" | "dispute_lost" | "dispute_won",
): Promise<void> {
  const { dodo } = opened.day;
  const payment_id = await pay(opened);
  if (what === "refund") await dodo.refund(payment_id);
  else if (what === "part") await dodo.refund(payment_id, { amount: 200 });
  else {
    await dodo.dispute(payment_id);
    await dodo.deliver();
    await dodo.dispute(payment_id, {
      type: what === "dispute_won" ? "dispute.won" : "dispute.lost",
    });
  }
  await dodo.deliver();
}

async function declineThenPay(opened: Opened): Promise<void> {
  await pay(opened, { result: "failed" });
  await pay(opened);
}

async function debit(opened: Opened, result: "succeeded" | "failed"): Promise<void> {
  const payment_id = await pay(opened, { result: "processing" });
  await opened.day.pass(MINUTE);
  await opened.day.dodo.finish(payment_id, result);
  await opened.day.dodo.deliver();
}

async function reorder({ day, session_id }: Opened): Promise<void> {
  const { payment_id } = await day.dodo.pay(session_id, { result: "processing" });
  await day.dodo.finish(payment_id, "succeeded");
  day.dodo.faults.webhooks.reorder = true;
  await day.dodo.deliver();
  delete day.dodo.faults.webhooks.reorder;
}

async function failApi(opened: Opened): Promise<void> {
  opened.day.dodo.faults.api.fail = { status: 500, count: 2, method: "GET" };
  await pay(opened);
  delete opened.day.dodo.faults.api.fail;
}

async function tamper(opened: Opened): Promise<void> {
  opened.day.dodo.faults.webhooks.tamper = 1;
  await pay(opened);
}

async function failOnce(opened: Opened): Promise<void> {
  await withHost(opened, "fails");
  opened.day.host.delete(opened.topup_id);
}

async function setClockBack(opened: Opened): Promise<void> {
  opened.day.skew.ms = -60 * MINUTE;
  await pay(opened);
  opened.day.skew.ms = 0;
}

/** A topup of the day, its trouble, and whether an administrator has to decide about it. */
export interface Played {
  topup_id: string;
  trouble: string;
  need: Need;
}

/** Plays topups, one after the other, with each trouble in turn. */
export async function play(day: Day, topups: number): Promise<Played[]> {
  const played: Played[] = [];
  for (let index = 0; index < topups; index += 1) {
    const [trouble, need, act] = TROUBLES[index % TROUBLES.length] ?? TROUBLES[0] ?? [];
    if (trouble === undefined || act === undefined) break;
    const user_id = `user-${index}`;
    const topup_id = day.ledger.createTopup(user_id, 500, 500);
    const { provider_session_id } = await day.payment.createCheckout({ topup_id, user_id });
    await act({ day, topup_id, session_id: provider_session_id });
    played.push({ topup_id, trouble, need: need ?? null });
    await day.pass(10_000);
  }
  return played;
}

/** Lets the day pass until the present, with a run of reconciliation every quarter of an hour. */
export async function endDay(day: Day): Promise<void> {
  const end = Date.now();
  while (day.now() + 15 * MINUTE <= end) {
    await day.pass(15 * MINUTE);
    await day.payment.reconcile({ limit: 1_000 });
  }
  await day.pass(end - day.now());
  await sendNotices(day);
}

/** Lets the pauses after failed notices pass, and sends them again. */
export async function sendNotices(day: Day): Promise<void> {
  for (let run = 0; run < 4; run += 1) {
    await day.payment.reconcile({ limit: 1_000 });
    await day.pass(MINUTE);
  }
}
