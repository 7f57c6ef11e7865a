import { expect, test } from "vitest";
import { samplePayment } from "../../src/testing/storage/records.ts";
import { isSameCheckout } from "../../src/core/earlier-payments.ts";
import type { Inquiry } from "../../src/core/inquiry.ts";
import type { Payment } from "../../src/core/payment.ts";

const NOW = Date.parse("2026-11-23T08:16:00Z");
const TOPUP = {
  topup_id: "tu_a",
  user_id: "ada",
  credits: 500,
  usd_cents: 5_000,
  status: "pending",
};
const PROVIDER = { id: "dodo", environment: "test_mode" } as const;

interface Changes {
  payment?: Partial<Payment>;
  stage?: Inquiry["stage"];
  topup?: Partial<typeof TOPUP>;
  provider?: { id?: string; environment?: "test_mode" | "live_mode" };
}

function isSame({ payment = {}, stage = "none", topup = {}, provider = {} }: Changes): boolean {
  const open = samplePayment("a", {
    environment: "test_mode",
    checkout_url: "https://checkout.example/a",
    expires_at: NOW + 1,
    ...payment,
  });
  return isSameCheckout(
    { payment: open, stage },
    { topup: { ...TOPUP, ...topup }, provider: { ...PROVIDER, ...provider } },
    NOW,
  );
}

test.each<[string, Changes]>([
  ["has no payment yet", {}],
  ["is open at the provider", { stage: "open" }],
  [
    "was made in live mode, by a live server",
    { payment: { environment: "live_mode" }, provider: { environment: "live_mode" } },
  ],
])("[A10] a checkout that %s is returned again", (_, changes) => {
  expect(isSame(changes)).toBe(true);
});

test.each<[string, Changes]>([
  ["was created in test mode, by a live server", { provider: { environment: "live_mode" } }],
  ["was created in live mode, by a test server", { payment: { environment: "live_mode" } }],
  ["is another provider's", { provider: { id: "other" } }],
  ["costs another amount", { topup: { usd_cents: 5_001 } }],
  ["buys other credits", { topup: { credits: 501 } }],
  ["was created for another user", { topup: { user_id: "bob" } }],
  ["has no URL", { payment: { checkout_url: null } }],
  ["expires now", { payment: { expires_at: NOW } }],
  ["has no known expiry", { payment: { expires_at: null } }],
  ["has failed", { payment: { status: "failed" } }],
  ["was paid", { stage: "succeeded" }],
  ["is being paid", { stage: "processing" }],
  ["has an unknown provider status", { stage: "unknown" }],
  ["has expired at the provider", { stage: "expired" }],
])("[A10] a checkout that %s is not returned again", (_, changes) => {
  expect(isSame(changes)).toBe(false);
});
