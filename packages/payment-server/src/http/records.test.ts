import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { BuyerStage } from "../core/buyer-stage.ts";
import type { Payment } from "../core/payment.ts";
import { sampleEvent } from "../testing/storage/records.ts";
import { wireCheckout, wireEvent, wirePayment, wireStatus, type WireStatus } from "./records.ts";

const AT = Date.parse("2026-11-29T12:04:00.123Z");
const STORED: Payment = {
  ...PAYMENT,
  provider_payment_id: "pay_1",
  provider_order_id: "ord_1",
  created_at: AT,
  updated_at: AT + 1_000,
};

describe("a payment in an answer", () => {
  test("has an empty text for an id or an address that is not known yet", () => {
    const fields = {
      provider_session_id: null,
      provider_payment_id: null,
      provider_order_id: null,
      checkout_url: null,
    };
    expect(wirePayment({ ...STORED, ...fields })).toMatchObject({
      provider_session_id: "",
      provider_payment_id: "",
      provider_order_id: "",
      checkout_url: "",
    });
    expect(wirePayment(STORED)).toMatchObject({
      provider_session_id: "cks_1",
      provider_payment_id: "pay_1",
      provider_order_id: "ord_1",
    });
  });

  test("has its times in ISO 8601, and the metadata of its checkout as text", () => {
    const { created_at, updated_at, metadata_json } = wirePayment(STORED);
    expect([created_at, updated_at]).toEqual([
      "2026-11-29T12:04:00.123Z",
      "2026-11-29T12:04:01.123Z",
    ]);
    expect(JSON.parse(metadata_json)).toEqual({
      payment_id: "pmt_1",
      topup_id: "tu_1",
      user_id: "ada",
      credits: "500",
      usd_cents: "5000",
    });
  });

  test("tells whether a bank works on it", () => {
    const processing = { ...STORED, provider_status: "processing" };
    expect(wirePayment(processing).on_its_way).toBe(true);
    expect(wirePayment({ ...processing, status: "failed" }).on_its_way).toBe(false);
    expect(wirePayment(STORED).on_its_way).toBe(false);
  });

  test("has nothing of our own bookkeeping, and not the secret of its result page", () => {
    const shown = Object.keys(wirePayment(STORED));
    for (const name of ["ref", "write_id", "version", "attempts", "next_check_at", "return_to"])
      expect(shown).not.toContain(name);
  });
});

test("an event in an answer has its times in ISO 8601 and everything else as it is stored", () => {
  const event = sampleEvent("1", { created_at: AT, updated_at: AT });
  expect(wireEvent(event)).toEqual({
    ...event,
    created_at: "2026-11-29T12:04:00.123Z",
    updated_at: "2026-11-29T12:04:00.123Z",
  });
});

test("a checkout has its ids, the page to open, and the address of its status", () => {
  expect(wireCheckout(STORED, "https://shop.example/status")).toEqual({
    payment_id: "pmt_1",
    provider: "dodo",
    topup_id: "tu_1",
    provider_session_id: "cks_1",
    provider_payment_id: "pay_1",
    provider_order_id: "ord_1",
    checkout_url: "https://test.checkout.dodopayments.com/session/cks_1",
    status: "pending",
    status_url: "https://shop.example/status",
  });
});

describe("the status of a payment, for whoever has its link,", () => {
  const statusOf = (stage: BuyerStage, fields: Partial<Payment> = {}): WireStatus =>
    wireStatus({ stage, payment: { ...STORED, ...fields } }, STORED.updated_at);

  test("has no id of the provider and none of the user", () => {
    const status = statusOf("confirming");
    expect(status).toEqual({
      payment_id: "pmt_1",
      topup_id: "tu_1",
      status: "pending",
      stage: "confirming",
      on_its_way: false,
      credits: 500,
      amount_minor: 5_000,
      currency: "USD",
      return_to: null,
      invoice_url: null,
      retry_after_ms: 1_500,
    });
  });

  test("has the invoice of a paid payment only", () => {
    const invoice_url = "https://dodo.example/invoice";
    expect(statusOf("paid", { status: "paid", invoice_url }).invoice_url).toBe(invoice_url);
    expect(statusOf("held", { status: "held", invoice_url }).invoice_url).toBeNull();
  });

  test("says when to poll again, and that a settled payment need not be polled", () => {
    expect(statusOf("crediting", { status: "crediting" }).retry_after_ms).toBe(1_500);
    expect(statusOf("paid", { status: "paid" }).retry_after_ms).toBeNull();
  });
});
