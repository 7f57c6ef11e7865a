/** What the API's report takes from the delivery that announced it, and how they may disagree. */
import { describe, expect, test } from "vitest";
import { REPORT } from "../../test/money-rule.ts";
import { completed, isBehind, lacksReversal, type ReportStatus, type Reversal } from "./report.ts";

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
    // It may be the status of an earlier card.
    ["failed", true],
    ["canceled", true],
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

/** A delivery about a refund or a dispute. */
const delivery = (kind: Reversal["kind"], id: string | null, state: Reversal["state"]) => ({
  reversal: { kind, id, state },
  report: null,
});

describe("a delivered refund or dispute is missing", () => {
  const listed: Reversal[] = [
    { kind: "refund", id: "ref_1", state: "returned" },
    { kind: "refund", id: "ref_2", state: "open" },
    { kind: "dispute", id: "dsp_1", state: "open" },
    { kind: "dispute", id: "dsp_2", state: "kept" },
  ];

  test.each<[name: string, Parameters<typeof delivery>, lacking: boolean]>([
    ["unless it is listed", ["refund", "ref_1", "returned"], false],
    ["if another one is listed", ["refund", "ref_3", "returned"], true],
    ["if only one of the other kind has its id", ["dispute", "ref_1", "returned"], true],
    ["while it is listed as pending", ["refund", "ref_2", "returned"], true],
    ["unless it has failed", ["refund", "ref_2", "kept"], false],
    ["unless it has failed, listed or not", ["refund", "ref_3", "kept"], false],
    ["while a lost dispute is listed as open", ["dispute", "dsp_1", "returned"], true],
    ["while a lost dispute is listed as won", ["dispute", "dsp_2", "returned"], true],
    ["while a won dispute is listed as open", ["dispute", "dsp_1", "kept"], true],
    ["unless an open dispute is listed as won by now", ["dispute", "dsp_2", "open"], false],
    ["if an open dispute is not listed", ["dispute", "dsp_3", "open"], true],
    ["unless its state is not known and it is listed", ["dispute", "dsp_1", null], false],
    ["if its state is not known and it is not listed", ["dispute", "dsp_3", null], true],
    [
      "unless one of its kind is in its state, if it has no id",
      ["refund", null, "returned"],
      false,
    ],
    ["if none of its kind is in its state, and it has no id", ["dispute", null, "returned"], true],
  ])("%s", (_, given, lacking) => {
    expect(lacksReversal(delivery(...given), { reversals: listed })).toBe(lacking);
  });

  test("if the API has no such payment", () => {
    expect(lacksReversal(delivery("refund", "ref_1", "returned"), null)).toBe(true);
  });

  test("unless one without an id or a state stands for it", () => {
    for (const one of [
      { id: null, state: null },
      { id: "ref_9", state: null },
      { id: null, state: "returned" },
    ] as const)
      expect(
        lacksReversal(delivery("refund", "ref_9", "returned"), {
          reversals: [{ kind: "refund", ...one }],
        }),
      ).toBe(false);
  });

  test("if the body of a payment lists it; what could not be read there need not be listed", () => {
    const inBody = (reversal: Reversal) => ({ reversal: null, report: { reversals: [reversal] } });
    const refund: Reversal = { kind: "refund", id: "ref_9", state: "returned" };
    expect(lacksReversal(inBody(refund), REPORT)).toBe(true);
    for (const unread of [{ id: null }, { state: null }])
      expect(lacksReversal(inBody({ ...refund, ...unread }), REPORT)).toBe(false);
    expect(lacksReversal({ reversal: null, report: null }, REPORT)).toBe(false);
  });
});
