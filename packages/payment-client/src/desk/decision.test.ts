import { describe, expect, test } from "vitest";
import { auditOf } from "../../test/desk-records.ts";
import {
  canSend,
  changedTopup,
  choose,
  goBack,
  obstacleTo,
  UNDECIDED,
  writeNote,
  type Decision,
} from "./decision.ts";

const NOTED: Decision = writeNote(UNDECIDED, "seen at Dodo");

test("a choice without a note asks for one, and the request ends when it is written", () => {
  const asked = choose(writeNote(UNDECIDED, " \n"), "credit");
  expect(asked).toMatchObject({ step: "choosing", lacks_note: true });
  expect(writeNote(asked, "because")).toMatchObject({ lacks_note: false, note: "because" });
});

test("what was sent can neither be changed nor called back", () => {
  const sent: Decision = { ...choose(NOTED, "credit"), step: "sending" };
  expect([choose(sent, "dismiss"), goBack(sent)]).toEqual([sent, sent]);
  expect(canSend(sent, auditOf())).toBe(false);
});

test("going back keeps the note", () => {
  expect(goBack(choose(NOTED, "dismiss"))).toEqual({ ...NOTED, choice: null });
});

describe("a credit of a changed topup", () => {
  const changed = auditOf({}, { user_id: "eve" });

  test("has to be accepted each time the second look opens", () => {
    const confirming = choose(NOTED, "credit");
    expect(canSend(confirming, changed)).toBe(false);
    expect(canSend({ ...confirming, accepted: true }, changed)).toBe(true);
    const again = choose(goBack({ ...confirming, accepted: true }), "credit");
    expect(canSend(again, changed)).toBe(false);
  });

  test("need not be accepted to dismiss", () => {
    expect(canSend(choose(NOTED, "dismiss"), changed)).toBe(true);
  });

  test.each([{ usd_cents: 1 }, { credits: 1 }, { user_id: "eve" }])("is one with %j", (topup) => {
    expect(changedTopup(auditOf({}, topup))).toMatchObject(topup);
  });
});

describe("a credit is not offered", () => {
  test.each([
    ["of a topup that is gone", auditOf({}, null), "topup_gone"],
    ["of a topup that was canceled", auditOf({}, { status: "canceled" }), "topup_not_pending"],
    ["of a paid topup", auditOf({}, { status: "paid" }), "topup_not_pending"],
    [
      "of a topup that another payment has paid",
      auditOf({ hold_reason: "duplicate_payment" }, { status: "paid" }),
      "duplicate",
    ],
    [
      "while the application does not answer",
      { ...auditOf({}, null), topup_error: "host_unavailable" },
      "topup_unknown",
    ],
  ])("%s", (_, audit, obstacle) => {
    expect(obstacleTo(audit)).toBe(obstacle);
  });
});

describe("a credit is offered", () => {
  test.each([
    ["of a pending topup", auditOf()],
    [
      "of a topup that says paid late",
      auditOf({ hold_reason: "topup_not_paid" }, { status: "paid" }),
    ],
    [
      "of a second payment whose topup is still pending",
      auditOf({ hold_reason: "duplicate_payment" }),
    ],
    [
      "by an older server, which does not send the topup",
      { ...auditOf(), topup: undefined, topup_error: undefined } as never,
    ],
  ])("%s", (_, audit) => {
    expect(obstacleTo(audit)).toBeNull();
  });
});
