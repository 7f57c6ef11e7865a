/** Rules about what leaves the processes: calls of the host, and answers to Dodo. */
import type { Storage } from "../../src/index.ts";
import { paysFor } from "./sales.ts";
import type { Facts } from "./facts.ts";
import type { HostCall } from "./host-call.ts";
import type { HostObserver } from "./host.ts";
import type { Answered } from "./network.ts";
import type { Task } from "./steps.ts";

/** The callbacks through which host and network report what happens. */
export interface CallRules {
  host: HostObserver;
  /** Called when a call in guarded mode has booked. */
  credited(call: HostCall): void;
  answered(delivery: Answered): Promise<void>;
}

/** Creates the rules. `isHeld` says whether a call has the claim of its topup. */
export function createCallRules(
  facts: Facts,
  storage: Storage,
  isHeld: (call: HostCall) => boolean,
): CallRules {
  const { violations, conditions, time } = facts;
  return {
    host: {
      read: (task, topup_id) => void task.read.set(topup_id, { at: time.now(), step: facts.step }),
      called(task, call) {
        violations.require(isHeld(call), "the host is called after the claim has expired");
        checkMoney(facts, task, call);
      },
    },
    credited: (call) => void (isHeld(call) || facts.late.add(call.topup_id)),
    async answered(delivery) {
      const { webhook_id, status, body } = delivery;
      facts.trace.push(
        `     ${facts.nameOf("delivery", webhook_id)} is answered ${status} ${outcomeOf(body)}`,
      );
      if (status < 200 || status > 299) return;
      if (conditions.signed)
        violations.require(
          await isDecided(storage, webhook_id),
          "a delivery is answered 2xx and its event is not decided",
        );
      else
        violations.require(
          await isSettledFor(facts, storage, delivery),
          "an unsigned success is answered 2xx and its payment is not settled",
        );
    },
  };
}

/**
 * Requires that Dodo has reported to the caller a payment that pays for the topup and was not
 * reversed by then, or that an administrator has released it.
 */
function checkMoney(
  { sales, released, violations }: Facts,
  task: Task | null,
  { topup_id, payment_id, provider_payment_id }: HostCall,
): void {
  const sale = sales.get(provider_payment_id);
  violations.require(
    sale?.topup_id === topup_id,
    "the host is called for a payment of another topup",
  );
  if (sale === undefined || released.has(payment_id)) return;
  const reported = task?.reported.get(provider_payment_id);
  violations.require(
    paysFor(sale),
    "the host is called for a payment that does not pay for the topup",
  );
  violations.require(
    reported !== undefined && (sale.reversed_at === null || reported < sale.reversed_at),
    "the host is called for a payment that was reversed",
  );
}

async function isDecided(storage: Storage, webhook_id: string): Promise<boolean> {
  const event = await storage.readEvent(`dodo:${webhook_id}`);
  return ["applied", "ignored", "held"].includes(event?.sync_status ?? "");
}

/**
 * Without a signing key a delivery only names its session: other payments of the session may be
 * left to reconciliation.
 */
async function isSettledFor(
  { sales, released }: Facts,
  storage: Storage,
  { payment_id, type }: Answered,
): Promise<boolean> {
  if (type !== "payment.succeeded" || payment_id === null) return true;
  const payments = await storage.listAttempts(sales.get(payment_id)?.topup_id ?? "");
  return payments.some(
    (payment) =>
      ["paid", "held", "dismissed"].includes(payment.status) || released.has(payment.payment_id),
  );
}

/** Returns the field of an answer that says what became of the request. */
export function outcomeOf(body: unknown): string {
  return String(
    Reflect.get(Object(body), "sync_status") ??
      Reflect.get(Object(body), "code") ??
      Reflect.get(Object(body), "status") ??
      "",
  );
}
