/** Cases about finding our payments by the ids that a provider reports, or by their topup. */
import type { PaymentKeys } from "../../core/storage-records.ts";
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { insertSample } from "./records.ts";

const NONE: PaymentKeys = {
  provider: "dodo",
  provider_payment_id: null,
  provider_session_id: null,
  payment_id: null,
};

/** Cases of `findPayments` and `listAttempts`. */
export const findCases: readonly StorageCase[] = [
  storageCase(
    "a payment is found by each of its keys, and by all of them once",
    async ({ storage }) => {
      const payment = await insertSample(storage, "a", { provider_payment_id: "pay_a" });
      await insertSample(storage, "b");
      const keys = {
        provider_payment_id: "pay_a",
        provider_session_id: "cks_a",
        payment_id: "pmt_a",
      };
      for (const [key, value] of Object.entries(keys))
        expectEqual(
          await storage.findPayments({ ...NONE, [key]: value }),
          [payment],
          `found by ${key}`,
        );
      expectEqual(await storage.findPayments({ ...NONE, ...keys }), [payment], "found by all keys");
    },
  ),

  // A key that is `null` must find nothing. In SQL, NULL never equals NULL. In JavaScript,
  // `null === null` is true, so a plain comparison would find the row of another payment.
  storageCase(
    "no key finds nothing, and a key that is not there is not a wildcard",
    async ({ storage }) => {
      await insertSample(storage, "a", { provider_session_id: null });
      expectEqual(await storage.findPayments(NONE), [], "found by nothing");
      expectEqual(
        await storage.findPayments({ ...NONE, provider_payment_id: "", provider_session_id: "" }),
        [],
        "found by empty keys",
      );
      expectEqual(
        await storage.findPayments({
          ...NONE,
          provider_payment_id: "pmt_a",
          provider_session_id: "pmt_a",
          payment_id: "cks_a",
        }),
        [],
        "found by each other's keys",
      );
    },
  ),

  // If the keys belong to different payments, all are returned: the caller must see the conflict.
  storageCase("three keys may lead to three payments", async ({ storage }) => {
    await insertSample(storage, "a", { provider_payment_id: "pay_a" });
    await insertSample(storage, "b");
    await insertSample(storage, "c");
    const found = await storage.findPayments({
      provider: "dodo",
      provider_payment_id: "pay_a",
      provider_session_id: "cks_b",
      payment_id: "pmt_c",
    });
    expectEqual(
      found.map(({ payment_id }) => payment_id).sort(),
      ["pmt_a", "pmt_b", "pmt_c"],
      "found",
    );
  }),

  storageCase(
    "a session finds the attempt that opened it, not a second payment that arrived in it",
    async ({ storage }) => {
      const attempt = await insertSample(storage, "a", { provider_payment_id: "pay_a" });
      const beside = await insertSample(storage, "b", {
        topup_id: "tu_a",
        attempt: null,
        provider_session_id: "cks_a",
        provider_payment_id: "pay_b",
      });
      expectEqual(
        await storage.findPayments({ ...NONE, provider_session_id: "cks_a" }),
        [attempt],
        "found by the session",
      );
      expectEqual(
        await storage.findPayments({ ...NONE, provider_payment_id: "pay_b" }),
        [beside],
        "found by the provider payment",
      );
    },
  ),

  // Two providers may use the same ids, so the keys of one must not find a payment of the other.
  storageCase("the keys of one provider never find a payment of another", async ({ storage }) => {
    const mine = await insertSample(storage, "a", { provider_payment_id: "pay_a" });
    const other = await insertSample(storage, "b", {
      provider: "other",
      provider_payment_id: "pay_a",
      provider_session_id: "cks_a",
    });
    const keys = {
      provider_payment_id: "pay_a",
      provider_session_id: "cks_a",
      payment_id: "pmt_a",
    };
    expectEqual(
      await storage.findPayments({ provider: "dodo", ...keys }),
      [mine],
      "found for dodo",
    );
    expectEqual(
      await storage.findPayments({ provider: "other", ...keys }),
      [other],
      "found for the other one",
    );
  }),

  storageCase(
    "the payments of a topup come oldest first, by id where they are equally old",
    async ({ storage }) => {
      const made = [
        ["d", 3],
        ["c", 1],
        ["b", 2],
        ["a", 2],
      ] as const;
      for (const [name, age] of made)
        await insertSample(storage, name, {
          topup_id: "tu",
          attempt: name.charCodeAt(0),
          created_at: NOW + age,
        });
      await insertSample(storage, "e");
      expectEqual(
        (await storage.listAttempts("tu")).map(({ payment_id }) => payment_id),
        ["pmt_c", "pmt_a", "pmt_b", "pmt_d"],
        "attempts",
      );
    },
  ),
];
