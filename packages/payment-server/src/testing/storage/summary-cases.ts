/** Cases about `summary()`, which returns the counts and times that an operator checks first. */
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { changeOf, claimCredit, insertSample, LEASE, sampleEvent } from "./records.ts";

/** Cases of `summary`. */
export const summaryCases: readonly StorageCase[] = [
  storageCase("the summary of an empty storage is empty", async ({ storage }) => {
    const nothing = {
      payments: {},
      held: {},
      events: {},
      oldest_crediting_at: null,
      oldest_undecided_event_at: null,
      overdue_checks: 0,
      oldest_overdue_check_at: null,
      unmatched_events: 0,
      unconfirmed: 0,
      oldest_unconfirmed_at: null,
      waiting_notices: 0,
      oldest_waiting_notice_at: null,
    };
    const { warnings, ...summary } = await storage.summary(NOW);
    expectEqual(summary, nothing, "summary");
    expectEqual(
      warnings.map((warning) => typeof warning),
      warnings.map(() => "string"),
      "warnings are sentences",
    );
  }),

  // The age of an open credit counts from the first claim, not from the last takeover. Payment b is
  // therefore the oldest, although its claim was taken over later.
  storageCase(
    "the summary counts by status, reason and outcome, and returns the oldest times",
    async ({ storage, time }) => {
      await claimCredit(
        storage,
        changeOf(await insertSample(storage, "a"), {
          status: "crediting",
          updated_at: NOW - 5,
          next_check_at: NOW,
        }),
      );
      const { payment } = await claimCredit(
        storage,
        changeOf(await insertSample(storage, "b"), { status: "crediting", updated_at: NOW - 9 }),
      );
      time.now += LEASE;
      await claimCredit(
        storage,
        changeOf(payment, { attempts: 1, updated_at: NOW, next_check_at: NOW + 1 }),
      );
      const done = await claimCredit(
        storage,
        changeOf(await insertSample(storage, "g"), { status: "crediting", updated_at: NOW - 99 }),
      );
      await storage.closeCredit(changeOf(done.payment, { status: "paid", next_check_at: null }), 1);
      await insertSample(storage, "c", {
        status: "held",
        hold_reason: "underpaid",
        updated_at: NOW - 99,
        next_check_at: null,
      });
      await insertSample(storage, "d", {
        status: "held",
        hold_reason: "currency",
        next_check_at: null,
      });
      await insertSample(storage, "e", {
        status: "held",
        hold_reason: "underpaid",
        next_check_at: null,
      });
      await insertSample(storage, "f", {
        status: "paid",
        next_check_at: NOW - 1,
        unconfirmed_since: NOW - 50,
      });
      // A payment that is held as `topup_not_paid` counts in `held`, but not in `unconfirmed`.
      await insertSample(storage, "h", {
        status: "held",
        hold_reason: "topup_not_paid",
        next_check_at: null,
        unconfirmed_since: NOW - 99,
      });
      const called = await claimCredit(
        storage,
        changeOf(await insertSample(storage, "i"), {
          status: "crediting",
          updated_at: NOW,
          next_check_at: null,
        }),
      );
      await storage.returnCredit(changeOf(called.payment, { unconfirmed_since: NOW - 40 }), 1);
      await storage.recordEvent(
        sampleEvent("a", { sync_status: "applied", created_at: NOW - 99 }),
        false,
      );
      await storage.recordEvent(
        sampleEvent("b", { sync_status: "failed", created_at: NOW - 3 }),
        false,
      );
      await storage.recordEvent(
        sampleEvent("c", { sync_status: "pending", created_at: NOW - 7 }),
        false,
      );
      await storage.recordEvent(
        sampleEvent("d", { sync_status: "held", sync_error: "unmatched" }),
        false,
      );
      await storage.recordEvent(
        sampleEvent("e", { sync_status: "held", sync_error: "unmatched" }),
        false,
      );
      await storage.recordEvent(
        sampleEvent("f", { sync_status: "held", payment_id: "pmt_c" }),
        false,
      );
      await storage.recordEvent(sampleEvent("g", { sync_status: "ignored" }), false);
      const expected = {
        payments: { crediting: 3, held: 4, paid: 2 },
        held: { underpaid: 2, currency: 1, topup_not_paid: 1 },
        events: { applied: 1, failed: 1, held: 3, ignored: 1, pending: 1 },
        oldest_crediting_at: NOW - 9,
        oldest_undecided_event_at: NOW - 7,
        overdue_checks: 2,
        oldest_overdue_check_at: NOW - 1,
        // Events d and e are held and have no payment. Event f is held too, but has a payment.
        unmatched_events: 2,
        unconfirmed: 2,
        oldest_unconfirmed_at: NOW - 50,
        waiting_notices: 0,
        oldest_waiting_notice_at: null,
      };
      const { warnings: _, ...summary } = await storage.summary(NOW);
      expectEqual(summary, expected, "summary");
    },
  ),
];
