// Which item of the queue is selected, and in which order the queue is.
import { describe, expect, test } from "vitest";
import { auditOf, driftOf, eventOf } from "../../test/desk-records.ts";
import type { Payment } from "../wire.ts";
import type { View } from "./address.ts";
import { UNDECIDED, type Decision } from "./decision.ts";
import { unloaded } from "./load.ts";
import type { PaymentState } from "./payment-store.ts";
import {
  queueItems,
  statusSince,
  waitingMoney,
  type QueueItem,
  type QueueSources,
} from "./queue.ts";
import { selectItem } from "./selection.ts";

const NOW = Date.parse("2026-11-29T12:00:00.000Z");
const NONE: QueueSources = { held: [], crediting: [], events: [], drift: [] };

const heldAt = (payment_id: string, updated_at: string, more: Partial<Payment> = {}): Payment =>
  auditOf({ payment_id, updated_at, ...more }).payment;
const shownAs = (payment_id: string, decision: Partial<Decision> = {}): PaymentState => ({
  payment_id,
  load: unloaded(),
  decision: { ...UNDECIDED, ...decision },
  outcome: null,
});
const queueAt = (item: string): View => ({ name: "queue", item });
const keysOf = (items: readonly QueueItem[]): string[] => items.map(({ key }) => key);

const ITEMS = queueItems(
  {
    ...NONE,
    held: [heldAt("pmt_1", "2026-11-29T10:01:00Z"), heldAt("pmt_2", "2026-11-29T10:02:00Z")],
  },
  NOW,
);

describe("the selected item", () => {
  test("is the one that the address names", () => {
    expect(selectItem(queueAt("pmt_2"), ITEMS, shownAs("pmt_1"))?.key).toBe("pmt_2");
  });

  test("is none if the address names one that is not listed, and not just any other", () => {
    expect(selectItem(queueAt("pmt_gone"), ITEMS, shownAs(""))).toBeUndefined();
  });

  test("is the one whose payment is shown, if the address names none", () => {
    expect(selectItem(queueAt(""), ITEMS, shownAs("pmt_2"))?.key).toBe("pmt_2");
  });

  test("is the first, if the payment that is shown is not listed", () => {
    expect(selectItem(queueAt(""), ITEMS, shownAs("pmt_gone"))?.key).toBe("pmt_1");
  });

  test.each<[string, Partial<PaymentState>]>([
    ["a note is being written", { decision: { ...UNDECIDED, note: "half" } }],
    ["a second look is open", { decision: { ...UNDECIDED, step: "confirming" } }],
    ["a decision is being sent", { decision: { ...UNDECIDED, step: "sending" } }],
    ["an outcome is read", { outcome: { kind: "dismissed" } }],
  ])("is none while %s about a payment that is not listed", (_, state) => {
    expect(selectItem(queueAt(""), ITEMS, { ...shownAs("pmt_gone"), ...state })).toBeUndefined();
  });

  test("is none in an empty queue, and none in another view", () => {
    expect(selectItem(queueAt(""), [], shownAs(""))).toBeUndefined();
    expect(selectItem({ name: "check" }, ITEMS, shownAs("pmt_1"))).toBeUndefined();
  });
});

