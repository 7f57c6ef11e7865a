import { expect, test } from "vitest";
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
