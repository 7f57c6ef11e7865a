/** The order and the number of the provider calls that a create makes for earlier payments. */
import { describe, expect, test } from "vitest";
import { PAYMENT, topup } from "../../test/money-rule.ts";
import { insert } from "../testing/storage/records.ts";
import { memoryStorage } from "../storage/memory.ts";
import type { Context } from "./context.ts";
import { assertNoMoney, findOpenCheckout, refFor } from "./earlier-payments.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider, SessionState } from "./provider.ts";
import type { Stage } from "./stage.ts";
import type { WantedCheckout } from "./wanted-checkout.ts";
import { causeOf } from "./write-cause.ts";

const SECOND = 1_000;
const DAY = 86_400_000;
const NOW = 100 * DAY;

/** Returns the attempt of this number, with an open checkout and these changes. */
const attempt = (number: number, fields: Partial<Payment> = {}): Payment => ({
  ...PAYMENT,
  payment_id: `pmt_${number}`,
  ref: `ref_${number}`,
  attempt: number,
  provider_session_id: `cks_${number}`,
  created_at: NOW - DAY,
  expires_at: NOW + DAY,
  ...fields,
});

/**
 * Looks for an open checkout of a topup with these payments. Returns the sessions that were read,
 * and the payment that was found, or the code of the error.
 */
