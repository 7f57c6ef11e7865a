/** The rules of what leaves the processes: calls of the host, and answers to Dodo. */
import type { Storage } from "../../src/index.ts";
import { paysFor } from "./dodo-books.ts";
import type { Facts } from "./facts.ts";
import type { HostCall, HostWitness } from "./host.ts";
import type { Answered } from "./network.ts";
import type { Task } from "./steps.ts";

/** Where host and network say what happens. */
export interface Referee {
  host: HostWitness;
  answered(delivery: Answered): Promise<void>;
}

/** `isHeld`: whether a fence is the newest of its topup and its lease not over. */
export function createReferee(
  facts: Facts,
  storage: Storage,
  isHeld: (topup_id: string, fence: number) => boolean,
): Referee {
  const { violations, climate, time } = facts;
  return {
    host: {
      read: (task, topup_id) => void task.read.set(topup_id, { at: time.now(), step: facts.step }),
      called(task, call) {
        violations.require(
          isHeld(call.topup_id, call.fence),
          "the host is called by one whose claim is over",
        );
        checkMoney(facts, task, call);
      },
      credited: ({ topup_id, fence }) => void (isHeld(topup_id, fence) || facts.late.add(topup_id)),
    },
    async answered(delivery) {
      const { webhook_id, status, body } = delivery;
      facts.trace.push(
        `     ${facts.nameOf("delivery", webhook_id)} is answered ${status} ${wordOf(body)}`,
      );
      if (status < 200 || status > 299) return;
      if (climate.signed)
        violations.require(
          await isDecided(storage, webhook_id),
          "a delivery is answered 2xx and its event is not decided",
        );
      else
        violations.require(
          await isSettledFor(facts, storage, delivery),
          "a hint of a success is answered 2xx and its payment is not settled",
        );
    },
  };
}

/** Dodo has told the caller of a payment that pays for the topup and was not given back by then; or an administrator has decided. */
function checkMoney(
  { sales, released, violations }: Facts,
  task: Task | null,
  { topup_id, payment_id, provider_payment_id }: HostCall,
): void {
  const sale = sales.get(provider_payment_id);
  violations.require(sale?.topup_id === topup_id, "the host is called for no payment of its topup");
  if (sale === undefined || released.has(payment_id)) return;
  const told = task?.told.get(provider_payment_id);
  violations.require(
    paysFor(sale),
    "the host is called for a payment that does not pay for the topup",
  );
  violations.require(
    told !== undefined && (sale.reversed_at === null || told < sale.reversed_at),
    "the host is called for a payment that was given back",
  );
}

async function isDecided(storage: Storage, webhook_id: string): Promise<boolean> {
  const event = await storage.readEvent(`dodo:${webhook_id}`);
  return ["applied", "ignored", "held"].includes(event?.sync_status ?? "");
}

/** A hint is about the session: other payments of it may be left to the reconciliation. */
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

/** The word of an answer that says what came of it. */
export function wordOf(body: unknown): string {
  return String(
    Reflect.get(Object(body), "sync_status") ??
      Reflect.get(Object(body), "code") ??
      Reflect.get(Object(body), "status") ??
      "",
  );
}
