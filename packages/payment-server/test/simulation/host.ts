/**
 * A correct host that works in steps: it marks the topup paid and books the credits at once,
 * guarded by the pending status. Sometimes it does nothing, or returns a slightly older topup.
 */
import type { FinishExtra, Topup } from "../../src/index.ts";
import type { Scheduler } from "./scheduler.ts";
import type { How, Task, Fault } from "./steps.ts";
import type { Time } from "./time.ts";

/** The price of every topup, in US cents. */
export const PRICE_CENTS = 5_000;
/** The most that a replica lags, in milliseconds. */
const LAG_MS = 400;

/**
 * One call of `finishTopup`. `ended` is `true` once it has returned or thrown, so that nothing of
 * it still runs.
 */
export interface HostCall {
  topup_id: string;
  payment_id: string;
  provider_payment_id: string;
  fence: number;
  ended: boolean;
}

/** The callbacks that report the host's calls to the rules. */
export interface HostObserver {
  read(task: Task, topup_id: string): void;
  called(task: Task | null, call: HostCall): void;
  credited(call: HostCall): void;
}

/** The host with its ledger and its calls. */
export interface SimulatedHost {
  topups: Map<string, Topup>;
  /** The calls that were booked. */
  ledger: HostCall[];
  calls: HostCall[];
  readTopup(topup_id: string): Promise<Topup | null>;
  finishTopup(topup_id: string, extra: FinishExtra): Promise<void>;
}

/** Creates a host with this many pending topups, each of 500 credits for 50 dollars. */
export function createSimulatedHost(
  { scheduler, time }: { scheduler: Scheduler; time: Time },
  topups: number,
  seen: HostObserver,
): SimulatedHost {
  const booked_at = new Map<string, number>();
  const host: SimulatedHost = {
    topups: new Map(),
    ledger: [],
    calls: [],
    async readTopup(topup_id) {
      const how = await step("topup", "readTopup before", ["fail", "hang", "lag"]);
      const task = scheduler.current();
      if (task !== null) seen.read(task, topup_id);
      const topup = host.topups.get(topup_id) ?? null;
      await step("topup", "readTopup after", ["fail", "hang"]);
      // A lagging replica does not show the last commit.
      const is_behind = how === "lag" && time.now() - (booked_at.get(topup_id) ?? 0) < LAG_MS;
      return is_behind && topup !== null ? { ...topup, status: "pending" } : topup;
    },
    async finishTopup(topup_id, { fence, meta }) {
      const call: HostCall = {
        topup_id,
        payment_id: meta.payment_id,
        provider_payment_id: meta.dodo_payment_id,
        fence,
        ended: false,
      };
      host.calls.push(call);
      seen.called(scheduler.current(), call);
      try {
        if (
          (await step("finish", "finishTopup before its effect", ["fail", "hang", "skip"])) ===
          "skip"
        )
          return;
        const topup = host.topups.get(topup_id);
        if (topup?.status !== "pending") throw new Error("already paid");
        host.topups.set(topup_id, { ...topup, status: "paid" });
        host.ledger.push(call);
        booked_at.set(topup_id, time.now());
        seen.credited(call);
        await step("finish", "finishTopup after its effect", ["fail", "hang"]);
      } finally {
        call.ended = true;
      }
    },
  };

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
  for (let index = 1; index <= topups; index += 1) {
    const topup_id = `tu_${index}`;
    host.topups.set(topup_id, {
      topup_id,
      user_id: "ada",
      credits: 500,
      usd_cents: PRICE_CENTS,
      status: "pending",
    });
  }
  return host;
}
