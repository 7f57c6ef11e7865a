import type { Storage } from "../../core/storage.ts";
import type { Change, Claimed, ClaimMode, Credit } from "../../core/storage-records.ts";
import { applyChange } from "./change.ts";
import { isLive, readCredit, type MemoryTables } from "./tables.ts";

type CreditVerb =
  | "readCredit"
  | "claimCredit"
  | "closeCredit"
  | "voidCredit"
  | "returnCredit"
  | "reopenCredit"
  | "endLease";

/**
 * Returns the methods of the storage that read and claim a topup's credit, and change its claim.
 */
export function creditVerbs(tables: MemoryTables): Pick<Storage, CreditVerb> {
  const { credits, clock } = tables;
  return {
    readCredit: async (topup_id) => readCredit(tables, topup_id),
    claimCredit: async (change, lease_ms, mode) => claim(tables, change, lease_ms, mode),
    closeCredit: async (change, fence) =>
      moveClaim(tables, change, { fence, from: ["claimed", "returned"], to: "done" }),
    voidCredit: async (change, fence) =>
      moveClaim(tables, change, { fence, from: ["claimed", "returned"], to: "void" }),
    returnCredit: async (change, fence) =>
      moveClaim(tables, change, { fence, from: ["claimed"], to: "returned" }),
    // The lease of the reopened claim ends now, so that its payment can claim the credit at once.
    reopenCredit: async (change, fence) =>
      moveClaim(tables, change, {
        fence,
        from: ["returned"],
        to: "claimed",
        lease_until: clock(),
      }),
    async endLease(topup_id, fence) {
      const credit = credits.get(topup_id);
      if (credit?.fence === fence && credit.state === "claimed")
        credits.set(topup_id, { ...credit, lease_until: clock() });
    },
  };
}

/**
 * Claims the credit and writes the change, or does neither. The credit must be unclaimed or void,
 * or be claimed by the same payment with a lease that has ended.
 */
function claim(tables: MemoryTables, change: Change, lease_ms: number, mode: ClaimMode): Claimed {
  const { credits, clock } = tables;
  const { topup_id, payment_id, write_id, updated_at } = change.next;
  const result = applyChange(tables, change, () => {
    const credit = credits.get(topup_id);
    const free = credit === undefined || credit.state === "void";
    const own =
      credit?.state === "claimed" && credit.payment_id === payment_id && !isLive(tables, credit);
    if (!free && !own) return false;
    credits.set(topup_id, {
      topup_id,
      payment_id,
      state: "claimed",
      fence: (credit?.fence ?? 0) + 1,
      holder: write_id,
      mode,
      lease_until: clock() + lease_ms,
      created_at: credit?.created_at ?? updated_at,
      updated_at,
    });
    return true;
  });
  // This call may repeat a call that has already written the change, and another call may have
  // claimed the credit since. So the claim is won only if this write is still its holder.
  return { ...result, won: result.won && result.credit?.holder === write_id };
}

/** A change of a claim's state, and the conditions for it. */
interface ClaimMove {
  /** The fencing token that the claim must still have. */
  fence: number;
  from: readonly Credit["state"][];
  to: Credit["state"];
  /** When the lease ends, in Unix milliseconds. If absent, the lease stays as it is. */
  lease_until?: number;
}

/** Changes the state of the payment's claim and writes the change, or does neither. */
function moveClaim(tables: MemoryTables, change: Change, move: ClaimMove): Claimed {
  return applyChange(tables, change, () => {
    const credit = tables.credits.get(change.next.topup_id);
    if (
      credit === undefined ||
      credit.payment_id !== change.next.payment_id ||
      credit.fence !== move.fence ||
      !move.from.includes(credit.state)
    )
      return false;
    // A live claim is not voided, because its holder may be calling the host. After a void another
    // payment could claim the credit and call the host a second time.
    if (move.to === "void" && isLive(tables, credit)) return false;
    tables.credits.set(credit.topup_id, {
      ...credit,
      state: move.to,
      updated_at: change.next.updated_at,
      lease_until: move.lease_until ?? credit.lease_until,
    });
    return true;
  });
}
