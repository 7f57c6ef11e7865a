// Bugs of the money rule and of the checks before a credit.
import type { Mutant } from "./mutant.ts";

export const MORE_MONEY: readonly Mutant[] = [
  {
    name: "`<=` instead of `<` for underpaid",
    what: "A buyer who pays exactly the price is held as underpaid.",
    edits: [
      {
        file: "core/verdict.ts",
        find: "net.net_minor < payment.amount_minor",
        replace: "net.net_minor <= payment.amount_minor",
      },
    ],
    likely: ["src/core/verdict.test.ts"],
  },
  {
    name: "two cents of rounding are allowed",
    what: "A converted payment may fall short by more than rounding explains.",
    edits: [
      {
        file: "core/verdict.ts",
        find: "Math.max(1, Number(share))",
        replace: "Math.max(2, Number(share))",
      },
    ],
    likely: ["src/core/verdict.test.ts"],
  },
  {
    name: "the environment is not compared",
    what: "A test payment, which is worth nothing, credits a real topup.",
    edits: [
      {
        file: "core/verdict.ts",
        find: 'if (report.environment !== payment.environment) return "environment";',
        replace: "",
      },
    ],
    likely: ["src/core/verdict-fields.test.ts"],
  },
  {
    name: "a refund before the credit is ignored",
    what: "Money that was already refunded is credited.",
    edits: [
      {
        file: "core/verdict.ts",
        find: 'return report.refunded ? "refunded" : null;',
        replace: "return null;",
      },
    ],
    likely: ["src/core/verdict-fields.test.ts"],
  },
  {
    name: "a dispute before the credit is ignored",
    what: "Money that a bank is taking back is credited.",
    edits: [
      { file: "core/verdict.ts", find: 'if (report.disputed) return "disputed";', replace: "" },
    ],
    likely: ["src/core/verdict-fields.test.ts"],
  },
  {
    name: "the quantity is not compared",
    what: "Two pieces at half the price are accepted as the one that was sold.",
    edits: [{ file: "core/verdict.ts", find: " && line.quantity === 1", replace: "" }],
    likely: ["src/core/verdict-fields.test.ts"],
  },
  {
    name: "the owner is not compared",
    what: "A topup that the host has given to another user in the meantime is credited to that user.",
    edits: [{ file: "core/verdict.ts", find: " && a.user_id === b.user_id", replace: "" }],
    likely: ["src/core/verdict-fields.test.ts"],
  },
  {
    name: "a release does not check for refunds",
    what: "Money that was refunded after an administrator released it is credited.",
    edits: [
      {
        file: "core/judgement.ts",
        find: 'return report.refunded ? "refunded" : null;',
        replace: "return null;",
      },
    ],
    likely: ["test/scenarios/release-refund.test.ts", "test/scenarios/unfinished-release.test.ts"],
  },
  {
    name: "discount codes are allowed at the checkout",
    what: "Buyers pay less than the price, and each of them is held.",
    edits: [
      {
        file: "providers/dodo/checkout.ts",
        find: "allow_discount_code: false",
        replace: "allow_discount_code: true",
      },
    ],
    likely: ["src/providers/dodo/checkout.test.ts"],
  },
  {
    name: "the signature is not compared",
    what: "A delivery that anyone sends is accepted as Dodo's.",
    edits: [
      {
        file: "providers/dodo/signature.ts",
        find: "if (!genuine) throw refused(FORGED);",
        replace: "",
      },
    ],
    likely: ["src/providers/dodo/webhook.test.ts"],
  },
  {
    name: "two lines in the cart are accepted",
    what: "A second product in the same payment is paid with the topup's money.",
    edits: [{ file: "core/verdict.ts", find: "others.length === 0 && ", replace: "" }],
    likely: ["src/core/verdict-fields.test.ts"],
  },
  {
    name: "the tax setting is not read again",
    what: "If the product was made tax-inclusive after the checkout, each payment is held as underpaid.",
    edits: [
      {
        file: "core/judgement.ts",
        find: "mayBeTaxed(evidence.payment, first)",
        replace: "evidence.payment.disputed && mayBeTaxed(evidence.payment, first)",
      },
    ],
    likely: ["test/scenarios/money.test.ts"],
  },
  {
    name: "a refund keeps its foreign currency",
    what: "Refunded rupees are recorded as US cents, and the merchant deducts far too much from the balance.",
    edits: [
      {
        file: "core/refund.ts",
        find: "Number((BigInt(net_minor) * returned) / BigInt(total_minor))",
        replace: "Number(returned)",
      },
    ],
    likely: ["src/core/refund.test.ts"],
  },
  {
    name: "a release does not check for further refunds",
    what: "An administrator who knew of one partial refund credits money that was refunded in full.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: " && present.refunded_minor <= payment.refunded_minor",
        replace: "",
      },
    ],
    likely: ["test/scenarios/release-reversed.test.ts"],
  },
];
