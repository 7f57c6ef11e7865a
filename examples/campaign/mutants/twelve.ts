// Twelve classic bugs of payment systems. If SQL and memory have separate code for it, the bug is
// put into the SQL.
import type { Mutant } from "./mutant.ts";

export const TWELVE: readonly Mutant[] = [
  {
    name: "drop a primary key",
    what: "Without one credit row per topup (SQL; memory has a map), every caller gets the claim, and two call `finishTopup()` at once.",
    edits: [
      {
        file: "storage/sql/schema.ts",
        find: "topup_id TEXT PRIMARY KEY",
        replace: "topup_id TEXT NOT NULL",
      },
      {
        file: "storage/sql/schema.ts",
        find: "holder TEXT NOT NULL",
        replace: "holder TEXT PRIMARY KEY",
      },
      {
        file: "storage/sql/statements/credits.ts",
        find: "ON CONFLICT (topup_id)",
        replace: "ON CONFLICT (holder)",
      },
    ],
    likely: ["src/storage/sqlite.test.ts", "src/core/credit.test.ts"],
  },
  {
    name: "ack before commit",
    what: "Dodo gets a 200 while the work still runs: a crash then loses the delivery for good.",
    edits: [
      {
        file: "http/webhook.ts",
        find: "await receive(context, provider, delivery)",
        replace:
          '(void receive(context, provider, delivery).catch(() => undefined), { event_id: delivery.event_id, provider: provider.id, sync_status: "applied" })',
      },
    ],
    likely: ["test/scenarios/journey.test.ts", "src/core/inbox.test.ts"],
  },
  {
    name: "200 while busy",
    what: "A delivery that another request is working on is answered 200: if that request dies, Dodo does not send it again.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: 'if (settlement.outcome === "busy") {',
        replace:
          'if (settlement.outcome === "busy") {\n    if (settlement.payment !== null) return { outcome: "ignored", payment: settlement.payment, event_written: false };',
      },
    ],
    likely: ["src/core/credit.test.ts", "test/scenarios/suspended-holder.test.ts"],
  },
  {
    name: "key by payment id",
    what: "The credit row belongs to the payment instead of the topup (SQL): a buyer who pays twice is credited twice.",
    edits: [
      {
        file: "storage/sql/schema.ts",
        find: "topup_id TEXT PRIMARY KEY,\n    payment_id TEXT NOT NULL",
        replace: "topup_id TEXT NOT NULL,\n    payment_id TEXT PRIMARY KEY",
      },
      {
        file: "storage/sql/statements/credits.ts",
        find: "ON CONFLICT (topup_id)",
        replace: "ON CONFLICT (payment_id)",
      },
    ],
    likely: ["src/storage/sqlite.test.ts", "src/core/locate.test.ts"],
  },
  {
    name: "skip the fence",
    what: "A holder that resumes late closes the claim of another one (SQL), which may still be calling `finishTopup()`.",
    edits: [
      {
        file: "storage/sql/statements/fragments.ts",
        find: "AND fence = :fence AND state = 'claimed'`;",
        replace: "AND state = 'claimed'`;",
      },
      {
        file: "storage/sql/statements/fragments.ts",
        find: "AND fence = :fence AND state = 'claimed' AND EXISTS",
        replace: "AND state = 'claimed' AND EXISTS",
      },
    ],
    likely: ["src/storage/sqlite.test.ts", "src/core/credit.test.ts"],
  },
  {
    name: "`processing` as paid",
    what: "A bank transfer is credited days before the money arrives, or although it fails.",
    edits: [
      {
        file: "providers/dodo/payment.ts",
        find: 'processing: "processing"',
        replace: 'processing: "succeeded"',
      },
    ],
    likely: ["src/core/inbox.test.ts"],
  },
  {
    name: "skip currency",
    what: "5,000 rupees buy the credits that cost 5,000 US cents.",
    edits: [
      {
        file: "core/verdict.ts",
        find: 'if (report.currency === "USD") return subtract(',
        replace: 'if (report.currency !== "") return subtract(',
      },
    ],
    likely: ["src/core/verdict.test.ts", "test/scenarios/money.test.ts"],
  },
  {
    name: "total instead of net",
    what: "The tax, which the merchant has to pay on, counts as money received, so a hidden discount is not noticed.",
    edits: [
      {
        file: "core/verdict.ts",
        find: "payment.tax_inclusive === true ? 0 : (tax ?? 0)",
        replace: "0",
      },
    ],
    likely: ["src/core/verdict.test.ts", "test/scenarios/money.test.ts"],
  },
  {
    name: "swallow errors",
    what: "A delivery that failed with an error is answered 200 with `failed`, and Dodo never sends it again.",
    edits: [
      {
        file: "core/inbox.ts",
        find: "recordFailure(context, event, error); throw error;",
        replace:
          'recordFailure(context, event, error); return receiptOf({ ...event, sync_status: "failed" });',
      },
    ],
    likely: ["src/core/inbox.test.ts", "src/core/credit.test.ts"],
  },
  {
    name: "application clock for leases",
    what: "A server whose clock is ahead takes over claims (SQL) whose holders are still calling: two calls at once.",
    edits: [
      {
        file: "storage/sql/statements/credits.ts",
        find: "${now} + :lease_ms",
        replace: "CAST(:updated_at AS BIGINT) + :lease_ms",
      },
      {
        file: "storage/sql/statements/credits.ts",
        find: "NOT (${isLive(`${credits}.lease_until`)}))",
        replace: "${credits}.lease_until <= excluded.updated_at)",
      },
    ],
    likely: ["src/storage/sqlite-clock.test.ts", "src/storage/sqlite.test.ts"],
  },
  {
    name: "no verification without confirmation",
    what: "If no signing key is set, anyone who can send a POST gets credits.",
    edits: [
      {
        file: "http/webhook.ts",
        find: "await receiveUnsigned(context, provider, delivery)",
        replace: "await receive(context, provider, delivery)",
      },
      {
        file: "core/delivery-settlement.ts",
        find: 'context.confirm === "when_unsigned" && delivery.signed',
        replace: '(context.confirm === "when_unsigned" || !delivery.signed)',
      },
    ],
    likely: ["src/core/unsigned-delivery.test.ts"],
  },
  {
    name: "random idempotency key",
    what: "The host cannot recognize a second call for the same topup, and its own guard credits twice.",
    edits: [
      {
        file: "core/host-call.ts",
        find: "`topup:${payment.topup_id}`",
        replace: "`topup:${crypto.randomUUID()}`",
      },
    ],
    likely: ["src/core/credit.test.ts", "test/scenarios/journey.test.ts"],
  },
];
