// What is shown beside the queue while the queue changes: nobody's work is taken from them.
import { describe, expect, test } from "vitest";
import { onlyPayments } from "../../test/desk-client.ts";
import { deskBench, settled, type DeskBench } from "../../test/desk-store-bench.ts";
import { auditOf, driftOf, eventOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Payment } from "../wire.ts";

const heldAt = (payment_id: string, minute: number): Payment =>
  auditOf({ payment_id, updated_at: `2026-11-29T10:0${minute}:00.000Z` }).payment;
const [FIRST, SECOND, THIRD] = [heldAt("pmt_1", 1), heldAt("pmt_2", 2), heldAt("pmt_3", 3)];

/** A desk that is connected at the queue, and that has these held payments. */
async function deskWith(held: Payment[], fragment = ""): Promise<DeskBench> {
  const made = deskBench({ payments: onlyPayments({ held }) }, fragment);
  made.store.connect();
  await settled();
  return made;
}

/** Loads the queue again, from a server that has these held payments now. */
async function reload({ client, store }: DeskBench, held: Payment[]): Promise<void> {
  client.answers.payments = onlyPayments({ held });
  await store.queue.reload();
  await settled();
}

const shownIn = ({ store }: DeskBench): [shown: string, selected: string | undefined] => [
  store.payment.$payment.get().payment_id,
  store.selected()?.key,
];

describe("an older payment that joins the queue", () => {
  test("stands first, and does not take the place of the one that is read", async () => {
    const made = await deskWith([SECOND]);
    await reload(made, [FIRST, SECOND]);
    expect(made.store.items().map(({ key }) => key)).toEqual(["pmt_1", "pmt_2"]);
    expect(shownIn(made)).toEqual(["pmt_2", "pmt_2"]);
    expect(made.client.callsOf("audit")).toEqual(["pmt_2"]);
  });
});

describe("a payment that leaves the queue", () => {
  test("gives way to the next one, if nobody is at work on it", async () => {
    const made = await deskWith([FIRST, SECOND]);
    await reload(made, [SECOND]);
    expect(shownIn(made)).toEqual(["pmt_2", "pmt_2"]);
  });

  test.each<[string, (made: DeskBench) => void]>([
    ["a note is being written", ({ store }) => store.payment.write("half a sen")],
    [
      "the second look is open",
      ({ store }) => {
        store.payment.write("checked");
        store.payment.choose("dismiss");
      },
    ],
  ])("stays while %s", async (_, work) => {
    const made = await deskWith([FIRST, SECOND]);
    work(made);
    await reload(made, [SECOND]);
    expect(shownIn(made)).toEqual(["pmt_1", undefined]);
  });

  test("stays after it was decided, with what became of it, until another is chosen", async () => {
    const made = await deskWith([FIRST, SECOND]);
    made.store.payment.write("checked");
    made.store.payment.choose("credit");
    await made.store.payment.send();
    await reload(made, [SECOND]);
    expect(shownIn(made)).toEqual(["pmt_1", undefined]);
    expect(made.store.payment.$payment.get().outcome).toMatchObject({ kind: "credited" });
    made.store.go({ name: "queue", item: "pmt_2" });
    await settled();
    expect(shownIn(made)).toEqual(["pmt_2", "pmt_2"]);
    expect(made.store.payment.$payment.get().outcome).toBeNull();
  });

  test("is still shown if the address names it", async () => {
    const made = await deskWith([FIRST, SECOND], "#desk/queue/pmt_1");
    await reload(made, [SECOND]);
    expect(shownIn(made)).toEqual(["pmt_1", undefined]);
  });

  test("as the last one leaves an empty queue and nothing to open", async () => {
    const made = await deskWith([FIRST]);
    const before = made.client.callsOf("audit").length;
    await reload(made, []);
    expect([made.store.items(), made.store.selected()]).toEqual([[], undefined]);
    expect(made.client.callsOf("audit").length).toBe(before);
  });
});

describe("an item that is no payment", () => {
  test("opens none when it is chosen", async () => {
    const made = deskBench({
      payments: onlyPayments({ held: [THIRD] }),
      events: async () => ({
        items: [eventOf({ payment_id: null, created_at: "2026-11-29T10:00:00Z" })],
        next_cursor: null,
      }),
      drift: async () => ({
        items: [driftOf()],
        checked: 1,
        failed: 0,
        whole: true,
        next_cursor: null,
      }),
    });
    made.store.connect();
    await made.store.drift.start();
    await settled();
    for (const key of ["dodo:msg_1", "drift-not_settled-pay_9"]) {
      made.store.go({ name: "queue", item: key });
      await settled();
      expect(made.store.selected()?.key).toBe(key);
    }
    expect(made.client.callsOf("audit")).not.toContain("dodo:msg_1");
    expect(made.client.callsOf("audit")).not.toContain("drift-not_settled-pay_9");
  });

  test("as the oldest opens none, and waits to be chosen", async () => {
    const made = deskBench({
      payments: onlyPayments({}),
      events: async () => ({ items: [eventOf({ payment_id: null })], next_cursor: null }),
    });
    made.store.connect();
    await settled();
    expect(shownIn(made)).toEqual(["", "dodo:msg_1"]);
    expect(made.client.callsOf("audit")).toEqual([]);
  });
});

describe("a queue that cannot be loaded", () => {
  test("opens nothing, and keeps the payment that is read", async () => {
    const made = await deskWith([FIRST]);
    made.client.answers.payments = async () => await Promise.reject(failure("network"));
    await made.store.queue.reload();
    await settled();
    expect(shownIn(made)).toEqual(["pmt_1", "pmt_1"]);
    expect(made.store.items()).toHaveLength(1);
  });

  test("opens the first payment once it can", async () => {
    const made = deskBench({ payments: async () => await Promise.reject(failure("network")) });
    made.store.connect();
    await settled();
    expect(shownIn(made)).toEqual(["", undefined]);
    await reload(made, [FIRST]);
    expect(shownIn(made)).toEqual(["pmt_1", "pmt_1"]);
  });
});

test("in another view the queue is loaded for its number, and opens nothing", async () => {
  const made = await deskWith([FIRST], "#desk/check");
  expect(made.store.items()).toHaveLength(1);
  expect(made.client.callsOf("audit")).toEqual([]);
});
