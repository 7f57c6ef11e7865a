import { describe, expect, test } from "vitest";
import { DECLINED, PAID_IN_INR, PAID_IN_USD } from "../../../payment-server/test/payloads.ts";
import { codeOf } from "../../test/api.ts";
import { createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { bodies, typesOf } from "../../test/deliveries.ts";

describe("an event has the fields of the payload that Dodo documents", () => {
  test.each([
    ["a success in USD", PAID_IN_USD, 5000, { tax: 413 }],
    ["a success in rupees", PAID_IN_INR, 2900, { currency: "INR" }],
    ["a decline", DECLINED, 5000, { result: "failed" as const }],
  ])("for %s", async (_, documented, amount, outcome) => {
    const bench = createBench({ tax_bps: 1800 });
    await bench.dodo.pay(await openSession(bench.sdk, amount), outcome);
    await bench.dodo.deliver();
    const [event] = bodies(bench);
    expect(Object.keys(event).sort()).toEqual(Object.keys(documented).sort());
    expect(event.type).toBe(documented.type);
    expect(Object.keys(event.data).sort()).toEqual(Object.keys(documented.data).sort());
    const figures = [
      "status",
      "total_amount",
      "currency",
      "tax",
      "settlement_amount",
      "settlement_currency",
      "settlement_tax",
    ];
    for (const figure of figures)
      expect([figure, event.data[figure]]).toEqual([figure, documented.data[figure]]);
  });

  test("with the types of the documented values", async () => {
    const bench = createBench();
    await bench.dodo.pay(await openSession(bench.sdk), { tax: 413 });
    await bench.dodo.deliver();
    const kinds = (data: Record<string, unknown>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(data).map(([name, value]) => [name, value === null ? "null" : typeof value]),
      );
    const documented = kinds(PAID_IN_USD.data);
    expect(kinds(bodies(bench)[0].data)).toEqual(documented);
  });
});

describe("a payment that is processing keeps until its end", () => {
  const card = { card_last_four: "1111", payment_method_type: "debit" } as const;

  test("the card with which it was begun", async () => {
    const { dodo, sdk } = createBench();
    const { payment_id } = await dodo.pay(await openSession(sdk), {
      ...card,
      result: "processing",
    });
    expect(await dodo.finish(payment_id, "succeeded")).toMatchObject({
      card_last_four: "1111",
      payment_method_type: "debit",
      card_type: "DEBIT",
    });
  });

  test("the error with which it fails", async () => {
    const bench = createBench();
    const error = { code: "INSUFFICIENT_FUNDS", message: "Your card has insufficient funds." };
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), {
      ...{ ...card, error },
      result: "processing",
    });
    await bench.dodo.finish(payment_id, "failed");
    await bench.dodo.deliver();
    expect(bodies(bench).at(-1)).toMatchObject({
      type: "payment.failed",
      data: { error_code: error.code, error_message: error.message },
    });
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
      status: "failed",
      error_code: error.code,
      card_last_four: "1111",
    });
  });

  test("over a snapshot, and with the usual ones if none was given", async () => {
    const { dodo, sdk } = createBench();
    const begin = async (outcome: object): Promise<string> =>
      (await dodo.pay(await openSession(sdk), { ...outcome, result: "processing" })).payment_id;
    const [given, usual] = [await begin(card), await begin({})];
    const before = dodo.snapshot();
    for (let round = 0; round < 2; round += 1) {
      expect((await dodo.finish(given, "succeeded")).card_last_four).toBe("1111");
      expect((await dodo.finish(usual, "succeeded")).card_last_four).toBe("4242");
      dodo.restore(before);
    }
  });
});

