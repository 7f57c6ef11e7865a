// Bugs of claims, leases and versions: who may call the host, and when.
import type { Mutant } from "./mutant.ts";

export const MORE_ONCE: readonly Mutant[] = [
  {
    name: "the topup is not read again before a takeover",
    what: "A holder that committed at the last moment is called a second time.",
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
    name: "the lease ends on a deadline",
    what: "While a slow host still runs, a second call begins.",
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
    what: "Dodo is told 200 for a credit that may yet fail.",
    edits: [
      {
        file: "core/credit.ts",
        find: "return await callHost(writing, claim.payment,",
        replace:
          'const settled = { kind: "paid", payment: claim.payment, event_written: false } as const;\n    if (claim.payment.version > 0) return (void callHost(writing, claim.payment, claim.credit.fence).catch(() => undefined), settled);\n    return await callHost(writing, claim.payment,',
      },
    ],
    likely: ["src/core/credit.test.ts"],
  },
  {
    name: "a live claim is resolved",
    what: "A claim is closed under the hands of its holder.",
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
    name: "a frozen holder calls all the same",
    what: "A process that slept through its lease credits after another has decided.",
    edits: [{ file: "core/credit.ts", find: "> LEASE_MS - HOST_MS", replace: "> 10 * LEASE_MS" }],
    likely: ["test/scenarios/suspended-holder.test.ts"],
  },
  {
    name: "any version may be overwritten",
    what: "Of two changes at once (SQL) one is lost, a credit or a hold among them.",
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
    what: "A claim is given up (SQL) while its holder calls: another payment credits too.",
    edits: [
      {
        file: "storage/sql/statements/payments.ts",
        find: " AND (returned_at IS NOT NULL OR lease_until <= ${now})",
        replace: "",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a stale holder ends the lease of another",
    what: "Its late error (SQL) lets a third call begin while the second runs.",
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
    name: "a claim is held and not voided",
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
    name: "the event is decided by the claim before it",
    what: "A refund is noted as applied by the end of a credit, and not recorded.",
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
    what: "On PostgreSQL another change comes between payment and credit: a credit without its payment.",
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
    name: "a claim is closed whose change was lost",
    what: "The credit is done (SQL) and its payment is not: the two never agree again.",
    edits: [
      {
        file: "storage/sql/statements/fragments.ts",
        find: "AND state = 'claimed' AND EXISTS (${written})",
        replace: "AND state = 'claimed'",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "an event is decided whose change was lost",
    what: "A delivery is answered 200 (SQL) for what was not written.",
    edits: [
      {
        file: "storage/sql/statements/events.ts",
        find: '"event_")} WHERE EXISTS (${written})',
        replace: '"event_")} WHERE 1 = 1',
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a dismissal voids nothing",
    what: "The claim of a payment that was dismissed keeps every other from being credited.",
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
    name: "a signed decline takes a success back",
    what: "A delivery that comes late, and was true once, holds a payment that waits for the host.",
    edits: [
      {
        file: "core/settlement.ts",
        find: 'report.source === "api" && (report.status',
        replace: "(report.status",
      },
    ],
    likely: ["test/scenarios/stuck-credits.test.ts"],
  },
  {
    name: "a live server asks about test payments",
    what: "The answer of another environment decides a credit that was begun in this one.",
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
    name: "the host is called for a claim that is another's",
    what: "In transactional mode a holder that wakes up late credits a second time, and its transaction commits.",
    edits: [
      {
        file: "storage/sql/transactional-storage.ts",
        find: "if (!ended) return await readResult();",
        replace: "",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a rollback by the host is not noticed",
    what: "In transactional mode a host that undoes its own transaction counts as another's credit, and is never told.",
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
