// Bugs that reviewers found in the rules: which payments are ours, what reverses them, and which
// answers count.
import type { Mutant } from "./mutant.ts";

export const OUTSIDE: readonly Mutant[] = [
  {
    name: "a null session counts as a foreign one",
    what: "A payment on our own page whose session Dodo leaves out is held, and the buyer pays again.",
    edits: [
      { file: "core/verdict.ts", find: " && report.provider_session_id !== null;", replace: ";" },
    ],
    likely: ["test/scenarios/session-proof.test.ts"],
  },
  {
    name: "metadata alone proves a payment",
    what: "A static payment link, whose metadata anyone can write, takes the row of a buyer's payment.",
    edits: [
      {
        file: "core/locate.ts",
        find: 'if (provider_session_id === null) return { kind: "unproven", payment: named, provider_session_id: named.provider_session_id };',
        replace: "if (provider_session_id === null) return inSession(named, report);",
      },
    ],
    likely: ["test/scenarios/session-proof.test.ts"],
  },
  {
    name: "the payment that a session names is ignored",
    what: "A payment that only its session names is never credited.",
    edits: [
      {
        file: "core/provider-inquiry.ts",
        find: 'named_by === "session" ? ownReport(report, payment) : report',
        replace: "report",
      },
    ],
    likely: ["test/scenarios/session-proof.test.ts"],
  },
  {
    name: "an unknown status counts as ended",
    what: "While one payment is in review, another page is opened, and the buyer pays both.",
    edits: [
      {
        file: "core/stage.ts",
        find: 'new Set<Stage>(["succeeded", "processing", "unknown"])',
        replace: 'new Set<Stage>(["succeeded", "processing"])',
      },
    ],
    likely: ["test/scenarios/unknown-status.test.ts"],
  },
  {
    name: "an unknown status is not stored",
    what: "A second create within seconds returns the page of a payment in review once more.",
    edits: [
      {
        file: "core/provider-status.ts",
        find: "if (status === UNKNOWN) return UNKNOWN;",
        replace: "",
      },
    ],
    likely: ["test/scenarios/unknown-status.test.ts"],
  },
  {
    name: "a payment that the API does not know counts as none",
    what: "While the payments API lags behind the session, another page is opened.",
    edits: [
      {
        file: "core/provider-inquiry.ts",
        find: 'if (report === null) return "unknown";',
        replace: 'if (report === null) return "none";',
      },
    ],
    likely: ["test/scenarios/unknown-status.test.ts"],
  },
  {
    name: "a success that could not be settled is forgotten",
    what: "While the host is down, a second page is opened although money has arrived.",
    edits: [
      {
        file: "core/stage.ts",
        find: 'new Set<Stage>(["succeeded", "processing", "unknown"])',
        replace: 'new Set<Stage>(["processing", "unknown"])',
      },
    ],
    likely: ["test/scenarios/session-proof.test.ts", "test/scenarios/create-calls.test.ts"],
  },
  {
    name: "an expired dispute counts as harmless",
    what: "Money that is usually returned to the buyer is credited.",
    edits: [
      {
        file: "providers/dodo/reversals.ts",
        find: '["dispute_won", "dispute_cancelled"]',
        replace: '["dispute_won", "dispute_cancelled", "dispute_expired"]',
      },
    ],
    likely: ["test/scenarios/disputes.test.ts"],
  },
  {
    name: "an accepted dispute counts as harmless",
    what: "Money that the merchant has given back is credited.",
    edits: [
      {
        file: "providers/dodo/reversals.ts",
        find: '["dispute_won", "dispute_cancelled"]',
        replace: '["dispute_won", "dispute_cancelled", "dispute_accepted"]',
      },
    ],
    likely: ["test/scenarios/disputes.test.ts"],
  },
  {
    name: "an accepted dispute does not count as a reversal",
    what: "The merchant has lost the money, and the row shows that it is still there.",
    edits: [
      {
        file: "providers/dodo/reversals.ts",
        find: '["dispute_lost", "dispute_accepted"]',
        replace: '["dispute_lost"]',
      },
    ],
    likely: ["test/scenarios/disputes.test.ts"],
  },
  {
    name: "a lost dispute is not recorded if it was open",
    what: "If its delivery is lost, nobody learns that the money was taken back.",
    edits: [
      {
        file: "core/reconcile/recent-payments.ts",
        find: "dispute_status === payment.dispute_status",
        replace: "payment.disputed",
      },
    ],
    likely: ["test/scenarios/disputes.test.ts"],
  },
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
    name: "missing lists in a delivery count as empty",
    what: "With `confirm: when_unsigned`, money that was refunded in full is credited.",
    edits: [
      {
        file: "providers/dodo/reversals.ts",
        find: 'source === "api" || (payment.refunds !== null && payment.disputes !== null)',
        replace: "true",
      },
    ],
    likely: ["test/scenarios/missing-facts.test.ts"],
  },
  {
    name: "unsigned refunds are ignored",
    what: "Without a signing key no refund and no dispute is ever recorded.",
    edits: [
      {
        file: "core/unsigned-delivery.ts",
        find: 'if (delivery.subject === "reversal") return await decideReversal(receiving);',
        replace: "",
      },
    ],
    likely: ["test/scenarios/unsigned-reversals.test.ts"],
  },
  {
    name: "unsigned refunds have no budget",
    what: "Anyone can make us query Dodo without a limit.",
    edits: [
      {
        file: "core/unsigned-delivery.ts",
        find: 'if (!context.budget.take("deliveries", payment.user_id)) throw unconfirmed();\n  const settlement',
        replace: "const settlement",
      },
    ],
    likely: ["test/scenarios/unsigned-reversals.test.ts"],
  },
  {
    name: "a missing tax of the settlement counts as zero",
    what: "The buyer's tax counts as payment for the topup.",
    edits: [
      {
        file: "core/verdict.ts",
        find: 'if (payment.tax_inclusive !== true && silent && isTaxed(other, gross)) return { reason: "unknown_amount" };',
        replace: "",
      },
    ],
    likely: ["test/scenarios/missing-facts.test.ts"],
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
  {
    name: "a topup that is missing once counts as deleted",
    what: "A replica that does not have a new topup yet causes its payment to be held for good.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "if (topup === null && isYoung(report.created_at ?? payment.created_at, context.clock())) throw missingTopup();",
        replace: "",
      },
    ],
    likely: ["test/scenarios/missing-facts.test.ts"],
  },
  {
    name: "an unreadable time counts as long ago",
    what: "A delivery that arrives before its row is stored is held at once, and never credited automatically.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: "report?.created_at ?? occurred_at ?? created_at, created_at",
        replace: "report?.created_at ?? 0, created_at",
      },
    ],
    likely: ["test/scenarios/missing-facts.test.ts"],
  },
  {
    name: "a time without a zone is read as local time",
    what: "East of Greenwich a payment that was made just now is held.",
    edits: [
      { file: "providers/dodo/fields.ts", find: "? `${time}Z` : time", replace: "? time : time" },
    ],
    likely: ["test/scenarios/missing-facts.test.ts"],
  },
  {
    name: "money on a page of another service counts as foreign",
    what: "After a switch of services, a payment on an old page is neither credited nor listed.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: "if (!named && (await isSoldByAnother(receiving))) return UNMATCHED;",
        replace: "",
      },
    ],
    likely: ["test/scenarios/other-service.test.ts"],
  },
  {
    name: "every earlier payment is queried",
    what: "A topup with forty declined payments uses up Dodo's rate limit for all buyers.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "export const MOST_CALLS = 3;",
        replace: "export const MOST_CALLS = 300;",
      },
    ],
    likely: ["test/scenarios/create-calls.test.ts"],
  },
  {
    name: "the number of pages a day is not limited",
    what: "One topup opens pages at Dodo without a limit.",
    edits: [
      {
        file: "core/checkout-limits.ts",
        find: "if (opened.length >= MOST_CHECKOUTS) {",
        replace: "if (opened.length < 0) {",
      },
    ],
    likely: ["test/scenarios/create-calls.test.ts"],
  },
  {
    name: "concurrent creates do not share a query",
    what: "300 clicks at once make 300 requests to Dodo.",
    edits: [
      {
        file: "core/checkout.ts",
        find: "context.creating.set(key, { since: now, payment });",
        replace: "",
      },
    ],
    likely: ["test/scenarios/create-calls.test.ts"],
  },
  {
    name: "one budget for everything",
    what: "A client that polls uses up the calls of unsigned deliveries and reconciliation.",
    edits: [
      {
        file: "core/budget.ts",
        find: "{ deliveries: bucket(PART), pages: bucket(PART), reconcile: bucket(PART) }",
        replace: "{ deliveries: common, pages: common, reconcile: common }",
      },
    ],
    likely: ["src/core/budget.test.ts"],
  },
  {
    name: "one user can use a whole share",
    what: "A buyer with fifty pages keeps the payments of all others from being queried.",
    edits: [
      {
        file: "core/budget.ts",
        find: "if (!from.has(calls) || user?.bucket.has(1) === false) return false;",
        replace: "if (!from.has(calls)) return false;",
      },
    ],
    likely: ["src/core/budget.test.ts"],
  },
  {
    name: "concurrent migrations are not serialized",
    what: "If two processes start at once on older tables, one fails until it is restarted.",
    edits: [
      {
        file: "storage/sql/migrate.ts",
        find: "if ((await readVersion(driver, dialect)) > version) return false;",
        replace: "",
      },
    ],
    likely: ["src/storage/upgrade.test.ts"],
  },
];
