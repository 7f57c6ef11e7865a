import type { Change, Claimed } from "../../core/storage-records.ts";
import { expectEqual } from "../storage/check.ts";
import { changeOf, claimSample, sampleEvent } from "../storage/records.ts";
import type { Bench, Work } from "./case.ts";

/**
 * Claims a credit. Returns the claim, and the change with which a case closes it: the status
 * becomes `paid`, and an event is recorded.
 */
export async function claimed({ storage }: Bench): Promise<{ claim: Claimed; change: Change }> {
  const claim = await claimSample(storage);
  return {
    claim,
    change: changeOf(
      claim.payment,
      { status: "paid", next_check_at: null },
      { event: sampleEvent("a", { sync_status: "applied", payment_id: "pmt_a" }) },
    ),
  };
}

/**
 * Calls `closeCreditWith` with work that writes a word, calls `more` and throws `error`. Returns
 * what `closeCreditWith` throws.
 */
export async function failing(
  bench: Bench,
  change: Change,
  error: Error,
  more: Work = async () => {},
): Promise<unknown> {
  const thrown = await bench
    .close(change, 1, async (write) => {
      await write("rolled back");
      await more(write);
      throw error;
    })
    .then(
      () => null,
      (caught: unknown) => caught,
    );
  if (thrown === null) throw new Error("closeCreditWith did not throw what its work threw");
  return thrown;
}

/** Throws if anything was written after the claim: a word, a row, the history or an event. */
export async function expectUntouched(bench: Bench, claim: Claimed): Promise<void> {
  expectEqual(await bench.words(), [], "the host's writes");
  expectEqual(
    [await bench.second.readPayment("pmt_a"), await bench.second.readCredit("tu_a")],
    [claim.payment, claim.credit],
    "payment and credit",
  );
  expectEqual(
    [(await bench.second.listAudit("pmt_a")).length, await bench.second.readEvent("dodo:msg_a")],
    [2, null],
    "history and event",
  );
}

/** Work that throws, for a close that must not call the host. */
export const refused: Work = async () => {
  throw new Error("the host was called for a claim that was not ended by this close");
};

/** Waits 20 ms, so that other calls arrive while a transaction is open. */
export async function aMoment(): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, 20));
}
