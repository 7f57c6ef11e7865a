import { describe, expect, test } from "vitest";
import { PAYMENT, topup } from "../../test/money-rule.ts";
import type { AuditEntry } from "../core/audit.ts";
import type { Payment } from "../core/payment.ts";
import { wireAudit, type WireAuditEntry } from "./audit-records.ts";

const AT = Date.parse("2026-11-29T12:04:00.123Z");

/** Returns an entry of the audit as administrators see it. */
function shown(fields: Partial<AuditEntry>): WireAuditEntry {
  const entry: AuditEntry = {
    payment_id: "pmt_1",
    version: 2,
    at: AT,
    actor: "webhook",
    action: "hold",
    from_status: "pending",
    to_status: "held",
    event_id: "dodo:msg_1",
    note: null,
    changes: {},
    ...fields,
  };
  const { items } = wireAudit({
    payment: PAYMENT,
    entries: [entry],
    topup: null,
    topup_error: null,
  });
  const [item] = items;
  if (item === undefined) throw new Error("the entry is missing");
  return item;
}

test("an entry has its time in ISO 8601, and its cause", () => {
  expect(shown({ note: "seen" })).toEqual({
    version: 2,
    at: "2026-11-29T12:04:00.123Z",
    actor: "webhook",
    admin_id: null,
    action: "hold",
    from_status: "pending",
    to_status: "held",
    event_id: "dodo:msg_1",
    note: "seen",
    changes: {},
  });
});

test("the administrator of a decision is named apart from the kind of actor", () => {
  expect(shown({ actor: "admin:bob:1" })).toMatchObject({ actor: "admin", admin_id: "bob:1" });
  expect(shown({ actor: "admin" })).toMatchObject({ actor: "admin", admin_id: null });
});

describe("of the changes are shown", () => {
  test("new values, also none, and times in ISO 8601", () => {
    const changes: Partial<Payment> = {
      status: "held",
      hold_reason: "underpaid",
      net_minor: 4_000,
      disputed: false,
      return_to: null,
      expires_at: AT,
      unconfirmed_since: AT,
      next_check_at: null,
    };
    expect(shown({ changes }).changes).toEqual({
      ...changes,
      expires_at: "2026-11-29T12:04:00.123Z",
      unconfirmed_since: "2026-11-29T12:04:00.123Z",
    });
  });

  test("neither the secret of the result page nor our own bookkeeping", () => {
    const hidden: Partial<Payment> = {
      payment_id: "pmt_1",
      ref: "ref_secret",
      write_id: "wr_1",
      version: 3,
      attempts: 4,
      checked_at: AT,
      answered_at: AT,
      created_at: AT,
      updated_at: AT,
    };
    expect(shown({ changes: { ...hidden, credits: 5 } }).changes).toEqual({ credits: 5 });
  });

  test("no field that this version does not know", () => {
    const changes = { status: "held", from_the_future: "x" } as Partial<Payment>;
    expect(shown({ changes }).changes).toEqual({ status: "held" });
  });
});

describe("the topup beside an audit", () => {
  test("has the four fields that a decision needs, whatever else the host returns", () => {
    const own = { ...topup({ status: "paid" }), email: "ada@example.com" };
    expect(
      wireAudit({ payment: PAYMENT, entries: [], topup: own, topup_error: null }).topup,
    ).toEqual({ status: "paid", usd_cents: 5_000, credits: 500, user_id: "ada" });
  });

  test("is missing with the code of the error, if the host failed", () => {
    const audit = { payment: PAYMENT, entries: [], topup: null };
    expect(wireAudit({ ...audit, topup_error: "host_unavailable" })).toMatchObject({
      topup: null,
      topup_error: "host_unavailable",
    });
  });
});
