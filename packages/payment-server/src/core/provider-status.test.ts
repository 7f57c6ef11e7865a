import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { PaymentStatus } from "./payment.ts";
import {
  hasUnknownStatus,
  isProcessing,
  mayStillSucceed,
  storedProviderStatus,
} from "./provider-status.ts";

describe("the status that a row stores", () => {
  test.each<[status: string, provider_status: string | null, stored: string | null]>([
    // The provider's own spelling, where it says by itself whether the money is in flight.
    ["processing", "processing", "processing"],
    ["processing", "requires_capture", "requires_capture"],
    ["open", "requires_payment_method", "requires_payment_method"],
    ["failed", "card_declined", "card_declined"],
    ["succeeded", "succeeded", "succeeded"],
    ["open", null, null],
    // Another provider's spelling does not say that the money is in flight.
    ["processing", "IN_TRANSIT", "processing"],
    ["processing", null, "processing"],
    // A spelling that would say so must not be stored for a payment that is not in flight.
    ["open", "processing", "open"],
    ["failed", "requires_capture", "failed"],
    // A new status is marked as unknown, whatever it is called.
    ["unknown", "partially_settled_v2", "unknown"],
    ["unknown", "processing", "unknown"],
    ["unknown", null, "unknown"],
  ])("of a report that says `%s` and spells it %j is %j", (status, provider_status, stored) => {
    expect(storedProviderStatus(status, provider_status)).toBe(stored);
  });
});

describe("a pending row", () => {
  test.each([
    ["processing", true, false],
    ["requires_merchant_action", true, false],
    ["requires_capture", true, false],
    ["partially_captured", true, false],
    ["partially_captured_and_capturable", true, false],
    ["unknown", false, true],
    ["requires_customer_action", false, false],
    ["not_opened", false, false],
    ["", false, false],
    [null, false, false],
  ])("with %j is in flight: %s, of unknown status: %s", (provider_status, in_flight, unknown) => {
    const payment = { ...PAYMENT, status: "pending" as const, provider_status };
    expect([isProcessing(payment), hasUnknownStatus(payment)]).toEqual([in_flight, unknown]);
    expect(mayStillSucceed(payment)).toBe(in_flight || unknown);
  });
});

test.each<PaymentStatus>([
  "crediting",
  "paid",
  "failed",
  "canceled",
  "expired",
  "held",
  "dismissed",
])("a row that is %s keeps its last provider status, which no longer counts", (status) => {
  for (const provider_status of ["processing", "requires_capture", "unknown"])
    expect(mayStillSucceed({ ...PAYMENT, status, provider_status })).toBe(false);
});
