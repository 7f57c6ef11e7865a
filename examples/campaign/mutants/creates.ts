// Bugs around a create: whether another page may be opened while a payment is processing, and how
// often Dodo is queried before it is.
import type { Mutant } from "./mutant.ts";

export const CREATES: readonly Mutant[] = [
  {
    name: "a declined payment counts as ended",
    what: "A buyer who returns to the first tab and pays there with another card is sold a second page.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "(isSoftEnd(payment) && isSessionOver(payment, answered_at))",
        replace: "isSoftEnd(payment)",
      },
    ],
    likely: ["test/scenarios/second-checkout-polls.test.ts"],
  },
  {
    name: "no answer from Dodo counts as not paid",
    what: "If Dodo has just failed to answer the result page, a second page is opened although the first was paid.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "  throw notAskedYet(REQUEST_PAUSE_MS);",
        replace: "  return said;",
      },
    ],
    likely: ["test/scenarios/second-checkout.test.ts"],
  },
  {
    name: "a payment during the create is not noticed",
    what: "A page is returned for a topup that was paid while the page was being opened.",
    edits: [
      {
        file: "core/checkout.ts",
        find: "return await assertStillAlone(context, await createOrGiveUp(wanted, reserved));",
        replace: "return await createOrGiveUp(wanted, reserved);",
      },
    ],
    likely: ["test/scenarios/second-checkout.test.ts"],
  },
  {
    name: "the oldest payments are always queried first",
    what: "A topup with more open pages than the budget has calls is refused as long as the buyer keeps clicking.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: " || (a.answered_at ?? 0) - (b.answered_at ?? 0)",
        replace: "",
      },
    ],
    likely: ["test/scenarios/create-limits.test.ts"],
  },
  {
    name: "three more requests at each retry",
    what: "A create that loses a race uses calls that other buyers need.",
    edits: [
      {
        file: "core/checkout.ts",
        find: "await findOpenCheckout(wanted, payments)",
        replace: "await findOpenCheckout({ ...wanted, calls: { left: MOST_CALLS } }, payments)",
      },
    ],
    likely: ["test/scenarios/create-limits.test.ts"],
  },
  {
    name: "there is no pause after a refused page",
    what: "One buyer whose page Dodo refuses to open uses up Dodo's calls for all others.",
    edits: [
      {
        file: "core/checkout-limits.ts",
        find: "if (failures.length < FREE_FAILURES) return;",
        replace: "if (failures.length >= 0) return;",
      },
    ],
    likely: ["test/scenarios/create-limits.test.ts"],
  },
];
