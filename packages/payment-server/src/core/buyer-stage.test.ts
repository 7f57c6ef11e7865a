import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import { buyerStageOf, invitesToPay } from "./buyer-stage.ts";
import type { Payment } from "./payment.ts";

const NOW = 1_000_000;
const pending = (fields: Partial<Payment> = {}): Payment => ({
  ...PAYMENT,
  status: "pending",
  provider_session_id: "cks_1",
  provider_payment_id: null,
  provider_status: null,
  answered_at: NOW,
  ...fields,
});

describe("[F44] what a buyer is told about a pending payment", () => {
  test.each<[string, Partial<Payment>, string]>([
    ["the provider was just queried and knows of no payment", {}, "unpaid"],
    [
      "the provider waits for another card",
      { provider_payment_id: "pay_1", provider_status: "requires_payment_method" },
      "unpaid",
    ],
    ["the provider was never queried", { answered_at: null }, "confirming"],
    ["the answer is older than the visit", { answered_at: NOW - 1 }, "confirming"],
    ["no session is stored", { provider_session_id: null }, "confirming"],
    ["there is a payment without a status", { provider_payment_id: "pay_1" }, "confirming"],
    [
      "the buyer's bank asks for a code",
      { provider_payment_id: "pay_1", provider_status: "requires_customer_action" },
      "confirming",
    ],
    ["the status is one that nobody knows", { provider_status: "unknown" }, "confirming"],
    ["a bank is processing the money", { provider_status: "processing" }, "bank"],
    [
      "a bank is processing it, and the answer is old",
      { provider_status: "processing", answered_at: null },
      "bank",
    ],
    ["the money is captured in parts", { provider_status: "partially_captured" }, "bank"],
  ])("%s", (_, fields, stage) => {
    expect(buyerStageOf(pending(fields), NOW)).toBe(stage);
  });

  test.each(["crediting", "paid", "failed", "canceled", "expired", "held", "dismissed"] as const)(
    "a payment that is %s is told as it is stored",
    (status) => {
      expect(buyerStageOf(pending({ status }), NOW)).toBe(status);
    },
  );

  test("only the stages without money invite to pay again", () => {
    const stages = [
      "unpaid",
      "confirming",
      "bank",
      "crediting",
      "paid",
      "held",
      "dismissed",
    ] as const;
    expect(stages.filter(invitesToPay)).toEqual(["unpaid"]);
    expect((["failed", "canceled", "expired"] as const).every(invitesToPay)).toBe(true);
  });
});
