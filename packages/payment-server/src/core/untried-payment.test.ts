import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { Payment } from "./payment.ts";
import { isUntried } from "./provider-status.ts";

describe("the provider knows of no money", () => {
  test.each<[string, Partial<Payment>]>([
    ["without a payment", {}],
    ["while the buyer chooses how to pay", { provider_status: "requires_payment_method" }],
    [
      "while the buyer chooses again",
      { provider_status: "requires_payment_method", provider_payment_id: "pay_1" },
    ],
  ])("%s", (_, fields) => {
    expect(isUntried({ ...PAYMENT, ...fields })).toBe(true);
  });
});

describe("the provider may know of money", () => {
  test.each<[string, Partial<Payment>]>([
    ["of a payment without a status", { provider_payment_id: "pay_1" }],
    ["of a status without a payment", { provider_status: "processing" }],
    ["of a payment that fails", { provider_status: "failed", provider_payment_id: "pay_1" }],
    ["of one that has ended", { status: "failed" }],
    ["of one that is paid", { status: "paid", provider_status: "requires_payment_method" }],
  ])("%s", (_, fields) => {
    expect(isUntried({ ...PAYMENT, ...fields })).toBe(false);
  });
});
