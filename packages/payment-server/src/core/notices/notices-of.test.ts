import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../../test/money-rule.ts";
import { auditEntry, type AuditEntry } from "../audit.ts";
import type { Payment } from "../payment.ts";
import { noticeKinds, noticesOf } from "./notices-of.ts";

const CAUSE = { actor: "webhook", event_id: null, note: null } as const;
const PAID: Payment = { ...PAYMENT, version: 1, status: "paid", net_minor: 5_000 };

/** Returns the audit of a payment that was inserted and then written with each of the changes. */
function historyOf(first: Payment, ...changes: Partial<Payment>[]): AuditEntry[] {
  const history = [auditEntry(null, first, "reserve", CAUSE)];
  let before = first;
  for (const change of changes) {
    const next = { ...before, version: before.version + 1, ...change };
    history.push(auditEntry(before, next, "reversal", CAUSE));
    before = next;
  }
  return history;
}

/** Returns what each notice says about the credits of money that went back. */
function credits(first: Payment, ...refunded: number[]): (number | undefined)[] {
  const history = historyOf(first, ...refunded.map((refunded_minor) => ({ refunded_minor })));
  return noticesOf(first, history, 2).map(({ returned }) => returned?.credits);
}

describe("the credits of money that went back", () => {
  test("[N08] are its share of the payment, and add up to all of them", () => {
    expect(credits(PAID, 1_000, 5_000)).toEqual([PAID.credits / 5, (PAID.credits * 4) / 5]);
    for (const [price, sold] of [
      [999, 7],
      [3, 10],
      [5_000, 1],
      [100, 0.5],
    ] as const) {
      const payment = { ...PAID, amount_minor: price, net_minor: price, credits: sold };
      const steps = [0.1, 0.34, 0.5, 0.99, 1].map((share) => Math.ceil(price * share));
      const parts = credits(payment, ...new Set(steps)).map(Number);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(sold);
      expect(parts.every((part) => part >= 0)).toBe(true);
    }
  });

  test("[N08] do not include what was paid above the price, which was not credited", () => {
    const payment = { ...PAID, net_minor: 6_000 };
    expect(credits(payment, 1_000, 3_500, 6_000)).toEqual([0, PAID.credits / 2, PAID.credits / 2]);
  });

  test("[N08] are the share of what was paid, if an administrator has credited less money", () => {
    const payment = { ...PAID, net_minor: 4_000, released: true };
    expect(credits(payment, 2_000, 4_000)).toEqual([PAID.credits / 2, PAID.credits / 2]);
  });

  test("[N08] are none while nothing went back, whatever was paid", () => {
    const given = { ...PAYMENT, version: 1, status: "held", net_minor: 0, released: true } as const;
    const free = {
      ...PAYMENT,
      version: 1,
      status: "held",
      net_minor: 5_000,
      released: true,
    } as const;
    const accepted = { accepted_usd_cents: 0, accepted_credits: 80, accepted_user_id: "bob" };
    for (const held of [given, { ...free, ...accepted }])
      expect(noticesOf(held, historyOf(held, { status: "paid" }), 2)).toMatchObject([
        { kind: "released", returned: null },
        { kind: "credited", returned: null },
      ]);
  });

  test("[N08] are none of a topup that is free by now, until all money went back", () => {
    const accepted = { accepted_usd_cents: 0, accepted_credits: 80, accepted_user_id: "bob" };
    expect(credits({ ...PAID, released: true, ...accepted }, 1, 4_999, 5_000)).toEqual([0, 0, 80]);
  });

  test("[N08] are those of the sale that an administrator has accepted, and of its user", () => {
    const accepted = { accepted_usd_cents: 2_500, accepted_credits: 80, accepted_user_id: "bob" };
    const payment: Payment = { ...PAID, released: true, ...accepted };
    const history = historyOf(payment, { refunded_minor: 5_000 });
    expect(noticesOf(payment, history, 2)).toMatchObject([
      { returned: { credits: 80, user_id: "bob" } },
    ]);
  });

  test("[N09] are none while the payment is not credited, and are reported with the credit", () => {
    const held: Payment = { ...PAID, status: "held", hold_reason: "underpaid" };
    const history = historyOf(
      held,
      { refunded_minor: 1_000 },
      { status: "paid", hold_reason: null },
      { refunded_minor: 2_000 },
    );
    expect(
      noticesOf(held, history, 2).map(({ notice_id, returned }) => [
        notice_id,
        returned?.added_minor,
        returned?.credits,
      ]),
    ).toEqual([
      ["pmt_1:2:refunded", 1_000, 0],
      ["pmt_1:3:credited", undefined, undefined],
      ["pmt_1:3:refunded", 0, PAID.credits / 5],
      ["pmt_1:4:refunded", 1_000, PAID.credits / 5],
    ]);
  });

  test("[N09] are those of the user who has got them, whoever was to get them before", () => {
    const held: Payment = { ...PAID, status: "held", hold_reason: "topup_changed" };
    const accepted = { accepted_usd_cents: 5_000, accepted_credits: 80, accepted_user_id: "bob" };
    const history = historyOf(
      held,
      { refunded_minor: 2_500 },
      { status: "crediting", released: true, ...accepted },
      { status: "paid" },
      { refunded_minor: 5_000 },
    );
    const returned = noticesOf(held, history, 2).flatMap((notice) => notice.returned ?? []);
    expect(returned.map(({ user_id, credits: taken }) => [user_id, taken])).toEqual([
      ["ada", 0],
      ["bob", 40],
      ["bob", 40],
    ]);
  });
});

test("[N01] a refund beside a lost dispute is reported once, with both amounts", () => {
  const history = historyOf(PAID, { refunded_minor: 5_000, dispute_status: "lost" });
  expect(noticesOf(PAID, history, 2)).toMatchObject([
    { kind: "dispute_lost", returned: { added_minor: 5_000 } },
  ]);
});

test("[N01] one write can make several notices, each with an id of its own", () => {
  const history = historyOf(
    { ...PAID, status: "pending" },
    { status: "held", hold_reason: "disputed", dispute_status: "open", refunded_minor: 1 },
  );
  const notices = noticesOf(PAID, history, 1);
  expect(notices.map(({ notice_id }) => notice_id)).toEqual(
    ["held", "disputed", "refunded"].map((kind) => `${PAID.payment_id}:2:${kind}`),
  );
});

test("[N01] a hold for another reason is reported again, and other writes are not", () => {
  const held: Payment = { ...PAID, status: "held", hold_reason: "underpaid" };
  const kinds = (change: Partial<Payment>): string[] =>
    noticeKinds({ before: held, after: { ...held, ...change }, action: "hold" });
  expect(kinds({ hold_reason: "refunded" })).toEqual(["held"]);
  for (const change of [{}, { attempts: 3 }, { net_minor: 1 }, { invoice_url: "https://x" }])
    expect(kinds(change)).toEqual([]);
});

test("[N05] the audit of an older version, which lacks newer fields, is read as if they were empty", () => {
  const history = historyOf(PAID, { dispute_status: "lost", refunded_minor: 5_000 });
  const { dispute_status: _, invoice_url: __, ...older } = PAID;
  const first = { ...history[0], changes: older } as AuditEntry;
  const stored: Payment = { ...PAID, dispute_status: "lost", invoice_url: "https://x" };
  const notices = noticesOf(stored, [first, ...history.slice(1)], 2);
  expect(notices).toMatchObject([
    { kind: "dispute_lost", payment: { dispute_status: "lost", invoice_url: null } },
  ]);
});
