/** A host that does its part, in steps: pending to paid and the credits at once, guarded by the pending status. Now and then it does nothing, or answers what was true a moment ago. */
import type { FinishExtra, Topup } from "../../src/index.ts";
import type { Stage } from "./stage.ts";
import type { How, Task, Trouble } from "./steps.ts";
import type { Time } from "./time.ts";

/** What every topup costs, in US cents. */
export const ASKED = 5_000;
/** A replica is at most so far behind. */
const LAG_MS = 400;

/** One call of `finishTopup`. `ended`: it returned or threw, so that nothing of it runs any more. */
export interface HostCall {
  topup_id: string;
  payment_id: string;
  provider_payment_id: string;
  fence: number;
  ended: boolean;
}

/** What the rules are told of, as it happens. */
export interface HostWitness {
  read(task: Task, topup_id: string): void;
  called(task: Task | null, call: HostCall): void;
  credited(call: HostCall): void;
}

/** The host with its ledger and the calls it had. */
export interface StagedHost {
  topups: Map<string, Topup>;
  /** The calls that were booked. */
  ledger: HostCall[];
  calls: HostCall[];
  readTopup(topup_id: string): Promise<Topup | null>;
  finishTopup(topup_id: string, extra: FinishExtra): Promise<void>;
}

/** With so many topups, each pending, of 500 credits for 50 dollars. */
export function createStagedHost(
  { stage, time }: { stage: Stage; time: Time },
  topups: number,
  seen: HostWitness,
): StagedHost {
  const booked_at = new Map<string, number>();
  const host: StagedHost = {
    topups: new Map(),
    ledger: [],
    calls: [],
    async readTopup(topup_id) {
      const how = await attend("topup", "readTopup before", ["fail", "hang", "lag"]);
      const task = stage.current();
      if (task !== null) seen.read(task, topup_id);
      const topup = host.topups.get(topup_id) ?? null;
      await attend("topup", "readTopup after", ["fail", "hang"]);
      // A replica has not heard of what was committed last.
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
      seen.called(stage.current(), call);
      try {
        if (
          (await attend("finish", "finishTopup before its effect", ["fail", "hang", "skip"])) ===
          "skip"
        )
          return;
        const topup = host.topups.get(topup_id);
        if (topup?.status !== "pending") throw new Error("already paid");
        host.topups.set(topup_id, { ...topup, status: "paid" });
        host.ledger.push(call);
        booked_at.set(topup_id, time.now());
        seen.credited(call);
        await attend("finish", "finishTopup after its effect", ["fail", "hang"]);
      } finally {
        call.ended = true;
      }
    },
  };

  async function attend(
    place: "topup" | "finish",
    name: string,
    troubles: readonly Trouble[],
  ): Promise<How> {
    const how = await stage.park(place, name, troubles);
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
      usd_cents: ASKED,
      status: "pending",
    });
  }
  return host;
}
