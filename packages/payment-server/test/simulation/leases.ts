/**
 * The rules of claims, in a model beside the storage: which claim may hold a topup's credit, and
 * until when.
 */
import type { Changed, Credit, Storage } from "../../src/index.ts";
import type { Facts } from "./facts.ts";
import type { HostCall } from "./host-call.ts";
import type { SimulatedHost } from "./host.ts";
import { isShared, type SharedStorage, type SharedTransaction } from "./transaction.ts";

/** A claim that was just made. */
interface Claim {
  topup_id: string;
  payment_id: string;
  fence: number;
}

interface Lease {
  fence: number;
  until: number;
  /** The step at which its holder released it early, or `null`. */
  ended_at: number | null;
}

/** A storage and the model beside it. */
export interface CheckedStorage {
  /** The storage; every verb of the credit is checked against the rules. */
  storage: Storage;
  /**
   * Returns whether a call has the newest claim of its topup, and the lease of the claim is running.
   * In transactional mode the claim is in the transaction of the call, as long as that is open. One
   * that has ended, which its process cannot know yet, can write nothing any more.
   */
  isHeld(call: HostCall): boolean;
}

/** Wraps the storage so that the model follows its claims. */
export function checkLeases(
  storage: Storage,
  { facts, host }: { facts: Facts; host: SimulatedHost },
): CheckedStorage {
  const { violations, scheduler, time } = facts;
  const leases = new Map<string, Lease>();
  /** The transactions that have claimed a credit. */
  const claims = new Map<SharedTransaction, { topup_id: string; fence: number }>();

  /** Checks a claim against the credit that was stored before it. */
  function checkClaim(before: Credit | null, { topup_id, payment_id, fence }: Claim): void {
    const lease = leases.get(topup_id);
    violations.require(before?.state !== "done", "a credit that is done is claimed again");
    violations.require(
      before?.state !== "returned",
      "a claim whose call has returned is taken again",
    );
    violations.require(
      fence === (before?.fence ?? 0) + 1,
      "a claim does not raise the fence by one",
    );
    if (before?.state === "claimed" && lease !== undefined) {
      violations.require(before.payment_id === payment_id, "a claim is taken from another payment");
      violations.require(lease.until <= time.now(), "a live lease is taken over");
      violations.require(
        hasReadSince(topup_id, lease),
        "a claim is taken over without a read of the topup since its lease expired",
      );
    }
  }

  function hasReadSince(topup_id: string, { until, ended_at }: Lease): boolean {
    const read = scheduler.current()?.read.get(topup_id);
    return read !== undefined && read.at >= until && (ended_at === null || read.step > ended_at);
  }

  /**
   * Requires that only the newest fence closes or voids the credit, and that the payment changes
   * only with it.
   */
  async function ended<Result extends Changed>(
    verb: string,
    named: { topup_id: string; write_id: string },
    fence: number,
    run: () => Promise<Result>,
  ): Promise<Result> {
    const before = await storage.readCredit(named.topup_id);
    const result = await run();
    const after = await storage.readCredit(named.topup_id);
    const newest =
      (before?.state === "claimed" || before?.state === "returned") && before.fence === fence;
    violations.require(
      newest || (after?.state === before?.state && after?.fence === before?.fence),
      `${verb} with an old fence changes the credit`,
    );
    violations.require(
      newest || result.payment.write_id !== named.write_id,
      `${verb} with an old fence changes the payment`,
    );
    const voided = verb === "voidCredit" && after?.state === "void" && before?.state === "claimed";
    violations.require(
      !voided || (leases.get(named.topup_id)?.until ?? 0) <= time.now(),
      "a live lease is voided",
    );
    return result;
  }

  const checked: Storage = {
    ...storage,
    async claimCredit(change, lease_ms, mode) {
      const { topup_id } = change.next;
      const before = await storage.readCredit(topup_id);
      const after = await storage.claimCredit(change, lease_ms, mode);
      if (!after.won || after.credit === null) return after;
      const { fence, payment_id } = after.credit;
      checkClaim(before, { topup_id, payment_id, fence });
      leases.set(topup_id, { fence, until: time.now() + lease_ms, ended_at: null });
      return after;
    },
    closeCredit: async (change, fence) =>
      await ended(
        "closeCredit",
        change.next,
        fence,
        async () => await storage.closeCredit(change, fence),
      ),
    voidCredit: async (change, fence) =>
      await ended(
        "voidCredit",
        change.next,
        fence,
        async () => await storage.voidCredit(change, fence),
      ),
    returnCredit: async (change, fence) =>
      await ended(
        "returnCredit",
        change.next,
        fence,
        async () => await storage.returnCredit(change, fence),
      ),
    async reopenCredit(change, fence) {
      const result = await ended(
        "reopenCredit",
        change.next,
        fence,
        async () => await storage.reopenCredit(change, fence),
      );
      violations.require(
        !result.won || scheduler.current()?.name.startsWith("release") === true,
        "a claim that has returned is opened again without an administrator",
      );
      if (result.won)
        leases.set(change.next.topup_id, { fence, until: time.now(), ended_at: facts.step });
      return result;
    },
    async endLease(topup_id, fence) {
      const before = await storage.readCredit(topup_id);
      await storage.endLease(topup_id, fence);
      // A lease that has expired already does not end earlier.
      if (before?.fence !== fence || !before.live) return;
      const running = host.calls.some(
        (call) => call.topup_id === topup_id && call.fence === fence && isRunning(call),
      );
      violations.require(!running, "a lease is released while the host's call may still run");
      leases.set(topup_id, { fence, until: time.now(), ended_at: facts.step });
    },
  };
  /** Adds `creditWith` to the verbs: its claim is checked before the host is called. */
  function transactional(shared: SharedStorage): SharedStorage {
    return {
      ...checked,
      creditWith: async (claim, close, work) =>
        await shared.creditWith(claim, close, async (tx, fence) => {
          const { topup_id, payment_id } = claim.next;
          if (tx.outcome === "open") {
            checkClaim(await shared.readCredit(topup_id), { topup_id, payment_id, fence });
            claims.set(tx, { topup_id, fence });
          }
          await work(tx, fence);
        }),
    };
  }

  return {
    storage: isShared(storage) ? transactional(storage) : checked,
    isHeld({ topup_id, fence, tx }) {
      if (tx !== null) {
        const claim = claims.get(tx);
        return tx.outcome !== "open" || (claim?.topup_id === topup_id && claim.fence === fence);
      }
      const lease = leases.get(topup_id);
      return lease !== undefined && lease.fence === fence && lease.until > time.now();
    },
  };
}

/** Returns whether a call may still write. */
function isRunning({ ended, tx }: HostCall): boolean {
  return !ended && (tx === null || tx.outcome === "open");
}
