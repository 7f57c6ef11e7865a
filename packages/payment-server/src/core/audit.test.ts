import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import { auditEntry, rebuildPayment, type AuditEntry } from "./audit.ts";
import type { Payment } from "./payment.ts";

const CAUSE = { actor: "webhook", event_id: "dodo:msg_1", note: null } as const;

/** Writes each of the changes over the one before it, as version 2, 3, and so on. */
function historyOf(...changes: Partial<Payment>[]): { history: AuditEntry[]; last: Payment } {
  const history = [auditEntry(null, PAYMENT, "reserve", { ...CAUSE, actor: "create" })];
  let last = PAYMENT;
  for (const change of changes) {
    const next = { ...last, version: last.version + 1, ...change };
    history.push(auditEntry(last, next, "change", CAUSE));
    last = next;
  }
  return { history, last };
}

describe("an entry", () => {
  test("of a new payment holds the complete row and has no earlier status", () => {
    const note = "a note of an administrator";
    expect(auditEntry(null, PAYMENT, "reserve", { actor: "admin", event_id: null, note })).toEqual({
      payment_id: "pmt_1",
      version: 1,
      at: 0,
      actor: "admin",
      action: "reserve",
      from_status: null,
      to_status: "pending",
      event_id: null,
      note,
      changes: PAYMENT,
    });
  });

  test("of a later write holds the changed fields alone, with their new values", () => {
    const next: Payment = {
      ...PAYMENT,
      status: "held",
      hold_reason: "underpaid",
      net_minor: 4_999,
      checkout_url: null,
      version: 2,
      write_id: "wr_2",
      updated_at: 7_000,
    };
    expect(auditEntry(PAYMENT, next, "hold", CAUSE)).toEqual({
      payment_id: "pmt_1",
      version: 2,
      at: 7_000,
      actor: "webhook",
      action: "hold",
      from_status: "pending",
      to_status: "held",
      event_id: "dodo:msg_1",
      note: null,
      changes: {
        status: "held",
        hold_reason: "underpaid",
        net_minor: 4_999,
        checkout_url: null,
        version: 2,
        write_id: "wr_2",
        updated_at: 7_000,
      },
    });
  });

  test.each<Partial<Payment>>([
    { net_minor: 0 },
    { disputed: true },
    { unconfirmed_since: 0 },
    { checkout_url: null },
    { business_id: "" },
  ])("distinguishes null, zero, false and the empty text: %j", (change) => {
    const { changes } = auditEntry(PAYMENT, { ...PAYMENT, ...change }, "change", CAUSE);
    expect(changes).toEqual(change);
  });
});

describe("a history", () => {
  const { history, last } = historyOf(
    { status: "failed", provider_payment_id: "pay_1", provider_status: "failed" },
    { status: "crediting", provider_payment_id: "pay_2", net_minor: 5_000 },
    { status: "paid", next_check_at: null },
    { refunded_minor: 1_000, disputed: true },
    { refunded_minor: 0 },
  );

  test("leads to the row as it is stored", () => {
    expect(rebuildPayment(history)).toEqual(last);
    expect(last).toMatchObject({ version: 6, status: "paid", disputed: true, refunded_minor: 0 });
  });

  test("leads to the same row in whatever order its entries were read", () => {
    expect(rebuildPayment([...history].reverse())).toEqual(last);
    expect(rebuildPayment([2, 5, 0, 4, 1, 3].flatMap((index) => history[index] ?? []))).toEqual(
      last,
    );
  });

  test("leads to the row of an earlier time where it is cut off after that version", () => {
    expect(rebuildPayment(history.slice(0, 2))).toMatchObject({ version: 2, status: "failed" });
    expect(rebuildPayment(history.slice(0, 3))).toMatchObject({
      version: 3,
      status: "crediting",
      provider_payment_id: "pay_2",
      provider_status: "failed",
    });
  });

  test("without its first entry, or without any, describes no payment", () => {
    expect(rebuildPayment([])).toBeNull();
    expect(rebuildPayment(history.slice(1))).toBeNull();
    expect(rebuildPayment(history.slice(3))).toBeNull();
  });

  test("is not changed by the payment that was made of it", () => {
    const before = structuredClone(history);
    const payment = rebuildPayment(history);
    expect(payment).not.toBe(history[0]?.changes);
    expect(history).toEqual(before);
  });
});
