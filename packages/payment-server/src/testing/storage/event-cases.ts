/**
 * Cases about storing and deleting events. `attempts` counts how often an event was stored. A
 * decided event is overwritten only by `recordEvent()` with `redecide`, or by `closeEvent()` if the
 * event is held and has no payment.
 */
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { sampleClose, sampleEvent } from "./records.ts";

/** Cases of `recordEvent`, `readEvent`, `closeEvent` and `deleteEvents`. */
export const eventCases: readonly StorageCase[] = [
  storageCase("a new event is stored whole", async ({ storage, second }) => {
    const event = sampleEvent("a", { sync_status: "failed", sync_error: "host_unavailable" });
    expectEqual(await storage.recordEvent(event, false), event, "recordEvent");
    expectEqual(await second.readEvent(event.event_id), event, "readEvent");
  }),

  storageCase(
    "an undecided event takes the latest record, keeps the time of its first delivery, and counts its attempts",
    async ({ storage, second }) => {
      const first = await storage.recordEvent(
        sampleEvent("a", { sync_status: "failed", sync_error: "host_unavailable" }),
        false,
      );
      const later = sampleEvent("a", {
        type: "payment.processing",
        payload_json: '{"status":"processing"}',
        sync_status: "applied",
        created_at: NOW + 50,
        updated_at: NOW + 50,
      });
      const expected = { ...later, created_at: first.created_at, attempts: 2 };
      expectEqual(await second.recordEvent(later, false), expected, "the second recordEvent");
      expectEqual(await storage.readEvent(first.event_id), expected, "the stored event");
    },
  ),

  // A provider may redeliver an event, for example because it did not receive our response. The
  // redelivery must not change an event that is already decided.
  storageCase("a decided event stays as it was decided", async ({ storage, second }) => {
    for (const sync_status of ["applied", "ignored", "held"] as const) {
      const decided = await storage.recordEvent(
        sampleEvent(sync_status, { sync_status, payment_id: "pmt_a" }),
        false,
      );
      const later = {
        ...decided,
        sync_status: "failed",
        sync_error: "busy",
        payment_id: "pmt_b",
        updated_at: NOW + 50,
      } as const;
      expectEqual(
        await second.recordEvent(later, false),
        decided,
        `what a later recordEvent returns of an event that is ${sync_status}`,
      );
      expectEqual(
        await storage.readEvent(decided.event_id),
        decided,
        `the event that is ${sync_status}`,
      );
    }
  }),

  storageCase("an undecided event may be undecided again", async ({ storage }) => {
    for (const sync_status of ["pending", "processing", "failed", "pending"] as const)
      await storage.recordEvent(sampleEvent("a", { sync_status }), false);
    expectFields(
      await storage.readEvent("dodo:msg_a"),
      { sync_status: "pending", attempts: 4 },
      "the event",
    );
  }),

  // An administrator may replay an event that is already decided. A new decision then replaces
  // the old one.
  storageCase("only `redecide` changes a decided event", async ({ storage }) => {
    const decided = await storage.recordEvent(
      sampleEvent("a", { sync_status: "held", sync_error: "unmatched" }),
      false,
    );
    const again = {
      ...decided,
      sync_status: "applied",
      sync_error: null,
      updated_at: NOW + 50,
    } as const;
    expectEqual(
      await storage.recordEvent(again, true),
      { ...again, attempts: 2 },
      "recordEvent with redecide",
    );
    const fresh = sampleEvent("b", { sync_status: "applied" });
    expectEqual(
      await storage.recordEvent(fresh, true),
      fresh,
      "recordEvent of a new event with redecide",
    );
  }),

  storageCase(
    "an unmatched event is closed once, with its audit entry, and a decided one is not",
    async ({ storage, second }) => {
      const held = await storage.recordEvent(
        sampleEvent("a", { sync_status: "held", sync_error: "unmatched" }),
        false,
      );
      const closed = {
        ...held,
        payload_json: '{"closed":1}',
        sync_status: "ignored",
        sync_error: "closed",
        updated_at: NOW + 50,
      } as const;
      const stored = { ...closed, attempts: 2 };
      expectEqual(await storage.closeEvent(closed, sampleClose("a")), stored, "closeEvent");
      const later = { ...closed, payload_json: '{"closed":2}', updated_at: NOW + 60 } as const;
      expectEqual(
        await second.closeEvent(later, { ...sampleClose("a"), note: "later" }),
        stored,
        "a second closeEvent",
      );
      expectEqual(await second.listAudit(held.event_id), [sampleClose("a")], "the audit");

      const fresh = sampleEvent("b", { sync_status: "ignored", sync_error: "closed" });
      expectEqual(await storage.closeEvent(fresh, sampleClose("b")), fresh, "a new closed event");
      for (const fields of [
        { sync_status: "applied" },
        { sync_status: "held", payment_id: "pmt_c" },
      ] as const) {
        const decided = await storage.recordEvent(sampleEvent(fields.sync_status, fields), false);
        const refused = { ...decided, sync_status: "ignored", sync_error: "closed" } as const;
        expectEqual(
          await storage.closeEvent(refused, sampleClose(fields.sync_status)),
          decided,
          `what closeEvent returns of an event that is ${fields.sync_status}`,
        );
        expectEqual(await storage.listAudit(decided.event_id), [], "the audit of that event");
      }
    },
  ),

  // A redelivery may fail before its payment is found. The event must then keep the payment id that
  // is already stored.
  storageCase("an event keeps its payment when a later record names none", async ({ storage }) => {
    await storage.recordEvent(sampleEvent("a", { payment_id: "pmt_a" }), false);
    expectFields(
      await storage.recordEvent(sampleEvent("a", { sync_error: "busy" }), false),
      { payment_id: "pmt_a", sync_error: "busy" },
      "without a payment",
    );
    expectFields(
      await storage.recordEvent(sampleEvent("a", { payment_id: "pmt_b" }), false),
      { payment_id: "pmt_b" },
      "with another payment",
    );
    expectFields(
      await storage.recordEvent(sampleEvent("a", { sync_status: "ignored" }), true),
      { payment_id: "pmt_b" },
      "with redecide",
    );
  }),

  storageCase(
    "sixteen records of one event at once are all counted, and it is decided once",
    async (bench) => {
      await atOnce(bench, async (storage) => await storage.recordEvent(sampleEvent("a"), false));
      expectFields(
        await bench.storage.readEvent("dodo:msg_a"),
        { attempts: 16, sync_status: "failed" },
        "the undecided event",
      );
      const decided = await atOnce(
        bench,
        async (storage, index) =>
          await storage.recordEvent(
            sampleEvent("a", { sync_status: "applied", payment_id: `pmt_${index}` }),
            false,
          ),
      );
      expectEqual(
        new Set(decided.map(({ payment_id }) => payment_id)).size,
        1,
        "decisions that were returned",
      );
      expectFields(
        await bench.storage.readEvent("dodo:msg_a"),
        { attempts: 17, payment_id: decided[0]?.payment_id },
        "the decided event",
      );
    },
  ),

  storageCase(
    "only decided events that are not held are deleted, the older ones, and at most `limit`",
    async ({ storage }) => {
      const statuses = ["applied", "ignored", "held", "failed", "pending", "processing"] as const;
      for (const sync_status of statuses)
        for (const age of [1, 2, 3])
          await storage.recordEvent(
            sampleEvent(`${sync_status}_${age}`, { sync_status, created_at: NOW - age }),
            false,
          );
      const due = sampleEvent("due", { sync_status: "applied", created_at: NOW - 9 });
      await storage.recordEvent(due, false, true);
      expectEqual(await storage.deleteEvents(NOW - 1, 3), 3, "deleted events");
      expectEqual(await storage.deleteEvents(NOW - 1, 3), 1, "deleted events");
      expectEqual(await storage.deleteEvents(NOW - 1, 3), 0, "deleted events");
      const left = await storage.listEvents({ filter: {}, after: null, limit: 50 });
      expectEqual(
        left.filter(({ sync_status }) => ["applied", "ignored"].includes(sync_status)).length,
        3,
        "decided events that are left",
      );
      expectEqual(left.length, 15, "events that are left");
    },
  ),
];
