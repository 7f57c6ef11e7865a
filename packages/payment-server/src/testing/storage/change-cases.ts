/**
 * Cases about changing a payment. A change is written only if the version that it was decided on is
 * still stored. If the change is repeated, it is not written a second time.
 */
import { rebuildPayment } from "../../core/audit.ts";
import { FIXED_FIELDS } from "../../core/fixed-fields.ts";
import { atOnce, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, insert, insertSample, sampleEvent, samplePayment } from "./records.ts";

/** Cases of `changePayment`, and a case about copied arguments and results. */
export const changeCases: readonly StorageCase[] = [
  // The history must be complete, so that the changed payment can be rebuilt from it.
  storageCase("a change is written with its history and its event", async ({ storage, second }) => {
    const before = await insertSample(storage, "a");
    const event = sampleEvent("a", { sync_status: "applied", payment_id: "pmt_a" });
    const change = changeOf(
      before,
      { status: "failed", provider_payment_id: "pay_1", net_minor: 5_000, next_check_at: null },
      { event },
    );
    expectEqual(
      await storage.changePayment(change),
      { won: true, payment: change.next },
      "changePayment",
    );
    expectEqual(await second.readPayment("pmt_a"), change.next, "the stored payment");
    expectEqual(
      rebuildPayment(await second.listAudit("pmt_a")),
      change.next,
      "the rebuilt payment",
    );
    expectEqual(await second.readEvent(event.event_id), event, "the event");
  }),

  // Two processes may read the same version of a payment. The second write is refused, because it
  // would undo the first. The second process must then decide again from what is stored.
  storageCase(
    "a change decided on an older version changes nothing: no row, no history, no event",
    async ({ storage, second }) => {
      const before = await insertSample(storage, "a");
      const { payment: stored } = await storage.changePayment(
        changeOf(before, { status: "failed" }, { by: "first" }),
      );
      const event = sampleEvent("a", { sync_status: "applied" });
      const late = changeOf(before, { status: "expired" }, { by: "late", event });
      expectEqual(
        await second.changePayment(late),
        { won: false, payment: stored },
        "the late change",
      );
      expectEqual(
        (await storage.listAudit("pmt_a")).map(({ version }) => version),
        [1, 2],
        "versions in the history",
      );
      expectEqual(await storage.readEvent(event.event_id), null, "the late change's event");
      const early = changeOf({ ...stored, version: 7 }, { status: "expired" });
      expectEqual(
        (await storage.changePayment(early)).won,
        false,
        "a change of a version that is not there yet",
      );
      expectEqual(await storage.readPayment("pmt_a"), stored, "the stored payment");
    },
  ),

  // If the connection breaks after the commit, the change may be repeated with the same `write_id`.
  // The second call must succeed too, but the change must be stored only once.
  storageCase(
    "a change whose answer was lost is won again when repeated, and happens once",
    async ({ storage, second }) => {
      const before = await insertSample(storage, "a");
      const event = sampleEvent("a", { sync_status: "held" });
      const change = changeOf(
        before,
        { status: "held", hold_reason: "underpaid", attempts: 0 },
        { event },
      );
      await storage.changePayment(change);
      expectEqual(
        await second.changePayment(change),
        { won: true, payment: change.next },
        "the repeated change",
      );
      expectEqual(
        (await storage.listAudit("pmt_a")).map(({ version }) => version),
        [1, 2],
        "versions in the history",
      );
      expectEqual(await storage.readEvent(event.event_id), event, "the event");
    },
  ),

  storageCase(
    "a change that another one followed is not won when repeated",
    async ({ storage }) => {
      const before = await insertSample(storage, "a");
      const first = changeOf(before, { status: "failed" });
      const followed = await storage.changePayment(first);
      const then = await storage.changePayment(changeOf(followed.payment, { status: "pending" }));
      expectEqual(
        await storage.changePayment(first),
        { won: false, payment: then.payment },
        "the repeated first change",
      );
      expectEqual((await storage.listAudit("pmt_a")).length, 3, "entries of the history");
    },
  ),

  // A redelivery may arrive just after an administrator has decided the event. The redelivery's
  // change of the payment is then written, but the decision about the event stays.
  storageCase("a decided event is not overwritten by a change", async ({ storage }) => {
    const before = await insertSample(storage, "a");
    const decided = await storage.recordEvent(sampleEvent("a", { sync_status: "ignored" }), false);
    const event = sampleEvent("a", {
      sync_status: "applied",
      payment_id: "pmt_a",
      updated_at: decided.updated_at + 5,
    });
    expectEqual(
      (await storage.changePayment(changeOf(before, { status: "failed" }, { event }))).won,
      true,
      "the change",
    );
    expectEqual(await storage.readEvent(decided.event_id), decided, "the decided event");
  }),

  storageCase(
    "an undecided event is decided by the change, and its attempts keep counting",
    async ({ storage }) => {
      const before = await insertSample(storage, "a");
      const first = await storage.recordEvent(
        sampleEvent("a", { sync_status: "processing", sync_error: "busy" }),
        false,
      );
      const event = sampleEvent("a", {
        sync_status: "applied",
        payment_id: "pmt_a",
        created_at: first.created_at + 9,
        updated_at: first.updated_at + 9,
      });
      await storage.changePayment(changeOf(before, { status: "failed" }, { event }));
      expectEqual(
        await storage.readEvent(event.event_id),
        { ...event, created_at: first.created_at, attempts: 2 },
        "the event",
      );
    },
  ),

  // A change must not overwrite the fields that identify the payment and say what it is for. It
  // must not overwrite `checked_at` and `answered_at` either, because these may have been set after
  // the change was decided.
  storageCase(
    "a change writes neither the fields that are fixed at the insert nor the times of the last check and answer",
    async ({ storage }) => {
      const before = await insertSample(storage, "a");
      await storage.takeCheck("pmt_a", before.created_at, before.created_at + 7);
      await storage.schedule("pmt_a", {
        version: 0,
        next_check_at: null,
        answered_at: before.created_at + 8,
      });
      const kept = {
        ...before,
        checked_at: before.created_at + 7,
        answered_at: before.created_at + 8,
        status: "failed",
      };
      const other = samplePayment("b", {
        payment_id: "pmt_a",
        environment: "live_mode",
        user_id: "bob",
        credits: 1,
        amount_minor: 1,
        currency: "EUR",
        attempt: 2,
        created_at: 1,
        checked_at: 1,
        answered_at: 1,
      });
      const fixed = Object.fromEntries(FIXED_FIELDS.map((field) => [field, other[field]]));
      const change = changeOf(before, { ...fixed, status: "failed" });
      const { version, write_id, updated_at } = change.next;
      expectEqual(
        (await storage.changePayment(change)).payment,
        { ...kept, version, write_id, updated_at },
        "the changed payment",
      );
    },
  ),

  storageCase(
    "of sixteen changes of one version at once, one wins and all return what is stored",
    async (bench) => {
      const before = await insertSample(bench.storage, "a");
      const answers = await atOnce(bench, async (storage, index) => {
        const event = sampleEvent(`${index}`, { sync_status: "applied" });
        return await storage.changePayment(
          changeOf(before, { net_minor: index }, { by: `by${index}`, event }),
        );
      });
      const stored = await bench.storage.readPayment("pmt_a");
      expectEqual(
        answers.filter(({ won }) => won).map(({ payment }) => payment),
        [stored],
        "the winners",
      );
      expectEqual(
        answers.filter(({ payment }) => payment.version !== 2),
        [],
        "answers that are not about what is stored",
      );
      expectEqual(
        (await bench.storage.listAudit("pmt_a")).map(({ version }) => version),
        [1, 2],
        "versions in the history",
      );
      expectEqual(
        (await bench.storage.listEvents({ filter: {}, after: null, limit: 50 })).map(
          ({ event_id }) => event_id,
        ),
        [`dodo:msg_${stored?.net_minor}`],
        "events",
      );
    },
  ),

  storageCase(
    "arguments and results are copies: changing one changes no stored row",
    async ({ storage }) => {
      const given = samplePayment("a");
      const returned = await insert(storage, given);
      const event = await storage.recordEvent(sampleEvent("a"), false);
      const read = await storage.readEvent(event.event_id);
      given.status = "paid";
      returned.status = "paid";
      event.sync_status = "applied";
      if (read !== null) read.sync_status = "held";
      expectFields(await storage.readPayment("pmt_a"), { status: "pending" }, "the payment");
      expectFields(await storage.readEvent(event.event_id), { sync_status: "failed" }, "the event");
    },
  ),
];
