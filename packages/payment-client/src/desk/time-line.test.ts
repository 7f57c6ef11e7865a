import { describe, expect, test } from "vitest";
import { auditOf, entryOf, eventOf } from "../../test/desk-records.ts";
import { timeLine } from "./time-line.ts";

test("writes and deliveries stand in one order, a delivery before the writes that it caused", () => {
  const audit = auditOf();
  audit.items = [
    entryOf({ action: "reserve", at: "2026-11-29T10:00:00.000Z" }),
    entryOf({ action: "hold", at: "2026-11-29T10:01:00.500Z" }),
  ];
  const event = eventOf({ created_at: "2026-11-29T10:01:00.500Z" });
  const lines = timeLine(audit, [event]);
  expect(lines.map(({ kind, after_ms, tone }) => [kind, after_ms, tone])).toEqual([
    ["write", null, "soft"],
    ["delivery", 60_500, "wait"],
    ["write", 0, "look"],
  ]);
});

describe("the mark of a line", () => {
  const toneOf = (action: string): unknown => {
    const audit = auditOf();
    audit.items = [entryOf({ action })];
    return timeLine(audit, [])[0]?.tone;
  };

  test.each([
    ["close", "good"],
    ["match", "good"],
    ["confirm", "good"],
    ["claim", "wait"],
    ["takeover", "wait"],
    ["hold", "look"],
    ["reversal", "look"],
    ["unconfirmed", "look"],
    ["return", "look"],
    ["failed", "stop"],
    ["give_up", "stop"],
    ["open", "soft"],
    ["release", "soft"],
    ["an_action_of_a_newer_server", "soft"],
  ])("of %s is %s", (action, tone) => {
    expect(toneOf(action)).toBe(tone);
  });

  test.each([
    ["failed", "stop"],
    ["applied", "wait"],
    ["held", "wait"],
    ["pending", "wait"],
  ])("of a delivery that is %s is %s", (sync_status, tone) => {
    const [line] = timeLine({ ...auditOf(), items: [] }, [eventOf({ sync_status })]);
    expect(line?.tone).toBe(tone);
  });
});

describe("the order", () => {
  const at = (second: number): string => `2026-11-29T10:00:0${second}.000Z`;

  test("is that of the times, however the lists are sorted", () => {
    const audit = auditOf();
    audit.items = [entryOf({ at: at(4), action: "d" }), entryOf({ at: at(1), action: "a" })];
    const events = [
      eventOf({ event_id: "c", created_at: at(3) }),
      eventOf({ event_id: "b", created_at: at(2) }),
    ];
    const names = timeLine(audit, events).map((line) =>
      line.kind === "write" ? line.entry.action : line.event.event_id,
    );
    expect(names).toEqual(["a", "b", "c", "d"]);
  });

  test("of two writes of the same moment is that in which they were written", () => {
    const audit = auditOf();
    audit.items = ["match", "claim", "close"].map((action) => entryOf({ action, at: at(1) }));
    const actions = timeLine(audit, []).map((line) => line.kind === "write" && line.entry.action);
    expect(actions).toEqual(["match", "claim", "close"]);
  });

  test("is right across zones of time", () => {
    const audit = auditOf();
    audit.items = [
      entryOf({ at: "2026-11-29T12:00:00.000+02:00", action: "first" }),
      entryOf({ at: "2026-11-29T10:00:01.000Z", action: "second" }),
    ];
    const lines = timeLine(audit, []);
    expect(lines.map(({ after_ms }) => after_ms)).toEqual([null, 1_000]);
  });

  test("changes neither the audit nor the deliveries", () => {
    const audit = auditOf();
    const events = [eventOf({ created_at: at(2) }), eventOf({ created_at: at(1) })];
    const before = structuredClone([audit, events]);
    timeLine(audit, events);
    expect([audit, events]).toEqual(before);
  });
});

test("a payment without a history has no line", () => {
  expect(timeLine({ ...auditOf(), items: [] }, [])).toEqual([]);
});
