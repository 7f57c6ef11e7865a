/**
 * Cases about unique keys. Two rows of one provider never have the same provider payment in one
 * environment. If both rows have an attempt number, they never have the same session either. A
 * change that would break one of these rules is refused without an error, because two of our
 * sessions may report the same provider payment. Reconciliation must then continue with the
 * remaining rows.
 */
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import type { Change, Changed } from "../../core/storage-records.ts";
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import {
  changeOf,
  claimCredit,
  claimSample,
  insert,
  insertSample,
  LEASE,
  returnedSample,
  sampleEvent,
  samplePayment,
} from "./records.ts";

/** Two unique keys, with the fields of one row that a case tries to write to another row. */
const KEYS: readonly { what: string; fields: Partial<Payment> }[] = [
  { what: "provider payment", fields: { provider_payment_id: "pay_1" } },
  { what: "session", fields: { provider_session_id: "cks_1" } },
];

/**
 * The methods that write a payment and also end a claim or change its state. `returned` says
 * whether the method needs a claim that is marked as returned.
 */
const CLAIM_VERBS: readonly {
  verb: string;
  returned: boolean;
  end(storage: Storage, change: Change): Promise<Changed>;
}[] = [
  {
    verb: "closeCredit",
    returned: false,
    end: async (storage, change) => await storage.closeCredit(change, 1),
  },
  {
    verb: "voidCredit",
    returned: false,
    end: async (storage, change) => await storage.voidCredit(change, 1),
  },
  {
    verb: "returnCredit",
    returned: false,
    end: async (storage, change) => await storage.returnCredit(change, 1),
  },
  {
    verb: "reopenCredit",
    returned: true,
    end: async (storage, change) => await storage.reopenCredit(change, 1),
  },
];

