// Bugs of judgement that outsiders found: what proves that money is ours, what takes it back, and whose word counts.
import type { Mutant } from "./mutant.ts";

export const OUTSIDE: readonly Mutant[] = [
  {
    name: "a session that is null is a wrong one",
    what: "Money of our own page whose payment leaves its session out is held, and the buyer pays again.",
    edits: [
      { file: "core/verdict.ts", find: " && report.provider_session_id !== null;", replace: ";" },
    ],
    likely: ["test/scenarios/session-proof.test.ts"],
  },
  {
    name: "metadata are proof enough",
    what: "A static payment link, whose metadata anyone can write, takes the row of somebody's payment.",
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
    name: "the session's word is not taken",
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
    name: "an unknown word has ended",
    what: "A payment in review makes room for another page, and both are paid.",
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
    name: "an unknown word is not kept",
    what: "The next create within seconds hands out the page of a payment in review once more.",
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
    name: "a payment that the API does not know is no payment",
    what: "While the API lags behind its own session, another page is opened.",
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
    what: "Where the host is down, a second page is opened beside money that has arrived.",
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
    name: "an expired dispute is harmless",
    what: "Money that mostly goes back to the buyer is credited.",
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
    name: "an accepted dispute is harmless",
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
    name: "an accepted dispute has taken nothing back",
    what: "The merchant has lost the money and the row says that it is still there.",
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
    name: "a lost dispute is known because it was open",
    what: "Where its delivery is lost, nobody hears that the money went back.",
    edits: [
      {
        file: "core/reconcile/recent-payments.ts",
        find: " && (!dispute_lost || all)",
        replace: "",
      },
    ],
    likely: ["test/scenarios/disputes.test.ts"],
  },
  {
    name: "a release waives the topup too",
    what: "A topup that was edited from 5 to 5,000 dollars since is credited by a release that never saw it.",
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
    name: "a takeover does not compare what was accepted",
    what: "A topup that is edited between a release and its repetition is credited as it is then.",
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
    name: "lists that a delivery leaves out are empty",
    what: "With `confirm: when_unsigned`, money that went back in full is credited.",
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
    name: "an unsigned refund is nobody's",
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
    name: "unsigned refunds are free",
    what: "Anyone makes us ask Dodo as often as they like.",
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
    name: "a settlement's tax that is missing is none",
    what: "The buyer's tax is credited as if it were the topup's money.",
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
    name: "the host's word is not read back",
    what: 'A host that does nothing is believed: the buyer reads "Paid" and has nothing.',
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
    name: "a call that has returned is made again",
    what: "A host that writes another word for paid credits once per retry, for ever.",
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
    name: "a claim that has returned is taken",
    what: "In SQL another process calls the host again for a claim whose call has returned.",
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
    what: "Money whose credit nobody confirms waits for ever, and nobody is told.",
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
    name: "a replica that lags is not waited for",
    what: "Each credit of a host that reads from a replica is answered 503 first.",
    edits: [{ file: "core/confirmation.ts", find: "[0, 100, 400]", replace: "[0]" }],
    likely: ["src/core/confirmation.test.ts"],
  },
  {
    name: "a second payment is credited beside one that has returned",
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
    name: "what was committed is not read back",
    what: "In transactional mode a host that books nothing is never told of.",
    edits: [
      {
        file: "core/host-call.ts",
        find: "payment: await confirmCommitted(writing, closed.payment)",
        replace: "payment: closed.payment",
      },
    ],
    likely: ["test/scenarios/transactional-confirmation.test.ts"],
  },
  {
    name: "an opened claim is not read again",
    what: "A release calls the host although the call before it has credited in the meantime.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: 'if (present?.status === "paid") return await closeOpenClaim(writing, ready, claim); if (present?.status !== "pending" || !isSameSale(present, seen)) throw beingCredited();',
        replace: "if (present === undefined) throw beingCredited();",
      },
    ],
    likely: ["test/scenarios/simulation.test.ts", "src/core/confirmation-hold.test.ts"],
  },
  {
    name: "queries that still run are committed without",
    what: "In transactional mode on PostgreSQL the topup is paid and the balance is not raised.",
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
    name: "a topup that is missing once is gone",
    what: "A replica that lags behind a new topup holds its payment for ever.",
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
    name: "a time that cannot be read is long ago",
    what: "A delivery that overtakes its row is held at once, and never credited by itself.",
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
    name: "a time without a zone is local",
    what: "East of Greenwich money is held that was only just paid.",
    edits: [
      { file: "providers/dodo/fields.ts", find: "? `${time}Z` : time", replace: "? time : time" },
    ],
    likely: ["test/scenarios/missing-facts.test.ts"],
  },
  {
    name: "money for a topup of another service's page is a stranger's",
    what: "After a switch, what is paid on an old page is credited by nobody and seen by nobody.",
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
    name: "each attempt is asked about",
    what: "A topup with forty declined attempts uses up Dodo's rate limit for all buyers.",
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
    name: "any number of pages a day",
    what: "One topup opens pages at Dodo without end.",
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
    name: "each create looks for itself",
    what: "300 clicks at once are 300 questions to Dodo.",
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
    name: "one bucket for all",
    what: "Whoever polls keeps hints and reconciliation from asking.",
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
    name: "one user takes a whole share",
    what: "A buyer with fifty pages keeps everybody else's from being asked about.",
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
    name: "a migration that is run twice",
    what: "Of two processes that start at once on older tables one fails until it is started again.",
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
