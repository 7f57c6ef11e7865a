import { expect, test } from "vitest";
import { sampleEvent } from "../testing/storage/records.ts";
import type { Context } from "./context.ts";
import { causeOf, decidedEvent, deliveryCause, withoutEvent } from "./write-cause.ts";

const EVENT = sampleEvent("1", { sync_status: "processing", sync_error: "busy", attempts: 4 });
const CONTEXT = {} as Context;

test("a write that no delivery caused names its actor and its note, and decides no event", () => {
  expect(causeOf("reconcile")).toEqual({
    actor: "reconcile",
    event_id: null,
    note: null,
    event: null,
  });
  expect(causeOf("admin", "seen at the bank")).toMatchObject({ note: "seen at the bank" });
  expect(decidedEvent(causeOf("admin"), "applied", "pmt_1")).toBeNull();
});

test("a delivery is named by its id, and carried so that the write can decide it", () => {
  expect(deliveryCause(EVENT)).toEqual({
    actor: "webhook",
    event_id: "dodo:msg_1",
    note: null,
    event: EVENT,
  });
});

test.each(["applied", "held", "ignored"] as const)(
  "the event is stored as %s with its payment, without the error of an earlier delivery",
  (sync_status) => {
    expect(decidedEvent(deliveryCause(EVENT), sync_status, "pmt_1")).toEqual({
      ...EVENT,
      sync_status,
      sync_error: null,
      payment_id: "pmt_1",
    });
    expect(EVENT).toMatchObject({ sync_status: "processing", payment_id: null });
  },
);

test("a write that only prepares the decision still names the delivery, and decides nothing", () => {
  const writing = { context: CONTEXT, cause: deliveryCause(EVENT), signal: "kept" };
  const prepared = withoutEvent(writing);
  expect(prepared.cause).toMatchObject({ actor: "webhook", event_id: "dodo:msg_1", event: null });
  expect(decidedEvent(prepared.cause, "applied", "pmt_1")).toBeNull();
  expect(prepared).toMatchObject({ context: CONTEXT, signal: "kept" });
  expect(writing.cause.event).toBe(EVENT);
});
