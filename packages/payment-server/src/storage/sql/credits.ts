import type { Storage } from "../../core/storage.ts";
import type { Change, Claimed, ClaimMode } from "../../core/storage-records.ts";
import { runChange } from "./change.ts";
import { writtenBy } from "./change-statements.ts";
import { write } from "./driver.ts";
import { toCredit } from "./rows.ts";
import type { SqlRunner } from "./runner.ts";

type CreditVerb =
  | "readCredit"
  | "claimCredit"
  | "closeCredit"
  | "voidCredit"
  | "returnCredit"
  | "reopenCredit"
  | "endLease";

/**
 * Returns the methods of the storage that read and claim a topup's credit, and change its claim. In
 * PostgreSQL, each batch of these methods that changes a payment first locks the payment's row.
 * `claimCredit` writes the credit and then the payment, which may change only if the claim
 * succeeded. The other methods that write a payment write it before the credit, because the payment
 * may change only if the claim is still in its earlier state.
 */
export function creditVerbs(runner: SqlRunner): Pick<Storage, CreditVerb> {
  const { sql, lock_payment, run, readOne } = runner;
  return {
    readCredit: async (topup_id) => await readOne(sql.readCredit, { topup_id }, toCredit),
    claimCredit: async (change, lease_ms, mode) =>
      await runClaim(runner, change, { lease_ms, mode }),
    closeCredit: async (change, fence) =>
      await runChange(
        runner,
        change,
        [...lock_payment, sql.changeClosing(...writtenBy(change)), sql.endCredit],
        {
          fence,
          credit_state: "done",
        },
      ),
    voidCredit: async (change, fence) =>
      await runChange(
        runner,
        change,
        [...lock_payment, sql.changeVoiding(...writtenBy(change)), sql.endCredit],
        {
          fence,
          credit_state: "void",
        },
      ),
    returnCredit: async (change, fence) =>
      await runChange(
        runner,
        change,
        [...lock_payment, sql.changeReturning(...writtenBy(change)), sql.returnCredit],
        {
          fence,
        },
      ),
    reopenCredit: async (change, fence) =>
      await runChange(
        runner,
        change,
        [...lock_payment, sql.changeReopening(...writtenBy(change)), sql.reopenCredit],
        {
          fence,
        },
      ),
    async endLease(topup_id, fence) {
      await run([write(sql.endLease, { topup_id, fence })]);
    },
  };
}

/** Claims a credit in one batch, as `claimCredit` of the storage does. */
export async function runClaim(
  runner: SqlRunner,
  change: Change,
  values: { lease_ms: number; mode: ClaimMode },
): Promise<Claimed> {
  const { sql, lock_payment } = runner;
  const texts = [...lock_payment, sql.claimCredit, sql.changeClaimed(...writtenBy(change))];
  const result = await runChange(runner, change, texts, values);
  // This call may repeat a call that has already written the change, and another process may have
  // taken the claim over since. So the claim is won only if this write is still its holder.
  return { ...result, won: result.won && result.credit?.holder === change.next.write_id };
}
