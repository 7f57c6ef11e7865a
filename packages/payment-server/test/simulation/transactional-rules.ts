/** The rules of transactional mode: the host's rows and ours are committed together, or not at all. */
import { isCommitted, wasIdle } from "./host-call.ts";
import type { SimulatedHost } from "./host.ts";
import type { State } from "./state.ts";
import type { Violations } from "./violations.ts";

/** Checks what is committed: no topup may be credited on one side only. */
export function checkTogether(
  host: SimulatedHost,
  { payments, credits }: State,
  require: Violations["require"],
): void {
  for (const { topup_id, status } of host.topups.values()) {
    const calls = host.calls.filter((call) => call.topup_id === topup_id);
    const booked = host.ledger.filter((entry) => entry.topup_id === topup_id).length;
    const paid = [...payments.values()].filter(
      (payment) => payment.topup_id === topup_id && payment.status === "paid",
    ).length;
    require((status === "paid") === (booked === 1), "a part of the host's writes is committed");
    require((credits.get(topup_id)?.state === "done") ===
      (paid === 1), "a credit is done and its payment is not paid, or the other way");
    require((paid === 1) ===
      (booked === 1 || wasIdle(host.calls, topup_id)), "the host's rows and ours are seen apart");
    require(calls.filter(isCommitted).length <= 1, "two calls of one topup are committed");
    require(calls.filter(({ tx }) => tx?.outcome !== "rolled back").length <=
      1, "the host is called again although its transaction was not rolled back");
  }
}

/**
 * Checks the end of a run: no claim and no transaction is open, and no credit is unconfirmed although
 * its topup says paid. A credit by an idle host is not always marked as unconfirmed, because the
 * process that would read the topup may die after the COMMIT. The drift report lists it then.
 */
export function checkTransactionalEnd({
  state,
  host,
  violations,
}: {
  state: State;
  host: SimulatedHost;
  violations: Violations;
}): void {
  for (const { topup_id, status, unconfirmed_since } of state.payments.values()) {
    if (status !== "paid") continue;
    violations.require(
      unconfirmed_since === null || host.topups.get(topup_id)?.status !== "paid",
      "a credit is still unconfirmed although its topup says paid",
    );
  }
  for (const { state: claim } of state.credits.values())
    violations.require(
      claim === "done" || claim === "void",
      "a claim is still open at the end of a run in transactional mode",
    );
  violations.require(
    host.calls.every(({ tx }) => tx !== null && tx.outcome !== "open"),
    "a transaction is still open at the end",
  );
}
