/** What the API's report takes from the delivery that announced it, and how they may disagree. */
import { describe, expect, test } from "vitest";
import { REPORT } from "../../test/money-rule.ts";
import { completed, isBehind, lacksReversal, type ReportStatus } from "./report.ts";

describe("the API's report is completed by the delivery", () => {
  const delivered = { provider_session_id: "cks_delivered", our_payment_id: "pmt_delivered" };

  test("where it names no session and no payment of ours", () => {
    const bare = { ...REPORT, provider_session_id: null, our_payment_id: null };
    expect(completed(bare, delivered)).toEqual({ ...REPORT, ...delivered });
    expect(completed({ ...REPORT, our_payment_id: null }, delivered)).toEqual({
      ...REPORT,
      our_payment_id: "pmt_delivered",
    });
  });

  test("and keeps what it names itself, since the API answered later", () => {
    expect(completed(REPORT, delivered)).toEqual(REPORT);
    expect(completed(REPORT, { provider_session_id: null, our_payment_id: null })).toEqual(REPORT);
  });

  test("never in its status or its amounts", () => {
    const delivery = { ...REPORT, ...delivered, status: "failed" as const, total_minor: 1 };
    expect(completed(REPORT, delivery)).toEqual(REPORT);
  });
});

describe("after a delivered success, the API lags behind", () => {
  test.each<[status: ReportStatus, behind: boolean]>([
    ["open", true],
    ["processing", true],
    ["unknown", true],
    ["succeeded", false],
    // These are answers of their own: the payment was not paid after all.
    ["failed", false],
    ["canceled", false],
  ])("while it says `%s`: %s", (status, behind) => {
    expect(isBehind({ ...REPORT, status }, { status: "succeeded" })).toBe(behind);
  });

  test.each<ReportStatus>(["open", "processing", "failed", "canceled", "unknown"])(
    "but not after a delivery that says `%s`, nor without a readable one",
    (status) => {
      expect(isBehind({ ...REPORT, status: "open" }, { status })).toBe(false);
      expect(isBehind({ ...REPORT, status: "open" }, null)).toBe(false);
    },
  );
});

describe("a delivered refund or dispute", () => {
  const listed = { ...REPORT, reversal_listed: true };

  test.each([
    ["reversal", REPORT, true],
    ["reversal", null, true],
    ["reversal", listed, false],
    ["payment", REPORT, false],
    ["payment", null, false],
    ["other", REPORT, false],
  ] as const)(
    "of subject `%s` is compared with what the API lists (case %#)",
    (subject, report, lacking) => {
      expect(lacksReversal({ subject }, report)).toBe(lacking);
    },
  );

  test("is missing only if none is listed: one that has ended without a payout counts, too", () => {
    const rejected = { ...listed, refunded: false, refund_sum_minor: 0, disputed: false };
    expect(lacksReversal({ subject: "reversal" }, rejected)).toBe(false);
  });
});
