/**
 * Cases about inserting a payment, or returning the row that already has one of its unique keys.
 */
import { rebuildPayment } from "../../core/audit.ts";
import { atOnce, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { insert, insertSample, samplePayment } from "./records.ts";

/** Cases of `insertPayment`, and of reads that find nothing. */
export const insertCases: readonly StorageCase[] = [
  storageCase(
    "a new payment is stored whole with its history, and either storage reads it",
    async ({ storage, second }) => {
      const payment = samplePayment("a");
      expectEqual(await insert(storage, payment), payment, "insertPayment");
      expectEqual(await second.readPayment("pmt_a"), payment, "readPayment");
      expectEqual(await second.readPaymentByRef("ref_a"), payment, "readPaymentByRef");
      expectEqual(await second.listAttempts("tu_a"), [payment], "listAttempts");
      expectEqual(rebuildPayment(await second.listAudit("pmt_a")), payment, "the rebuilt payment");
    },
  ),

  storageCase("what was never stored is null or empty", async ({ storage }) => {
    await insertSample(storage, "a");
    expectEqual(await storage.readPayment("pmt_b"), null, "readPayment");
    expectEqual(await storage.readPaymentByRef("pmt_a"), null, "readPaymentByRef");
    expectEqual(await storage.listAttempts("tu_b"), [], "listAttempts");
    expectEqual(await storage.readCredit("tu_a"), null, "readCredit");
    expectEqual(await storage.readEvent("dodo:msg_a"), null, "readEvent");
    expectEqual(await storage.listAudit("pmt_b"), [], "listAudit");
  }),

  // Two requests of one buyer may begin the same attempt. Both must get the same payment and
  // checkout, or the buyer could pay twice.
  storageCase(
    "the same attempt of a topup is not stored twice: the first payment is returned",
    async ({ storage, second }) => {
      const first = await insertSample(storage, "a");
      const late = samplePayment("b", { topup_id: "tu_a" });
      expectEqual(await insert(second, late), first, "the second insertPayment");
      expectEqual(await storage.readPayment("pmt_b"), null, "the second payment");
      expectEqual(await storage.listAudit("pmt_b"), [], "the second payment's history");
      const next = samplePayment("c", { topup_id: "tu_a", attempt: 2 });
      expectEqual(await insert(storage, next), next, "the next attempt");
    },
  ),

  // Two deliveries about one provider payment must not create two rows. Test mode and live mode are
  // separate at the provider, so the same id may occur in both.
  storageCase(
    "the same provider payment is not stored twice in one environment",
    async ({ storage, second }) => {
      const first = await insertSample(storage, "a", { provider_payment_id: "pay_1" });
      expectEqual(
        await insert(second, samplePayment("b", { provider_payment_id: "pay_1" })),
        first,
        "the same provider payment",
      );
      expectEqual(await storage.readPayment("pmt_b"), null, "the second payment");
      expectEqual(await storage.listAudit("pmt_b"), [], "the second payment's history");
      const live = samplePayment("c", { provider_payment_id: "pay_1", environment: "live_mode" });
      expectEqual(await insert(storage, live), live, "the same id in another environment");
      const other = samplePayment("d", { provider_payment_id: "pay_1", provider: "other" });
      expectEqual(await insert(storage, other), other, "the same id of another provider");
    },
  ),

  storageCase(
    "the same payment id is not stored twice: an insert whose answer was lost may be repeated",
    async ({ storage, second }) => {
      const first = await insertSample(storage, "a");
      expectEqual(await insert(second, first), first, "the repeated insertPayment");
      const claimant = samplePayment("b", { payment_id: "pmt_a" });
      expectEqual(await insert(second, claimant), first, "another payment of the same id");
      expectEqual((await storage.listAudit("pmt_a")).length, 1, "entries of the history");
      expectEqual(await storage.listAttempts("tu_b"), [], "attempts of the other topup");
    },
  ),

  // A second payment in the session of an attempt is stored without an attempt number. As in SQL, a
  // unique field that is `null` conflicts with no other row.
  storageCase(
    "payments beside an attempt, and payments the provider has not named, do not collide",
    async ({ storage }) => {
      await insertSample(storage, "a");
      for (const name of ["b", "c"]) {
        const beside = samplePayment(name, {
          topup_id: "tu_a",
          provider_session_id: "cks_a",
          attempt: null,
        });
        expectEqual(await insert(storage, beside), beside, `payment ${name}`);
      }
      expectEqual(
        (await storage.listAttempts("tu_a")).map(({ payment_id }) => payment_id),
        ["pmt_a", "pmt_b", "pmt_c"],
        "payments of the topup",
      );
    },
  ),

  // The case tries three unique keys: attempt, provider payment and payment id.
  storageCase(
    "of sixteen inserts with one key at once, one is stored and all return it",
    async (bench) => {
      const attempts = await atOnce(
        bench,
        async (storage, index) => await insertSample(storage, `a${index}`, { topup_id: "tu_a" }),
      );
      expectEqual(
        new Set(attempts.map(({ payment_id }) => payment_id)).size,
        1,
        "payments returned for one attempt",
      );
      expectEqual(
        (await bench.storage.listAttempts("tu_a")).length,
        1,
        "payments stored for one attempt",
      );
      const named = await atOnce(
        bench,
        async (storage, index) =>
          await insertSample(storage, `b${index}`, { provider_payment_id: "pay_1" }),
      );
      expectEqual(
        new Set(named.map(({ payment_id }) => payment_id)).size,
        1,
        "payments returned for one provider payment",
      );
      const same = await atOnce(bench, async (storage) => await insertSample(storage, "c"));
      expectEqual(
        new Set(same.map(({ payment_id }) => payment_id)).size,
        1,
        "payments returned for one id",
      );
      const stored = await bench.storage.listPayments({ filter: {}, after: null, limit: 50 });
      expectEqual(stored.length, 3, "payments stored in all");
      expectEqual((await bench.storage.listAudit("pmt_c")).length, 1, "entries of the history");
    },
  ),
];
