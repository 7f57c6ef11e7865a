/** Which open checkout may be handed out again: it must still be the same sale, and payable. */
import { expect, test } from "vitest";
import { PAYMENT, topup } from "../../test/money-rule.ts";
import { isSameCheckout } from "./earlier-payments.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Stage } from "./stage.ts";

const NOW = 1_000_000;
const OPEN: Payment = { ...PAYMENT, expires_at: NOW + 1 };

interface Changes {
  payment?: Partial<Payment>;
  stage?: Stage;
  topup?: Partial<Topup>;
  provider?: Partial<Pick<PaymentProvider, "id" | "environment">>;
}

const same = (changes: Changes): boolean =>
  isSameCheckout(
    { payment: { ...OPEN, ...changes.payment }, stage: changes.stage ?? "open" },
    {
      topup: topup(changes.topup ?? {}),
      provider: { id: "dodo", environment: "test_mode", ...changes.provider },
    },
    NOW,
  );

test.each<[what: string, changes: Changes]>([
  ["is open", {}],
  ["was opened, and no payment was tried", { stage: "none" }],
  [
    "was tried with a card that needs another step",
    { payment: { provider_status: "requires_action" } },
  ],
  ["was created for a product that is sold otherwise now", { payment: { product_id: "pdt_2" } }],
  ["is an older attempt", { payment: { attempt: 7 } }],
])("a checkout that %s is handed out again", (_, changes) => {
  expect(same(changes)).toBe(true);
});

test.each<[what: string, changes: Changes]>([
  ["expires now", { payment: { expires_at: NOW } }],
  ["has no stored expiry", { payment: { expires_at: null } }],
  ["has no stored address", { payment: { checkout_url: null } }],
  ["failed", { payment: { status: "failed" } }],
  ["expired", { payment: { status: "expired" } }],
  ["is being credited", { payment: { status: "crediting" } }],
  ["is held", { payment: { status: "held" } }],
  ["may be paid", { stage: "processing" }],
  ["has an unknown status", { stage: "unknown" }],
  ["was paid", { stage: "succeeded" }],
  ["was declined", { stage: "failed" }],
  ["was canceled", { stage: "canceled" }],
  ["was left for too long", { stage: "expired" }],
  ["had another price", { topup: { usd_cents: 5_001 } }],
  ["had other credits", { topup: { credits: 499 } }],
  ["had another buyer", { topup: { user_id: "bob" } }],
  ["was created at another provider", { provider: { id: "till" } }],
  ["was created in the other environment", { provider: { environment: "live_mode" } }],
])("a checkout that %s is not handed out again", (_, changes) => {
  expect(same(changes)).toBe(false);
});