describe("a payment", () => {
  test.each([
    [
      "succeeded",
      {
        payment_method: "card",
        payment_method_type: "credit",
        card_last_four: "4242",
        card_network: "VISA",
        card_type: "CREDIT",
        card_issuing_country: "US",
        error_code: null,
        error_message: null,
      },
    ],
    [
      "failed",
      {
        payment_method: "card",
        payment_method_type: null,
        card_last_four: "0119",
        card_network: "VISA",
        card_holder_name: null,
        error_code: "PROCESSING_ERROR",
      },
    ],
    [
      "processing",
      {
        payment_method: null,
        payment_method_type: null,
        card_last_four: null,
        card_network: null,
        error_code: null,
      },
    ],
    [
      "cancelled",
      {
        payment_method: null,
        payment_method_type: null,
        card_last_four: null,
        card_network: null,
        error_code: null,
      },
    ],
  ] as const)("that is %s has %j", async (result, fields) => {
    const { dodo, sdk } = createBench();
    expect(await dodo.pay(await openSession(sdk), { result })).toMatchObject({
      status: result,
      ...fields,
    });
  });

  test.each([
    [{ payment_method_type: "debit" }, { payment_method: "card", payment_method_type: "debit" }],
    [
      { payment_method_type: "ach" },
      { payment_method: "bank_debit", payment_method_type: "ach", card_last_four: null },
    ],
    [{ card_last_four: "1450" }, { card_last_four: "1450" }],
    [{ result: "failed", card_last_four: "0002" }, { card_last_four: "0002" }],
    [
      { result: "failed", error: { code: "EXPIRED_CARD", message: "Expired." } },
      { error_code: "EXPIRED_CARD", error_message: "Expired." },
    ],
    [
      { error: { code: "EXPIRED_CARD", message: "Expired." } },
      { status: "succeeded", error_code: null, error_message: null },
    ],
    [
      { result: "processing", payment_method_type: "ach" },
      { payment_method: "bank_debit", payment_method_type: "ach" },
    ],
  ] as const)("paid with %j has %j", async (outcome, fields) => {
    const { dodo, sdk } = createBench();
    expect(await dodo.pay(await openSession(sdk), outcome)).toMatchObject(fields);
  });

  test("has an invoice only once it has succeeded", async () => {
    const { dodo, sdk } = createBench();
    const { payment_id, invoice_id } = await dodo.pay(await openSession(sdk), {
      result: "processing",
    });
    expect(invoice_id).toBeNull();
    expect(await dodo.finish(payment_id, "succeeded")).toMatchObject({
      invoice_id: expect.stringMatching(/^inv_0N\w{19}$/),
      invoice_url: `http://dodo.localhost/invoices/payments/${payment_id}`,
    });
  });

  test.each([
    [
      undefined,
      { country: "US", state: "NY", city: "New York", street: "1 Main St", zipcode: "10001" },
    ],
    ["DE", { country: "DE", state: null, city: null, street: null, zipcode: "10001" }],
    ["IN", { country: "IN", state: null, city: null, street: null, zipcode: "10001" }],
  ] as const)("of a buyer in %s has the address %j", async (country, billing) => {
    const { dodo, sdk } = createBench();
    const address = country === undefined ? {} : { billing_address: { country } };
    expect((await dodo.pay(await openSession(sdk, 5000, address))).billing).toEqual(billing);
  });

  test("has a copy of the session's metadata, with numbers and booleans as they are", async () => {
    const { dodo, sdk } = createBench();
    const metadata = { topup_id: "tu_1", count: "2" };
    expect((await dodo.pay(await openSession(sdk, 5000, { metadata }))).metadata).toEqual(metadata);
    expect((await dodo.pay(await openSession(sdk, 5000, { metadata: {} }))).metadata).toEqual({});
  });
});

describe("finish()", () => {
  test.each([
    [
      "succeeded",
      {
        status: "succeeded",
        tax: 500,
        total_amount: 5500,
        card_last_four: "4242",
        error_code: null,
      },
    ],
    [
      "failed",
      {
        status: "failed",
        tax: null,
        total_amount: 5000,
        card_last_four: "0119",
        error_code: "PROCESSING_ERROR",
      },
    ],
    [
      "cancelled",
      {
        status: "cancelled",
        tax: null,
        total_amount: 5000,
        card_last_four: null,
        error_code: null,
      },
    ],
  ] as const)("as %s changes the payment to %j and sends one event", async (result, fields) => {
    const bench = createBench({ tax_bps: 1000 });
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), {
      result: "processing",
    });
    bench.clock.advance(1000);
    expect(await bench.dodo.finish(payment_id, result)).toMatchObject({
      ...fields,
      created_at: "2026-11-23T08:00:00.000000Z",
      updated_at: null,
    });
    expect(typesOf(bench)).toEqual(["payment.processing", `payment.${result}`]);
  });

  test.each(["succeeded", "failed", "cancelled"] as const)(
    "refuses a payment that is %s, and sends nothing",
    async (result) => {
      const bench = createBench();
      const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), { result });
      await expect(bench.dodo.finish(payment_id, "succeeded")).rejects.toMatchObject({
        status: 409,
        code: "PAYMENT_ALREADY_FINISHED",
        message: `payment ${payment_id} is already ${result}`,
      });
      expect(typesOf(bench)).toEqual([`payment.${result}`]);
    },
  );

  test.each(["requires_customer_action", "requires_capture", "partially_captured"])(
    "ends a payment that was patched to %s",
    async (status) => {
      const { dodo, sdk } = createBench();
      const { payment_id } = await dodo.pay(await openSession(sdk), { overrides: { status } });
      expect(await dodo.finish(payment_id, "succeeded")).toMatchObject({ status: "succeeded" });
    },
  );

  test("keeps the amounts of a payment that putPayment() added", async () => {
    const { dodo } = createBench();
    dodo.putPayment({
      payment_id: "pay_1",
      status: "processing",
      total_amount: 777,
      currency: "CHF",
      customer: null,
    });
    expect(await dodo.finish("pay_1", "succeeded")).toMatchObject({
      status: "succeeded",
      total_amount: 777,
      currency: "CHF",
      card_holder_name: null,
    });
  });

  test("does not know an unknown one", async () => {
    expect(await codeOf(createBench().dodo.finish("pay_unknown", "failed"))).toBe("NOT_FOUND");
  });
});