describe("the queue", () => {
  test("has the oldest money first, whatever kind it is", () => {
    const items = queueItems(
      {
        held: [heldAt("pmt_held", "2026-11-29T10:02:00Z")],
        crediting: [
          { payment: heldAt("pmt_stuck", "2026-11-29T11:00:00Z"), since: "2026-11-29T10:01:00Z" },
        ],
        events: [
          eventOf({ event_id: "dodo:msg_1", payment_id: null, created_at: "2026-11-29T10:03:00Z" }),
        ],
        drift: [driftOf({ since: "2026-11-29T10:00:00Z", provider_payment_id: "pay_9" })],
      },
      NOW,
    );
    expect(keysOf(items)).toEqual([
      "drift-not_settled-pay_9",
      "pmt_stuck",
      "pmt_held",
      "dodo:msg_1",
    ]);
  });

  test("has what nobody knows the time of at its end, so that it is not taken for the oldest", () => {
    const items = queueItems(
      {
        ...NONE,
        held: [heldAt("pmt_1", "2026-11-29T10:00:00Z")],
        drift: [driftOf({ since: null })],
      },
      NOW,
    );
    expect(keysOf(items)).toEqual(["pmt_1", "drift-not_settled-pay_9"]);
  });

  test("names a difference without a row of ours by its payment at Dodo", () => {
    const [item] = queueItems({ ...NONE, drift: [driftOf({ payment_id: "" })] }, NOW);
    expect(item?.key).toBe("drift-not_settled-pay_9");
  });

  test("leaves out a difference about an unmatched delivery that is listed already", () => {
    const events = [eventOf({ payment_id: null })];
    const drift = [driftOf({ payment_id: "", provider_payment_id: "pay_1" })];
    const kinds = queueItems({ ...NONE, events, drift }, NOW).map(({ kind }) => kind);
    expect(kinds).toEqual(["unmatched"]);
  });

  test("keeps two differences that name nothing at all apart from what is listed", () => {
    const nameless = eventOf({ payment_id: null, payload_json: "{}", event_id: "dodo:msg_2" });
    const drift = [driftOf({ payment_id: "", provider_payment_id: null })];
    const kinds = queueItems({ ...NONE, events: [nameless], drift }, NOW).map(({ kind }) => kind);
    expect(kinds).toHaveLength(2);
  });

  test("keeps deliveries without a payment at Dodo apart by their own ids", () => {
    const events = ["dodo:msg_1", "dodo:msg_2"].map((event_id) =>
      eventOf({ event_id, payment_id: null, payload_json: "{}" }),
    );
    expect(keysOf(queueItems({ ...NONE, events }, NOW))).toEqual(["dodo:msg_1", "dodo:msg_2"]);
  });
});

describe("the money that waits", () => {
  const moneyOf = (payment: Partial<Payment>): number =>
    waitingMoney(queueItems({ ...NONE, held: [auditOf(payment).payment] }, NOW));

  test("is what has arrived, or what was asked while nobody knows that", () => {
    expect([moneyOf({ net_minor: 1_800 }), moneyOf({ net_minor: null })]).toEqual([1_800, 5_000]);
    expect(moneyOf({ net_minor: 0 })).toBe(0);
  });

  test("of a delivery is its total without the tax, and none in another currency", () => {
    const paid = (data: object): number =>
      waitingMoney(
        queueItems(
          {
            ...NONE,
            events: [eventOf({ payment_id: null, payload_json: JSON.stringify({ data }) })],
          },
          NOW,
        ),
      );
    expect(paid({ total_amount: 5_950, tax: 950, currency: "USD" })).toBe(5_000);
    expect(paid({ total_amount: 5_950, currency: "USD" })).toBe(5_950);
    expect(paid({ total_amount: 495_000, currency: "INR" })).toBe(0);
    expect(paid({ total_amount: 1.5, currency: "USD" })).toBe(0);
  });

  test("is not lowered by a difference below zero, nor by one that nobody knows", () => {
    const drift = [
      driftOf({ difference_minor: 700 }),
      driftOf({ difference_minor: -5_000, payment_id: "pmt_8", provider_payment_id: "pay_8" }),
      driftOf({ difference_minor: null, payment_id: "pmt_7", provider_payment_id: "pay_7" }),
    ];
    expect(waitingMoney(queueItems({ ...NONE, drift }, NOW))).toBe(700);
  });
});

describe("the time since a payment has its status", () => {
  const entry = (from_status: Payment["status"] | null, to_status: Payment["status"], at: string) =>
    ({ ...auditOf().items[0], from_status, to_status, at }) as never;

  test("is that of the last change to it, and not of a later write", () => {
    const audit = auditOf({ status: "held" });
    audit.items = [
      entry("pending", "held", "1"),
      entry("held", "crediting", "2"),
      entry("crediting", "held", "3"),
      entry("held", "held", "4"),
    ];
    expect(statusSince(audit)).toBe("3");
  });

  test("is the last write, if the audit has no such change", () => {
    const audit = { ...auditOf({ updated_at: "5" }), items: [] };
    expect(statusSince(audit)).toBe("5");
  });
});
