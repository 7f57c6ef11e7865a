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
  {
    name: "an unsigned delivery reveals the result of any payment",
    what: "Anyone who knows the id of another buyer's payment learns from the answer whether it was paid.",
    edits: [
      { file: "core/session-decision.ts", find: "payment.topup_id === topup_id && ", replace: "" },
    ],
    likely: ["test/scenarios/undecided-deliveries.test.ts"],
  },
];
