import { expect, test } from "vitest";
import type { NoticeSubject } from "../storage-records.ts";
import { createNoticeQueue, noteUnsent } from "./queue.ts";

test("a queue begins empty, idle and without a failure, and no two share their rows", () => {
  const queue = createNoticeQueue();
  expect(queue).toEqual({ waiting: [], senders: new Set(), failing: false });
  queue.waiting.push(["pmt_1", "payment"]);
  expect(createNoticeQueue().waiting).toEqual([]);
});

test("a row with a notice is remembered once, for a host that is notified", () => {
  const unsent = new Map<string, NoticeSubject>();
  const host = { notify: async () => undefined };
  expect(noteUnsent({ host, unsent }, "payment", "pmt_1")).toBe(true);
  expect(noteUnsent({ host, unsent }, "payment", "pmt_1")).toBe(true);
  expect(noteUnsent({ host, unsent }, "event", "dodo:msg_1")).toBe(true);
  expect([...unsent]).toEqual([
    ["pmt_1", "payment"],
    ["dodo:msg_1", "event"],
  ]);
});

test("nothing is remembered for a host that is not notified, and its row stores no notice", () => {
  const unsent = new Map<string, NoticeSubject>();
  expect(noteUnsent({ host: { notify: null }, unsent }, "payment", "pmt_1")).toBe(false);
  expect(unsent.size).toBe(0);
});
