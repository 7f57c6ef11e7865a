import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import { otherMoney } from "./other-money.ts";
import type { Payment } from "./payment.ts";

/** A payment of the topup; its id says what it is. */
const payment = (payment_id: string, fields: Partial<Payment>): Payment => ({
  ...PAYMENT,
  payment_id,
  ...fields,
});

const paid = payment("paid", { status: "paid" });
const crediting = payment("crediting", { status: "crediting" });
const held = payment("held", { status: "held" });
const processing = payment("processing", { provider_status: "processing" });
const unknown = payment("unknown", { provider_status: "unknown" });
const OTHERS = [
  payment("open", {}),
  payment("failed", { status: "failed", provider_status: "processing" }),
  payment("dismissed", { status: "dismissed" }),
];

describe("the payment whose money decides about a topup is", () => {
  test.each([
    ["the paid one", [held, crediting, paid, processing], "paid"],
    ["else the one that is being credited", [processing, held, crediting], "crediting"],
    ["else the one that is held", [unknown, processing, held], "held"],
    ["else the first that may still succeed", [unknown, processing], "unknown"],
    ["else the first that is processing", [processing, unknown], "processing"],
  ])("%s", (_, payments, payment_id) => {
    expect(otherMoney([...OTHERS, ...payments], true)?.payment_id).toBe(payment_id);
  });

  test("none, if no money has arrived or may arrive", () => {
    expect(otherMoney(OTHERS, true)).toBeNull();
    expect(otherMoney([], true)).toBeNull();
  });
});

test("where the buyer is not invited to pay, only a paid payment counts", () => {
  expect(otherMoney([crediting, held, processing, unknown], false)).toBeNull();
  expect(otherMoney([crediting, paid], false)?.payment_id).toBe("paid");
});
