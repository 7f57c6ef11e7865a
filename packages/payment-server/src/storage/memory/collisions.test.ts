/** The rules that SQL databases express as unique indexes, key by key. */
import { describe, expect, test } from "vitest";
import type { Payment } from "../../core/payment.ts";
import type { PaymentKeys } from "../../core/storage-records.ts";
import { samplePayment } from "../../testing/storage/records.ts";
import { collides, matchesKeys, sharesProviderKey } from "./collisions.ts";

const STORED = samplePayment("a", { provider_payment_id: "pay_a" });
/** Another payment, which has no key in common with the stored one. */
const OTHER = samplePayment("b", { provider_payment_id: "pay_b" });

describe("a payment cannot be inserted beside another one", () => {
  test.each<[why: string, fields: Partial<Payment>, refused: boolean]>([
    ["with nothing in common", {}, false],
    ["with its id", { payment_id: "pmt_a" }, true],
    ["as the same attempt of its topup", { topup_id: "tu_a" }, true],
    ["as the next attempt of its topup", { topup_id: "tu_a", attempt: 2 }, false],
    ["as money beside an attempt of its topup", { topup_id: "tu_a", attempt: null }, false],
    ["with its provider payment", { provider_payment_id: "pay_a" }, true],
    [
      "with its provider payment in the other environment",
      { provider_payment_id: "pay_a", environment: "live_mode" },
      false,
    ],
    [
      "with its provider payment at another provider",
      { provider_payment_id: "pay_a", provider: "till" },
      false,
    ],
    ["with its session", { provider_session_id: "cks_a" }, true],
    [
      "with its session, as money beside it",
      { provider_session_id: "cks_a", attempt: null },
      false,
    ],
    [
      "with its session at another provider",
      { provider_session_id: "cks_a", provider: "till" },
      false,
    ],
  ])("%s: %s", (_, fields, refused) => {
    expect(collides(STORED, { ...OTHER, ...fields })).toBe(refused);
  });

  test("keys that neither of them has are nothing in common", () => {
    const bare = { provider_payment_id: null, provider_session_id: null };
    expect(sharesProviderKey({ ...STORED, ...bare }, { ...OTHER, ...bare })).toBe(false);
    const unnumbered = { topup_id: "tu_a", attempt: null };
    expect(collides({ ...STORED, ...unnumbered }, { ...OTHER, ...unnumbered })).toBe(false);
  });

  test("a write of a payment may keep its own id and attempt: only the provider's keys count", () => {
    const twin = { ...OTHER, payment_id: "pmt_a", topup_id: "tu_a" };
    expect(sharesProviderKey(STORED, twin)).toBe(false);
  });
});

describe("a payment is found", () => {
  const NONE: PaymentKeys = {
    provider: "dodo",
    provider_payment_id: null,
    provider_session_id: null,
    payment_id: null,
  };
  test.each<[by: string, keys: Partial<PaymentKeys>, found: boolean]>([
    ["by its id", { payment_id: "pmt_a" }, true],
    ["by the provider's payment", { provider_payment_id: "pay_a" }, true],
    ["by its session", { provider_session_id: "cks_a" }, true],
    [
      "by one key, although another one leads elsewhere",
      { provider_payment_id: "pay_b", payment_id: "pmt_a" },
      true,
    ],
    ["by no key", {}, false],
    [
      "by the keys of another one",
      { provider_payment_id: "pay_b", provider_session_id: "cks_b" },
      false,
    ],
    ["for another provider, even by its id", { provider: "till", payment_id: "pmt_a" }, false],
  ])("%s: %j is %s", (_, keys, found) => {
    expect(matchesKeys(STORED, { ...NONE, ...keys })).toBe(found);
  });

  test("by its session only if it is an attempt, and never by keys that it lacks itself", () => {
    const beside = { ...STORED, attempt: null };
    expect(matchesKeys(beside, { ...NONE, provider_session_id: "cks_a" })).toBe(false);
    const bare = { ...STORED, provider_payment_id: null, provider_session_id: null };
    expect(matchesKeys(bare, NONE)).toBe(false);
  });
});
