import type { Payment } from "../../core/payment.ts";
import { expectEqual } from "../storage/check.ts";
import { changeOf, insertSample, sampleEvent } from "../storage/records.ts";
import type { Bench, Crediting, Work } from "./case.ts";

/**
 * Returns the two changes that credit a payment. `claim` sets its status to `crediting`. `close`
 * sets it to `paid` and records an event. `by` becomes part of their `write_id`s.
 */
export function crediting(payment: Payment, by = ""): Crediting {
  return {
    claim: changeOf(payment, { status: "crediting" }, { by }),
    close: (claimed) =>
      changeOf(
        claimed,
        { status: "paid", next_check_at: null },
        {
          by,
          event: sampleEvent("a", { sync_status: "applied", payment_id: payment.payment_id }),
        },
      ),
  };
}

/** Inserts the pending payment `pmt_a`, and returns it with the changes that credit it. */
export async function pending({ storage }: Bench): Promise<Crediting & { payment: Payment }> {
  const payment = await insertSample(storage, "a");
  return { payment, ...crediting(payment) };
}

/**
 * Calls `creditWith` with work that writes a word, calls `more` and throws `error`. Returns what
 * `creditWith` throws. Throws if `creditWith` returns.
 */
export async function failing(
  bench: Bench,
  given: Crediting,
  error: Error,
  more: Work = async () => {},
): Promise<unknown> {
  const thrown = await bench
    .credit(given, async (write, fence) => {
      await write("rolled back");
      await more(write, fence);
      throw error;
    })
    .then(
      () => null,
      (caught: unknown) => caught,
    );
  if (thrown === null) throw new Error("creditWith did not throw what its work threw");
  return thrown;
}

/**
 * Throws unless `pmt_a` is stored as `payment` and has one audit entry, its topup has no credit,
 * the event of `crediting()` is not stored, and the host has written nothing.
 */
export async function expectUntouched(bench: Bench, payment: Payment): Promise<void> {
  expectEqual(await bench.words(), [], "the host's writes");
  expectEqual(
    [await bench.second.readPayment("pmt_a"), await bench.second.readCredit("tu_a")],
    [payment, null],
    "payment and credit",
  );
  expectEqual(
    [(await bench.second.listAudit("pmt_a")).length, await bench.second.readEvent("dodo:msg_a")],
    [1, null],
    "history and event",
  );
}

/** Work that throws, for a credit that must not call the host. */
export const refused: Work = async () => {
  throw new Error("the host was called for a claim that this call has not made");
};

/** Waits 20 ms, so that other calls arrive while a transaction is open. */
export async function aMoment(): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, 20));
}
