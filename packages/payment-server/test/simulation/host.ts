/**
 * A correct host that works in steps: it marks the topup paid and books the credits. Sometimes it
 * does nothing, or returns a slightly older topup.
 */
import type { FinishExtra, Topup } from "../../src/index.ts";
import type { Books } from "./books.ts";
import type { HostCall } from "./host-call.ts";
import type { Scheduler } from "./scheduler.ts";
import type { How, Task, Fault } from "./steps.ts";
import type { Time } from "./time.ts";
import type { SharedTransaction } from "./transaction.ts";

/** The most that a replica lags, in milliseconds. */
const LAG_MS = 400;

/** The callbacks that report the host's calls to the rules. */
export interface HostObserver {
  read(task: Task, topup_id: string): void;
  called(task: Task | null, call: HostCall): void;
}

/** The host with its ledger and its calls. */
export interface SimulatedHost {
  readonly topups: ReadonlyMap<string, Topup>;
  /** The calls that were booked. */
  readonly ledger: readonly HostCall[];
  readonly calls: readonly HostCall[];
  readTopup(topup_id: string): Promise<Topup | null>;
  /** `tx` is the transaction of transactional mode. */
  finishTopup(topup_id: string, extra: FinishExtra, tx?: SharedTransaction): Promise<void>;
}

/** Creates a host with these books. Its calls are added to `calls`. */
export function createSimulatedHost(
  { scheduler, time }: { scheduler: Scheduler; time: Time },
  books: Books,
  calls: HostCall[],
  seen: HostObserver,
): SimulatedHost {
  async function step(
    place: "topup" | "finish",
    name: string,
    faults: readonly Fault[],
  ): Promise<How> {
    const how = await scheduler.waitAt(place, name, faults);
    if (how === "fail") throw new Error("the host stumbled");
    if (how === "hang") await new Promise(() => undefined);
    return how;
  }
  return {
    get topups() {
      return books.topups;
    },
    get ledger() {
      return books.ledger;
    },
    calls,
    async readTopup(topup_id) {
      const how = await step("topup", "readTopup before", ["fail", "hang", "lag"]);
      const task = scheduler.current();
      if (task !== null) seen.read(task, topup_id);
      const topup = books.topups.get(topup_id) ?? null;
      await step("topup", "readTopup after", ["fail", "hang"]);
      // A lagging replica does not show the last commit.
      const is_behind = how === "lag" && time.now() - (books.booked_at.get(topup_id) ?? 0) < LAG_MS;
      return is_behind && topup !== null ? { ...topup, status: "pending" } : topup;
    },
    async finishTopup(topup_id, { fence, meta }, tx) {
      const call: HostCall = {
        topup_id,
        payment_id: meta.payment_id,
        provider_payment_id: meta.dodo_payment_id,
        fence,
        ended: false,
        idle: false,
        tx: tx ?? null,
      };
      calls.push(call);
      seen.called(scheduler.current(), call);
      try {
        const how = await step("finish", "finishTopup before its effect", ["fail", "hang", "skip"]);
        call.idle = how === "skip";
        if (call.idle) return;
        await books.book(call);
        await step("finish", "finishTopup after its effect", ["fail", "hang"]);
      } finally {
        call.ended = true;
      }
    },
  };
}
