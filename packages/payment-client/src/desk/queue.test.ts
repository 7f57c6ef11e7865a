import { expect, test } from "vitest";
import { auditOf, eventOf } from "../../test/desk-records.ts";
import type { DriftItem } from "../report-wire.ts";
import { queueItems, readPaidEvent, STUCK_MS, waitingMoney, type QueueSources } from "./queue.ts";

const NOW = Date.parse("2026-11-29T12:00:00.000Z");
const NONE: QueueSources = { held: [], crediting: [], events: [], drift: [] };

function ago(ms: number): string {
  return new Date(NOW - ms).toISOString();
}

function driftOf(item: Partial<DriftItem>): DriftItem {
  return { reason: "net", difference_minor: -100, since: ago(0), ...item } as DriftItem;
}

test("several deliveries about one payment at Dodo are one item, since the first", () => {
  const events = [1, 3, 2].map((number) =>
    eventOf({ event_id: `dodo:msg_${number}`, payment_id: null, created_at: ago(number) }),
  );
  const items = queueItems({ ...NONE, events }, NOW);
  expect(items.map(({ key, amount_minor }) => [key, amount_minor])).toEqual([
    ["dodo:msg_3", 5_000],
  ]);
});

test("a held delivery whose payment is here is no item of its own", () => {
  expect(queueItems({ ...NONE, events: [eventOf()] }, NOW)).toEqual([]);
});

test("a payment that is being credited is an item after a quarter of an hour", () => {
  const { payment } = auditOf({ status: "crediting", hold_reason: null });
  const item = (ms: number): unknown[] =>
    queueItems({ ...NONE, crediting: [{ payment, since: ago(ms) }] }, NOW);
  expect([item(STUCK_MS - 1).length, item(STUCK_MS).length]).toEqual([0, 1]);
});

test("a difference about a payment that is listed already is not listed again", () => {
  const { payment } = auditOf();
  const drift = [
    driftOf({ payment_id: payment.payment_id, provider_payment_id: "pay_1" }),
    driftOf({ payment_id: "pmt_2", provider_payment_id: "pay_2" }),
  ];
  const items = queueItems({ ...NONE, held: [payment], drift }, NOW);
  expect(items.map(({ kind }) => kind)).toEqual(["held", "drift"]);
  // Money that was booked and not received does not wait.
  expect(waitingMoney(items)).toBe(5_000);
});

test("two payments at Dodo that name the same payment of ours are two items", () => {
  const drift = ["pay_1", "pay_2"].map((provider_payment_id) =>
    driftOf({ reason: "no_row", payment_id: "pmt_1", provider_payment_id }),
  );
  const keys = queueItems({ ...NONE, drift }, NOW).map(({ key }) => key);
  expect(keys).toEqual(["drift-no_row-pay_1", "drift-no_row-pay_2"]);
});

test("a payment at Dodo without a row is an item beside the held payment that it names", () => {
  const { payment } = auditOf();
  const drift = [
    driftOf({
      reason: "no_row",
      payment_id: payment.payment_id,
      provider_payment_id: "pay_2",
      difference_minor: 700,
    }),
  ];
  const items = queueItems({ ...NONE, held: [payment], drift }, NOW);
  expect(items.map(({ key }) => key)).toContain("drift-no_row-pay_2");
});

test.each(["", "null", "[]", '{"data":null}', '{"data":{"product_cart":[],"tax":"x"}}', "{"])(
  "a payload of %j is read as unknown fields",
  (payload_json) => {
    expect(Object.values(readPaidEvent(eventOf({ payload_json })))).toEqual(
      Array.from({ length: 8 }, () => null),
    );
  },
);
