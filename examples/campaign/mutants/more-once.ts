// Bugs of claims, leases and versions, which decide who may call the host, and when.
import type { Mutant } from "./mutant.ts";

export const MORE_ONCE: readonly Mutant[] = [
  {
    name: "the topup is not read again before a takeover",
    what: "`finishTopup()` is called a second time for a holder that committed at the last moment.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "const credit = await context.storage.readCredit(payment.topup_id); const topup = await readTopup(context, payment.topup_id);",
        replace:
          "const topup = await readTopup(context, payment.topup_id); const credit = await context.storage.readCredit(payment.topup_id);",
      },
    ],
    likely: ["test/scenarios/credit-recovery.test.ts"],
  },
  {
    name: "the lease ends when the call times out",
    what: "A second call begins while a slow host is still running the first.",
    edits: [
      {
        file: "core/host-call.ts",
        find: "if (error instanceof DeadlineError) throw error;",
        replace: "",
      },
    ],
    likely: ["src/core/deadline.test.ts"],
  },
  {
    name: "the call to the host is not awaited",
    what: "Dodo gets a 200 for a credit that may still fail.",
    edits: [
      {
        file: "core/credit.ts",
        find: "return await callHost(writing, claim.payment,",
        replace:
          'const settled = { kind: "paid", payment: claim.payment, event_written: false } as const;\n    if (claim.payment.version > 0) return (void callHost(writing, claim.payment, claim.credit.fence, finishTopup).catch(() => undefined), settled);\n    return await callHost(writing, claim.payment,',
      },
    ],
    likely: ["src/core/credit.test.ts"],
  },
  {
    name: "a live claim is closed by another process",
    what: "A claim is closed while its holder is still working on it.",
    edits: [
      {
        file: "core/credit.ts",
        find: 'if (credit.live) return { kind: "busy", payment };',
        replace: "",
      },
    ],
    likely: ["src/core/credit.test.ts"],
  },
  {
    name: "a holder does not check its lease before the call",
    what: "A process that was frozen for longer than its lease credits after another one has decided.",
    edits: [{ file: "core/credit.ts", find: "> LEASE_MS - HOST_MS", replace: "> 10 * LEASE_MS" }],
    likely: ["test/scenarios/suspended-holder.test.ts"],
  },
  {
    name: "any version may be overwritten",
    what: "Of two concurrent changes (SQL) one is lost, even if it is a credit or a hold.",
    edits: [
      {
        file: "storage/sql/statements/fragments.ts",
        find: "payment_id = :payment_id AND version = :version - 1",
        replace: "payment_id = :payment_id",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a live claim is voided",
    what: "A claim is voided (SQL) while its holder is calling `finishTopup()`: another payment is credited too.",
    edits: [
      {
        file: "storage/sql/statements/payments.ts",
        find: ' AND (returned_at IS NOT NULL OR NOT (${isLive("lease_until")}))',
        replace: "",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a stale holder ends the lease of another",
    what: "The late error of the first holder (SQL) lets a third call begin while the second is running.",
    edits: [
      {
        file: "storage/sql/statements/credits.ts",
        find: "lease_until = ${now} WHERE topup_id = :topup_id AND fence = :fence",
        replace: "lease_until = ${now} WHERE topup_id = :topup_id",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a payment is held without voiding its claim",
    what: "No other payment of the topup can ever be credited.",
    edits: [
      {
        file: "core/hold.ts",
        find: "if (claim === null) return await writePayment(",
        replace: "if (claim === null || claim.fence > 0) return await writePayment(",
      },
    ],
    likely: ["test/scenarios/stuck-credits.test.ts"],
  },
  {
    name: "an event is decided by an earlier claim",
    what: "A refund event is marked as applied when a credit finishes, although the refund was not recorded.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "await resolveClaim( withoutEvent(settling),",
        replace: "await resolveClaim( settling,",
      },
    ],
    likely: ["test/scenarios/credit-recovery.test.ts"],
  },
  {
    name: "the payment is not locked first",
    what: "On PostgreSQL another change happens between writing the payment and the credit, and leaves a credit without its payment.",
    edits: [
      {
        file: "storage/sql/runner.ts",
        find: "lock_payment: dialect.locks === null ? [] : [sql.lockPayment],",
        replace: "lock_payment: [],",
      },
    ],
    likely: ["src/storage/postgres.test.ts"],
  },
  {
    name: "a claim is closed although its payment did not change",
    what: "The credit is closed (SQL) and its payment is not: the two never agree again.",
    edits: [
      {
        file: "storage/sql/statements/fragments.ts",
        find: "AND state = 'claimed' AND EXISTS (${written(\"payment_id\")})",
        replace: "AND state = 'claimed'",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "an event is decided although its payment did not change",
    what: "A delivery is answered 200 (SQL) for a change that was not written.",
    edits: [
      {
        file: "storage/sql/statements/events.ts",
        find: 'EXISTS (${written("changed_id")})',
        replace: "1 = 1",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a dismissal does not void the claim",
    what: "The claim of a dismissed payment keeps every other payment of the topup from being credited.",
    edits: [
      {
        file: "core/release.ts",
        find: "claim === null ? await context.storage.changePayment(change)",
        replace: "claim?.fence !== 0 ? await context.storage.changePayment(change)",
      },
    ],
    likely: ["test/scenarios/stuck-credits.test.ts"],
  },
  {
    name: "a signed decline overwrites a success",
    what: "A late delivery with an outdated status holds a payment that is waiting for the host.",
    edits: [
      {
        file: "core/settlement.ts",
        find: 'report.source === "api" && hasEnded(report)',
        replace: "hasEnded(report)",
      },
    ],
    likely: ["test/scenarios/stuck-credits.test.ts"],
  },
  {
    name: "a live server queries test payments",
    what: "The answer of the other environment decides a credit that was begun in this one.",
    edits: [
      {
        file: "core/inquiry.ts",
        find: "if (provider === undefined || provider.environment !== payment.environment)",
        replace: "if (provider === undefined)",
      },
    ],
    likely: ["test/scenarios/switched-environment.test.ts"],
  },
  {
    name: "the host is called for a claim of another holder",
    what: "In transactional mode a holder that resumes late credits a second time, and its transaction commits.",
    edits: [
      {
        file: "storage/sql/transactional-storage.ts",
        find: "if (!claimed.won || claimed.credit === null) return",
        replace: "if (claimed.credit === null) return",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a rollback by the host is not noticed",
    what: "In transactional mode a host that rolls back the transaction itself is treated as if another holder had credited, and gets no error.",
    edits: [
      {
        file: "storage/sql/transactional-storage.ts",
        find: "if (!result.won) throw new LostTransactionError();",
        replace: "",
      },
    ],
    likely: ["src/storage/lost-transaction.test.ts"],
  },
];
