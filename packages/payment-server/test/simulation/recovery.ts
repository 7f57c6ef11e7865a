/**
 * The end of a run: the faults stop for long enough; then every topup that is owed must be credited
 * once, and the books must agree.
 */
import { paysFor } from "./sales.ts";
import { deliver, isDue, reconcileOnce } from "./requests.ts";
import { wasIdle } from "./host-call.ts";
import type { Simulation } from "./simulation.ts";
import { checkTransactionalEnd } from "./transactional-rules.ts";

const MINUTE = 60_000;
const END = new Set(["paid", "held", "dismissed"]);
/** More steps than any request needs. */
const MOST_STEPS = 20_000;
const PAUSES = [61_000, 11 * MINUTE, 61 * MINUTE, 61_000, 13 * 60 * MINUTE, 61 * MINUTE];

/** Brings a run to its end and checks what is left. */
export async function recover(sim: Simulation): Promise<void> {
  for (const worker of sim.workers) worker.suspended = false;
  await finishAll(sim);
  for (const pause of PAUSES) {
    await sim.time.advance(pause, sim.scheduler.rest);
    while (isDue(sim) && sim.violations.found.length === 0) {
      deliver(sim);
      await finishAll(sim);
    }
    reconcileOnce(sim, {});
    await finishAll(sim);
  }
  checkEnd(sim);
}

/** Lets all tasks continue without faults until each is answered. */
export async function finishAll(sim: Simulation): Promise<void> {
  const { scheduler, time, violations, trace } = sim;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    await sim.settle();
    if (violations.found.length > 0) return;
    const [step] = scheduler.ready();
    if (step === undefined && scheduler.inFlight() === 0) return;
    sim.step += 1;
    if (step === undefined) {
      await time.advance(time.untilNext() ?? 1_000, scheduler.rest);
      continue;
    }
    trace.push(
      `${String(sim.step).padStart(4)} end ${step.task.process.name} ${step.task.name}: ${step.name}`,
    );
    scheduler.go(step, "go");
  }
  violations.require(false, "some request is never answered");
}

function checkEnd(sim: Simulation): void {
  if (sim.transactional) checkTransactionalEnd(sim);
  const { violations, host, state, conditions } = sim;
  const payments = [...state.payments.values()];
  violations.require(
    payments.every(({ status }) => status !== "crediting"),
    "a payment is still crediting at the end",
  );
  const settled = new Set(
    payments
      .filter(({ status }) => END.has(status))
      .map(({ provider_payment_id }) => provider_payment_id),
  );
  for (const { payment } of sim.sales.values())
    violations.require(
      payment.status !== "succeeded" || settled.has(payment.payment_id),
      "money has arrived and is neither credited nor held",
    );
  for (const topup_id of host.topups.keys()) {
    const booked = host.ledger.filter((entry) => entry.topup_id === topup_id).length;
    const paid = payments.filter(
      (payment) => payment.topup_id === topup_id && payment.status === "paid",
    ).length;
    const calls = host.calls.filter((call) => call.topup_id === topup_id).length;
    // The host was called and did nothing, or its topup said paid too late, so the payment is held
    // for review.
    const is_held_back = state.credits.get(topup_id)?.state === "returned";
    const was_idle = wasIdle(host.calls, topup_id);
    violations.require(
      booked === (was_idle ? 0 : paid) ||
        (booked === 1 && paid === 0 && (is_held_back || sim.late.has(topup_id))),
      "the ledger and the paid payments differ",
    );
    violations.require(
      booked === 1 || is_held_back || was_idle || !isOwed(sim, topup_id),
      "a topup that is owed is neither credited nor held for review",
    );
    violations.require(
      !conditions.calm || calls === booked,
      "the host is called more than once for a credit although nothing went wrong",
    );
  }
}

/**
 * Returns whether Dodo has a payment for the topup that was never reversed and that no
 * administrator has dismissed.
 */
function isOwed({ sales, state }: Simulation, topup_id: string): boolean {
  const dismissed = new Set(
    [...state.payments.values()]
      .filter(({ status }) => status === "dismissed")
      .map(({ provider_payment_id }) => provider_payment_id),
  );
  return [...sales.values()].some(
    (sale) =>
      sale.topup_id === topup_id &&
      sale.reversed_at === null &&
      paysFor(sale) &&
      !dismissed.has(sale.payment.payment_id),
  );
}
