// Bugs that reviewers found in the limits: how often Dodo is queried, and for whom.
import type { Mutant } from "./mutant.ts";

export const LIMITS: readonly Mutant[] = [
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
    name: "the last call goes to the fastest user",
    what: "A few accounts that poll all the time keep the payments of all other buyers from being queried.",
    edits: [{ file: "core/budget.ts", find: "< OFTEN_MS ? 1 : 0", replace: "< OFTEN_MS ? 0 : 0" }],
    likely: ["src/core/budget.test.ts"],
  },
];
