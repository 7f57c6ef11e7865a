/**
 * Checks of the records that must hold after every history, and helpers that bring a history to its
 * end.
 */
import type { Payment as DodoPayment } from "@x/dodo-emulator";
import { expect } from "vitest";
import { rebuildPayment, type Credit, type Payment } from "../src/index.ts";
import type { World } from "./world.ts";

/** Milliseconds, a little more than a lease. */
export const PAST_LEASE_MS = 61_000;

/**
 * Expects that no topup is credited twice, that the payments and credit rows agree with the host's
 * ledger, and that the audit alone rebuilds every payment. `elsewhere` lists topups that the host
 * has marked paid by other means.
 */
export async function expectSoundBooks(
  world: World,
  { elsewhere = [] }: { elsewhere?: readonly string[] } = {},
): Promise<void> {
  const payments = await everyPayment(world);
  for (const topup of world.host.topups.values()) {
    const entries = world.host.ledger.filter(({ topup_id }) => topup_id === topup.topup_id);
    expect(entries.length, "credits of one topup").toBeLessThanOrEqual(1);
    const paid = payments.filter(
      (payment) => payment.topup_id === topup.topup_id && payment.status === "paid",
    );
    if (!elsewhere.includes(topup.topup_id))
      expect(paid.length, "paid payments against credits").toBe(entries.length);
    const credit = await world.storage.readCredit(topup.topup_id);
    expect(credit?.state === "done", "the credit row against the payments").toBe(paid.length === 1);
    if (credit?.state === "done") expect(credit.payment_id).toBe(paid[0]?.payment_id);
  }
  for (const payment of payments) await expectAudited(world, payment);
}

/** Expects that the payment's audit rebuilds it, and that it never leaves a final status. */
export async function expectAudited(
  world: Pick<World, "storage">,
  payment: Payment,
): Promise<void> {
  const history = await world.storage.listAudit(payment.payment_id);
  const rebuilt = rebuildPayment(history);
  expect(rebuilt === null ? null : unscheduled(rebuilt)).toEqual(unscheduled(payment));
  expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => index + 1));
  history
    .slice(1)
    .forEach((entry, index) => expect(entry.from_status).toBe(history[index]?.to_status));
  for (const { from_status, to_status } of history) {
    if (from_status === "paid" || from_status === "dismissed") expect(to_status).toBe(from_status);
  }
}

/** Returns the payments of all topups, up to 200. */
export async function everyPayment(world: World): Promise<Payment[]> {
  return await world.storage.listPayments({ filter: {}, after: null, limit: 200 });
}

/** Returns our row of a Dodo payment; throws if there is none. */
export async function paymentOf(world: World, provider_payment_id: string): Promise<Payment> {
  const found = (await everyPayment(world)).find(
    (payment) => payment.provider_payment_id === provider_payment_id,
  );
  if (found === undefined) throw new Error(`no row for ${provider_payment_id}`);
  return found;
}

/** Returns the credit row of the topup, or `null` if no payment of it was claimed. */
export async function creditOf(world: World, topup_id: string): Promise<Credit | null> {
  return await world.storage.readCredit(topup_id);
}

/** Returns the body of a delivery about this payment, as Dodo writes it. */
export function bodyOf(
  world: World,
  payment: DodoPayment,
  type = `payment.${payment.status}`,
): Record<string, unknown> {
  const timestamp = new Date(world.clock.now()).toISOString();
  return {
    business_id: world.dodo.business_id,
    type,
    timestamp,
    data: { payload_type: "Payment", ...payment },
  };
}

/** Returns the payment as Dodo's API shows it now. */
export async function presentPayment(world: World, payment_id: string): Promise<DodoPayment> {
  const headers = { authorization: `Bearer ${world.dodo.api_key}` };
  const response = await world.dodo.fetch(
    new Request(`${world.dodo.url}/payments/${payment_id}`, { headers }),
  );
  return (await response.json()) as DodoPayment;
}

/** Redelivers, a lease apart, until every delivery is answered 2xx; throws after 20 retries. */
export async function deliverUntilDecided(world: World): Promise<void> {
  for (let retry = 0; retry < 20; retry += 1) {
    await world.dodo.deliverAll();
    if (world.dodo.deliveries.every(({ state }) => state === "delivered")) return;
    world.clock.advance(PAST_LEASE_MS);
  }
  throw new Error("some delivery is never decided");
}

/**
 * Reconciles every eleven minutes until no payment is pending or crediting; throws after 20 runs.
 */
export async function reconcileUntilDone(world: World): Promise<void> {
  for (let retry = 0; retry < 20; retry += 1) {
    world.clock.advance(11 * 60_000);
    await world.payment.reconcile();
    if (
      (await everyPayment(world)).every(
        ({ status }) => status !== "crediting" && status !== "pending",
      )
    )
      return;
  }
  throw new Error("some payment is never decided");
}

/** Returns a promise and the function that resolves it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Makes the next call of `finishTopup` wait until `open()` is called; later calls do not wait. */
export function blockNextFinish(world: World): { open(): void } {
  const { opened, open } = gate();
  world.host.before = async () => {
    world.host.before = null;
    await opened;
  };
  return { open };
}

/** Waits, turn by turn of the event loop, until the condition holds; throws after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  // PostgreSQL runs in its own process and needs real time.
  for (const give_up_at = performance.now() + 5_000; performance.now() < give_up_at;) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("the condition never held");
}

function unscheduled({
  next_check_at: _check,
  checked_at: _checked,
  answered_at: _answered,
  attempts: _attempts,
  ...payment
}: Payment): Partial<Payment> {
  return payment;
}