/** Cases of every method that writes a provider payment or a session. */
export const uniqueCases: readonly StorageCase[] = [
  ...KEYS.map(({ what, fields }) =>
    storageCase(
      `a change that would take another row's ${what} is not written: no row, no history, no event`,
      async ({ storage, second }) => {
        await insertSample(storage, "b", fields);
        const before = await insertSample(storage, "a");
        const event = sampleEvent("a", { sync_status: "applied" });
        const changed: unknown = await second
          .changePayment(changeOf(before, { ...fields, status: "failed" }, { event }))
          .catch((error: unknown) => error);
        expectEqual(changed, { won: false, payment: before }, "the change");
        expectEqual(await storage.readPayment("pmt_a"), before, "the stored payment");
        expectEqual((await storage.listAudit("pmt_a")).length, 1, "entries of the history");
        expectEqual(await storage.readEvent(event.event_id), null, "the event");
        expectFields(
          await storage.changePayment(changeOf(before, { status: "failed" })),
          { won: true },
          "a change that takes nothing",
        );
      },
    ),
  ),

  ...KEYS.map(({ what, fields }) =>
    storageCase(
      `a claim whose change would take another row's ${what} is not made, and the credit stays free`,
      async ({ storage, second }) => {
        await insertSample(storage, "b", fields);
        const before = await insertSample(storage, "a");
        const claim = changeOf(before, { ...fields, status: "crediting" });
        expectEqual(
          await claimCredit(second, claim),
          { won: false, payment: before, credit: null },
          "the claim",
        );
        expectEqual(await storage.readCredit("tu_a"), null, "the credit");
        expectFields(
          await claimCredit(storage, changeOf(before, { status: "crediting" })),
          { won: true },
          "a claim that takes nothing",
        );
      },
    ),
  ),

  // The provider payment or session in the change belongs to another row. The write is refused, and
  // the claim stays as it is.
  ...CLAIM_VERBS.flatMap(({ verb, returned, end }) =>
    KEYS.map(({ what, fields }) =>
      storageCase(
        `${verb} does not end a claim whose change would take another row's ${what}`,
        async ({ storage, second, time }) => {
          await insertSample(storage, "b", fields);
          const { payment } = await (returned ? returnedSample(storage) : claimSample(storage));
          time.now += LEASE;
          const credit = await storage.readCredit("tu_a");
          expectFields(
            await end(second, changeOf(payment, fields)),
            { won: false, payment, credit },
            verb,
          );
          expectEqual(
            [await storage.readPayment("pmt_a"), await storage.readCredit("tu_a")],
            [payment, credit],
            "what is stored",
          );
          expectFields(
            await end(storage, changeOf(payment, {})),
            { won: true },
            `${verb} of a change that takes nothing`,
          );
        },
      ),
    ),
  ),

  // Rows with the same provider payment do not conflict if they differ in environment or provider.
  // Rows with the same session do not conflict if they differ in provider, or if one of them has no
  // attempt number.
  storageCase(
    "a payment keeps its own provider payment and session, and takes others that no row has",
    async ({ storage }) => {
      await insertSample(storage, "b", {
        provider_payment_id: "pay_1",
        provider_session_id: "cks_1",
      });
      const own = { provider_payment_id: "pay_2", provider_session_id: "cks_2" };
      const { payment } = await storage.changePayment(
        changeOf(await insertSample(storage, "a"), own),
      );
      expectFields(
        await storage.changePayment(changeOf(payment, { status: "failed" })),
        { won: true },
        "a change that keeps both",
      );
      const others: Payment[] = [
        samplePayment("live", { environment: "live_mode" }),
        samplePayment("other", { provider: "other" }),
        samplePayment("beside", { attempt: null }),
      ];
      const [live, other, beside] = [
        { provider_payment_id: "pay_1" },
        { provider_payment_id: "pay_1", provider_session_id: "cks_1" },
        { provider_session_id: "cks_1" },
      ];
      for (const [index, fields] of [live, other, beside].entries()) {
        const before = await insert(storage, others[index] ?? payment);
        expectFields(
          await storage.changePayment(changeOf(before, fields)),
          { won: true, payment: { ...changeOf(before, fields).next } },
          before.payment_id,
        );
      }
    },
  ),

  storageCase(
    "a new attempt with the session of another attempt is not stored: that one is returned",
    async ({ storage, second }) => {
      const first = await insertSample(storage, "a", { provider_session_id: "cks_1" });
      expectEqual(
        await insert(second, samplePayment("b", { provider_session_id: "cks_1" })),
        first,
        "insertPayment",
      );
      expectEqual(await storage.readPayment("pmt_b"), null, "the second payment");
      expectEqual(await storage.listAudit("pmt_b"), [], "the second payment's history");
    },
  ),

  ...KEYS.map(({ what, fields }) =>
    storageCase(
      `of sixteen payments that take one ${what} at once, one wins and fifteen are unchanged`,
      async (bench) => {
        for (const verb of ["changePayment", "claimCredit"] as const) {
          const taken = Object.fromEntries(
            Object.entries(fields).map(([field, id]) => [field, `${id}_${verb}`]),
          );
          const before = await atOnce(
            bench,
            async (storage, index) =>
              await insertSample(storage, `${verb}_${index}`, { created_at: NOW }),
          );
          const answers = await atOnce(bench, async (storage, index) => {
            const change = changeOf(before[index] ?? samplePayment("none"), {
              ...taken,
              status: "crediting",
            });
            return await (verb === "changePayment"
              ? storage.changePayment(change)
              : claimCredit(storage, change));
          });
          expectEqual(
            answers.filter(({ won }) => won).length,
            1,
            `changes by ${verb} that were won`,
          );
          for (const [index, { won, payment }] of answers.entries()) {
            expectEqual(
              payment.version,
              won ? 2 : 1,
              `the version of a payment that ${won ? "won" : "lost"}`,
            );
            expectEqual(
              await bench.storage.readPayment(payment.payment_id),
              payment,
              `payment ${index}`,
            );
            expectEqual(
              (await bench.storage.readCredit(payment.topup_id)) !== null,
              won && verb === "claimCredit",
              `whether payment ${index} holds a credit`,
            );
          }
        }
      },
    ),
  ),
];
