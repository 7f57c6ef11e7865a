// Bugs that reviewers found around a call of `finishTopup()`: whether it has credited, and whether
// the topup is still the one that was decided about.
import type { Mutant } from "./mutant.ts";

export const CONFIRMATION: readonly Mutant[] = [
  {
    name: "a release ignores changes of the topup",
    what: "A release that was decided for 5 dollars credits a topup that was edited to 5,000 dollars.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: "if (!isSameSale(topup, seen)) throw notAsSeen(payment, topup);",
        replace: "",
      },
    ],
    likely: ["test/scenarios/release-topup.test.ts"],
  },
  {
    name: "a takeover does not compare the accepted topup",
    what: "A topup that is edited between a release and its retry is credited with the new values.",
    edits: [
      {
        file: "core/judgement.ts",
        find: 'topup?.status !== "pending" || differs(payment, topup)',
        replace: 'topup?.status !== "pending"',
      },
    ],
    likely: ["test/scenarios/release-topup.test.ts"],
  },
  {
    name: "the topup is not read back after the call",
    what: 'A host that does nothing passes: the buyer reads "Paid" and gets nothing.',
    edits: [
      {
        file: "core/host-call.ts",
        find: 'if (topup_status === "paid") return await closeCredit(writing, payment, fence); const noted',
        replace:
          'if (topup_status !== "") return await closeCredit(writing, payment, fence); const noted',
      },
    ],
    likely: ["src/core/confirmation.test.ts"],
  },
  {
    name: "a call that has returned is repeated",
    what: "A host that writes another status than `paid` credits once per retry, without end.",
    edits: [
      {
        file: "core/credit.ts",
        find: 'if (credit.state === "returned") return await resolveReturned(',
        replace:
          'if (credit.state === "returned" && topup_status === "paid") return await resolveReturned(',
      },
      {
        file: "storage/memory/credits.ts",
        find: 'const own = credit?.state === "claimed" &&',
        replace: 'const own = (credit?.state === "claimed" || credit?.state === "returned") &&',
      },
    ],
    likely: ["src/core/confirmation.test.ts"],
  },
  {
    name: "a claim whose call has returned is taken over",
    what: "In SQL another process calls the host again for a claim whose call has already returned.",
    edits: [
      {
        file: "storage/sql/statements/credits.ts",
        find: "lease_until = ${FOREVER}, returned_at = :updated_at",
        replace: "lease_until = ${now}, returned_at = :updated_at",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "an unconfirmed credit is never held",
    what: "A payment whose topup never becomes `paid` stays `crediting` for ever, and nobody is notified.",
    edits: [
      {
        file: "core/confirmation.ts",
        find: "if (now - (payment.unconfirmed_since ?? now) < YOUNG_MS) return null;",
        replace: "if (now > 0) return null;",
      },
    ],
    likely: ["src/core/confirmation.test.ts"],
  },
  {
    name: "the decline of an earlier card decides a delivered success",
    what: "A signed success is answered 200 and not credited while the API still shows the card before.",
    edits: [
      {
        file: "core/report.ts",
        find: 'asked.status !== "succeeded"',
        replace: 'asked.status !== "succeeded" && !hasEnded(asked)',
      },
    ],
    likely: ["test/scenarios/lagging-api.test.ts"],
  },
  {
    name: "an inquiry believes the decline while a success is undecided",
    what: "A second checkout is opened for a topup whose first one was paid.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "if (hasEnded(report) && hasUnknownStatus(payment)",
        replace: "if (false && hasEnded(report) && hasUnknownStatus(payment)",
      },
    ],
    likely: ["test/scenarios/lagging-api.test.ts"],
  },
  {
    name: "a lagging replica is not waited for",
    what: "Each credit of a host that reads from a replica is answered 503 first.",
    edits: [{ file: "core/confirmation.ts", find: "[0, 100, 400]", replace: "[0]" }],
    likely: ["src/core/confirmation.test.ts"],
  },
  {
    name: "a second payment is credited while the first is unconfirmed",
    what: "The host is called for two payments of one topup, and neither call is known to have done nothing.",
    edits: [
      {
        file: "core/verdict.ts",
        find: 'credit.state !== "void") {',
        replace: 'credit.state !== "void" && credit.state !== "returned") {',
      },
      {
        file: "storage/memory/credits.ts",
        find: 'const free = credit === undefined || credit.state === "void";',
        replace:
          'const free = credit === undefined || credit.state === "void" || credit.state === "returned";',
      },
    ],
    likely: ["src/core/confirmation-hold.test.ts"],
  },
  {
    name: "the topup is not read back after the commit",
    what: "In transactional mode a host that adds no credits is never reported.",
    edits: [
      {
        file: "core/credit-transaction.ts",
        find: "payment: await confirmCommitted(writing, outcome.payment)",
        replace: "payment: outcome.payment",
      },
    ],
    likely: ["test/scenarios/transactional-confirmation.test.ts"],
  },
  {
    name: "a reopened claim is not read again",
    what: "A release calls the host although the previous call has credited in the meantime.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: 'if (again?.status === "paid") return await closeOpenClaim(writing, ready, claim); if (again?.status !== "pending" || !isSameSale(again, seen)) throw beingCredited();',
        replace: "if (again === undefined) throw beingCredited();",
      },
    ],
    likely: ["test/scenarios/simulation.test.ts", "src/core/confirmation-hold.test.ts"],
  },
  {
    name: "the commit does not wait for running queries",
    what: "In transactional mode on PostgreSQL the topup is paid and the balance does not change.",
    edits: [
      {
        file: "storage/postgres/transaction-handle.ts",
        find: "if (running.any()) throw hostError(STILL_RUNNING);",
        replace: "",
      },
    ],
    likely: ["test/scenarios/transactional-confirmation.test.ts"],
  },
];
