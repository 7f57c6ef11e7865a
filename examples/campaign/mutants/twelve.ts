// The twelve that every payment system meets sooner or later. Where SQL and memory each have the place, it is the SQL's that is broken.
import type { Mutant } from "./mutant.ts";

export const TWELVE: readonly Mutant[] = [
  {
    name: "drop a primary key",
    what: "Without one credit row per topup (SQL; memory has a map), everybody claims it, and two callers credit at once.",
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
    what: "Dodo is told 200 while the work still goes on: a crash then loses the delivery for good.",
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
    what: "A delivery that another request holds is answered 200: if that request dies, nobody comes again.",
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
    what: "The credit belongs to the payment in place of the topup (SQL): who pays twice is credited twice.",
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
    what: "A holder that wakes up late closes the claim of another (SQL), which may still be calling.",
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
    what: "A bank transfer that is promised is credited days before it comes, or fails.",
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
    what: "5,000 rupees credit what 5,000 cents of a dollar cost.",
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
    what: "The tax, which the merchant owes the state, counts as money received: a hidden discount goes through.",
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
    what: "A delivery that met trouble is answered 200 with `failed`, and Dodo never sends it again.",
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
    what: "A server whose clock runs ahead takes over claims (SQL) whose holders are calling: two calls at once.",
    edits: [
      {
        file: "storage/sql/statements/credits.ts",
        find: "${now} + :lease_ms",
        replace: "CAST(:updated_at AS BIGINT) + :lease_ms",
      },
      {
        file: "storage/sql/statements/credits.ts",
        find: "${credits}.lease_until <= ${now})",
        replace: "${credits}.lease_until <= excluded.updated_at)",
      },
    ],
    likely: ["src/storage/sqlite-clock.test.ts", "src/storage/sqlite.test.ts"],
  },
  {
    name: "no verification without confirmation",
    what: "Where no signing key is set, anyone who can send a POST credits himself.",
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
    what: "The host cannot tell a second call for the same topup from the first, and its own guard credits twice.",
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