async function search(
  payments: readonly Payment[],
  answer: (session_id: string) => boolean | "processing" = () => true,
): Promise<{ read: string[]; found: string | null }> {
  const storage = memoryStorage();
  for (const payment of payments) await insert(storage, payment);
  const read: string[] = [];
  const provider = {
    id: "dodo",
    environment: "test_mode",
    readSession: async (session_id: string): Promise<SessionState> => {
      read.push(session_id);
      const state = answer(session_id);
      if (state === false) return { known: false };
      return {
        known: true,
        provider_payment_id: null,
        status: state === true ? "open" : state,
      };
    },
  } as unknown as PaymentProvider;
  const context = {
    storage,
    providers: new Map([["dodo", provider]]),
    clock: () => NOW,
    ticks: () => 0,
    ends_at: Number.POSITIVE_INFINITY,
    sleep: async () => await new Promise<void>(() => undefined),
    newId: (prefix: string) => `${prefix}_${Math.random()}`,
    budget: { take: () => true, spend: () => undefined, pause: () => undefined },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Context;
  const wanted = {
    context,
    provider,
    topup: topup({}),
    cause: causeOf("create"),
    calls: { left: 3 },
  } as unknown as WantedCheckout;
  const found = await findOpenCheckout(wanted, payments).then(
    (payment) => payment?.payment_id ?? null,
    (error: { code: string }) => error.code,
  );
  return { read, found };
}

describe("the provider is queried about earlier payments", () => {
  test("with open checkouts before those that have ended, and the oldest answer first", async () => {
    const old = { answered_at: NOW - 60 * SECOND };
    const payments = [
      attempt(1, { status: "failed" }),
      attempt(2, { ...old, answered_at: NOW - 40 * SECOND }),
      attempt(3, old),
    ];
    expect(await search(payments)).toEqual({ read: ["cks_3", "cks_2", "cks_1"], found: "pmt_3" });
  });

  test("in the order of their attempts where none was answered", async () => {
    const payments = [attempt(3), attempt(1), attempt(2)];
    expect(await search(payments)).toMatchObject({ read: ["cks_1", "cks_2", "cks_3"] });
  });

  test("three at most: with a fourth open checkout the create is refused as busy", async () => {
    const payments = [1, 2, 3, 4].map((number) => attempt(number));
    expect(await search(payments)).toEqual({ read: ["cks_1", "cks_2", "cks_3"], found: "busy" });
  });

  test.each<[what: string, fields: Partial<Payment>]>([
    ["that has ended is left to reconciliation", { status: "expired" }],
    ["of an environment without a key here counts for none", { environment: "live_mode" }],
  ])("three at most: a fourth %s", async (_, fields) => {
    const payments = [attempt(4, fields), ...[1, 2, 3].map((number) => attempt(number))];
    expect(await search(payments)).toEqual({ read: ["cks_1", "cks_2", "cks_3"], found: "pmt_1" });
  });

  test("until one of them may be paid: then the others make no difference", async () => {
    const answer = (id: string) => (id === "cks_1" ? "processing" : true);
    expect(await search([attempt(1), attempt(2)], answer)).toEqual({
      read: ["cks_1"],
      found: "payment_processing",
    });
  });

  test.each<[what: string, fields: Partial<Payment>]>([
    ["was answered about two seconds ago", { answered_at: NOW - 2 * SECOND }],
    ["was never handed out", { provider_session_id: null }],
    ["is settled", { status: "dismissed" }],
    ["ended more than 14 days ago", { status: "failed", created_at: NOW - 14 * DAY - 1 }],
    ["is of an environment without a key here", { environment: "live_mode" }],
    ["is of a provider that is not configured", { provider: "till" }],
    [
      "had ended when its session was over, as the provider confirmed",
      { status: "expired", expires_at: NOW - DAY, answered_at: NOW - DAY / 2 },
    ],
  ])("but not about one that %s", async (_, fields) => {
    expect((await search([attempt(1, fields)])).read).toEqual([]);
  });

  test("again about a failed one, while its session can still be paid", async () => {
    const failed = { status: "failed", answered_at: NOW - 3 * SECOND } as const;
    expect(await search([attempt(1, failed)])).toEqual({ read: ["cks_1"], found: null });
  });

  test("and a checkout whose session the provider does not know allows another one", async () => {
    expect(await search([attempt(1)], () => false)).toEqual({ read: ["cks_1"], found: null });
  });
});

test.each([
  ["paid", "topup_not_pending"],
  ["held", "payment_held"],
])("a topup with a %s payment is refused without a call", async (status, code) => {
  const settled = attempt(2, { status: status as Payment["status"] });
  expect(await search([attempt(1), settled])).toEqual({ read: [], found: code });
});

describe("money that is there or may be there", () => {
  const inquiries = (...stages: [status: Payment["status"], stage: Stage][]) =>
    stages.map(([status, stage], index) => ({ payment: attempt(index + 1, { status }), stage }));

  test.each<[found: [Payment["status"], Stage][], code: string, ref: string]>([
    [
      [
        ["held", "settled"],
        ["paid", "settled"],
      ],
      "topup_not_pending",
      "ref_2",
    ],
    [
      [
        ["crediting", "succeeded"],
        ["held", "settled"],
      ],
      "payment_held",
      "ref_2",
    ],
    [
      [
        ["pending", "none"],
        ["crediting", "none"],
      ],
      "payment_processing",
      "ref_2",
    ],
    [
      [
        ["pending", "open"],
        ["pending", "processing"],
      ],
      "payment_processing",
      "ref_2",
    ],
    [[["pending", "unknown"]], "payment_processing", "ref_1"],
    [[["pending", "succeeded"]], "payment_processing", "ref_1"],
  ])("refuses another checkout: %j is %s", (found, code, ref) => {
    expect(() => assertNoMoney(inquiries(...found), "ada")).toThrow(
      expect.objectContaining({ code, ref }),
    );
    expect(() => assertNoMoney(inquiries(...found), "bob")).toThrow(
      expect.objectContaining({ code, ref: null }),
    );
  });

  test("is not what has ended, what is open, or what was dismissed", () => {
    const none = inquiries(
      ["pending", "open"],
      ["failed", "failed"],
      ["expired", "expired"],
      ["dismissed", "settled"],
    );
    expect(() => assertNoMoney(none, "ada")).not.toThrow();
  });

  test("is found by its buyer alone: the reference of a payment gives access to it", () => {
    expect(refFor("ada", attempt(1))).toBe("ref_1");
    expect(refFor("bob", attempt(1))).toBeUndefined();
    expect(refFor("ada", undefined)).toBeUndefined();
  });
});
