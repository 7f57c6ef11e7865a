import { describe, expect, test } from "vitest";
import { allowListed } from "./payload.ts";

/** Returns what is stored of a delivery with this data. */
function storedData(data: unknown): Record<string, unknown> {
  return allowListed({ data }, "payment.succeeded")["data"] as Record<string, unknown>;
}

const NOTHING = { product_cart: [], metadata: {} };

describe("of a delivery are stored", () => {
  test("its type, its business and its time, and nothing else around the data", () => {
    const body = {
      business_id: "bus_1",
      timestamp: "2026-11-29T12:00:00.123Z",
      type: "what the body says",
      signature: "secret",
      data: {},
    };
    expect(allowListed(body, "refund.succeeded")).toEqual({
      type: "refund.succeeded",
      business_id: "bus_1",
      timestamp: "2026-11-29T12:00:00.123Z",
      data: NOTHING,
    });
  });

  test("the ids, the states, the amounts and the currencies", () => {
    const facts = {
      payload_type: "Payment",
      payment_id: "pay_1",
      business_id: "bus_1",
      checkout_session_id: "cks_1",
      status: "succeeded",
      currency: "USD",
      settlement_currency: "USD",
      created_at: "2026-11-29T12:00:00+02:00",
      updated_at: null,
      refund_id: "ref_1",
      refund_status: "full",
      dispute_id: "dp_1",
      dispute_stage: "dispute",
      dispute_status: "dispute_opened",
      error_code: "CARD_DECLINED",
      total_amount: 5_413,
      tax: 413,
      settlement_amount: 5_413,
      settlement_tax: null,
      amount: "5413",
      is_partial: false,
      is_resolved_by_rdr: true,
    };
    expect(storedData(facts)).toEqual({ ...facts, ...NOTHING });
  });

  test("of the metadata our two ids, and of the cart products and quantities", () => {
    const data = {
      metadata: { payment_id: "pmt_1", topup_id: "tu_1", user_id: "ada", email: "a@b.c" },
      product_cart: [{ product_id: "pdt_1", quantity: 1, note: "for Ada" }, "no line", null],
    };
    expect(storedData(data)).toEqual({
      metadata: { payment_id: "pmt_1", topup_id: "tu_1" },
      product_cart: [{ product_id: "pdt_1", quantity: 1 }, {}, {}],
    });
  });

  test("twenty lines of a cart at most", () => {
    const product_cart = Array.from({ length: 50 }, (_, at) => ({ product_id: `pdt_${at}` }));
    expect(storedData({ product_cart })["product_cart"]).toEqual(product_cart.slice(0, 20));
  });
});

describe("of a delivery are not stored", () => {
  test.each([
    "customer",
    "billing",
    "card_last_four",
    "card_holder_name",
    "payment_link",
    "invoice_url",
    "reason",
    "remarks",
    "error_message",
  ])("the field %s", (name) => {
    expect(storedData({ [name]: "ada@example.com" })).toEqual(NOTHING);
  });

  test.each([
    ["a sentence", "paid by Ada"],
    ["an e-mail address", "ada@example.com"],
    ["an empty text", ""],
    ["a long text", "a".repeat(129)],
    ["a newline", "pay_1\n"],
    ["an object", { email: "ada@example.com" }],
    ["a number", 7],
  ])("%s in a field of a plain word", (_, status) => {
    expect(storedData({ status, metadata: { payment_id: status } })).toEqual(NOTHING);
  });

  test.each([["1,000"], [""], ["1".repeat(21)], [{}], [true], [["5413"]]])(
    "the amount %j",
    (total_amount) => {
      expect(storedData({ total_amount })).toEqual(NOTHING);
    },
  );

  test("a flag that is no boolean, and a quantity that is no number", () => {
    expect(storedData({ is_partial: "yes", product_cart: [{ quantity: "1" }] })).toEqual({
      ...NOTHING,
      product_cart: [{}],
    });
  });

  test("what every object has", () => {
    const body = Object.create({ business_id: "bus_1", data: { status: "succeeded" } }) as object;
    expect(allowListed(body, "x")).toEqual({
      type: "x",
      data: { ...NOTHING, status: "succeeded" },
    });
    expect(storedData(Object.create({ status: "succeeded" }))).toEqual(NOTHING);
  });

  test.each([undefined, null, 7, "text", []])("data that is %j", (data) => {
    expect(storedData(data)).toEqual(NOTHING);
  });
});
