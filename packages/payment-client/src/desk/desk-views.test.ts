// What each view loads, when, and how the address leads to it.
import { describe, expect, test } from "vitest";
import { deskBench, settled, type DeskBench } from "../../test/desk-store-bench.ts";
import { driftOf, eventOf } from "../../test/desk-records.ts";
import { failure, METHOD } from "../../test/scripted-client.ts";

/** Connects a desk at a view, and waits until everything is loaded. */
async function connected(
  fragment: string,
  answers: Parameters<typeof deskBench>[0] = {},
): Promise<DeskBench & { stop: () => void }> {
  const made = deskBench(answers, fragment);
  const stop = made.store.connect();
  await settled();
  return { ...made, stop };
}

test("a desk that is not connected sends nothing", () => {
  const { client, address } = deskBench();
  expect([client.calls, address.listeners]).toEqual([[], 0]);
});

describe("the view that the address names", () => {
  test.each([
    ["#desk/payments?status=held", "payments", { status: "held", limit: 50, cursor: undefined }],
    [
      "#desk/payments?topup_id=tu_1&user_id=ada",
      "payments",
      { topup_id: "tu_1", user_id: "ada", limit: 50, cursor: undefined },
    ],
    ["#desk/payment/pmt_7", "audit", "pmt_7"],
    [
      "#desk/events?type=refund.succeeded",
      "events",
      { type: "refund.succeeded", limit: 50, cursor: undefined },
    ],
    ["#desk/numbers?days=14", "summary", { from: "2026-11-16", to: "2026-11-29" }],
    ["#desk/numbers?days=7", "summary", { from: "2026-10-31", to: "2026-11-29" }],
  ] as const)("%s is loaded by %s with %j", async (fragment, name, argument) => {
    const { client, stop } = await connected(fragment);
    expect(client.callsOf(name)).toContainEqual(argument);
    stop();
  });

  test("check is loaded once, beside the queue, whose number stands in each view", async () => {
    const { client, stop } = await connected("#desk/check");
    expect(client.callsOf("check")).toHaveLength(1);
    expect(client.callsOf("payments")).toEqual([
      { status: "held", limit: 200, cursor: undefined },
      { status: "crediting", limit: 200 },
    ]);
    stop();
  });

  test("the queue opens its oldest payment", async () => {
    const { client, store, stop } = await connected("");
    expect(store.$view.get()).toEqual({ name: "queue", item: "" });
    expect(client.callsOf("audit")).toEqual(["pmt_1"]);
    expect(store.selected()?.key).toBe("pmt_1");
    stop();
  });

  test("the queue opens the payment that is named, before it knows what else is in the list", async () => {
    const { client, stop } = await connected("#desk/queue/pmt_7");
    expect(client.calls.find(([name]) => name === "audit")).toEqual(["audit", "pmt_7"]);
    stop();
  });

  test.each(["#desk/queue/drift-net-pmt_1", "#desk/queue/dodo%3Amsg_1"])(
    "%s is no payment and none is asked for",
    async (fragment) => {
      const { client, stop } = await connected(fragment, {
        payments: async () => ({ items: [], next_cursor: null, retry_after_ms: null }),
      });
      expect(client.callsOf("audit")).toEqual([]);
      stop();
    },
  );
});

describe("following the address", () => {
  test("a link shows its view, and a fragment of the page around changes nothing", async () => {
    const { client, store, address, stop } = await connected("#desk/check");
    address.change("#desk/payments?status=paid");
    await settled();
    expect(client.callsOf("payments")).toContainEqual(expect.objectContaining({ status: "paid" }));
    address.change("#footnote");
    expect(store.$view.get()).toMatchObject({ name: "payments", status: "paid" });
    stop();
  });

  test("what the desk writes itself loads nothing twice", async () => {
    const { client, store, address, stop } = await connected("#desk/payments");
    // The counts at the filters of the payments.
    expect(client.callsOf("check")).toHaveLength(1);
    store.go({ name: "check" });
    expect(address.fragment).toBe("#desk/check");
    address.change(address.fragment);
    await settled();
    expect(client.callsOf("check")).toHaveLength(2);
    stop();
  });

  test("ends when the desk is removed, together with everything that is loading", async () => {
    const { client, store, address, stop } = await connected("#desk/check");
    store.refresh();
    void store.queue.reload();
    void store.drift.start();
    await settled();
    void store.numbers.reload();
    stop();
    expect(address.listeners).toBe(0);
    expect(client.signals.at(-1)?.aborted).toBe(true);
    const calls = client.calls.length;
    address.change("#desk/payments");
    await settled();
    expect(client.calls).toHaveLength(calls);
  });
});

test.each([
  ["#desk/payments?status=held", "payments"],
  ["#desk/payment/pmt_1", "audit"],
  ["#desk/events", "events"],
  ["#desk/numbers", "summary"],
  ["#desk/check", "check"],
] as const)("refresh loads %s again", async (fragment, name) => {
  const { client, store, stop } = await connected(fragment);
  const before = client.callsOf(name).length;
  store.refresh();
  await settled();
  expect(client.callsOf(name).length).toBe(before + 1);
  stop();
});

describe("whether real money is taken", () => {
  const live = { ...METHOD };
  const testing = { ...METHOD, test_mode: true as const };
  const disabled = { ...METHOD, enabled: false };
  test.each([
    ["a live method", [live], true],
    ["a method in test mode", [testing], false],
    ["one of both: some of it is no real money", [live, testing], false],
    ["no method at all", [], null],
    ["only a disabled method, which does not say its mode", [disabled], null],
    ["only a disabled method in test mode", [{ ...disabled, test_mode: true as const }], false],
    ["a live method beside a disabled one", [disabled, live], true],
  ])("with %s", async (_, methods, expected) => {
    const { store, stop } = await connected("", { methods: async () => methods });
    expect(store.$live.get()).toBe(expected);
    stop();
  });

  test("is not known while the methods cannot be loaded, and that is no error of the desk", async () => {
    const { store, stop } = await connected("", {
      methods: async () => await Promise.reject(failure("network")),
    });
    expect([store.$live.get(), store.queue.$load.get().error]).toEqual([null, null]);
    stop();
  });
});

describe("a replay", () => {
  const state = (made: DeskBench): unknown => made.store.$replays.get()["dodo:msg_1"];

  test("runs once at a time, and then shows the delivery as it is now, also in the list", async () => {
    const made = await connected("#desk/events", {
      events: async () => ({ items: [eventOf({ sync_status: "failed" })], next_cursor: null }),
    });
    const runs = [made.store.replay("dodo:msg_1"), made.store.replay("dodo:msg_1")];
    expect(state(made)).toBe("running");
    await Promise.all(runs);
    expect(made.client.callsOf("replayEvent")).toEqual(["dodo:msg_1"]);
    expect(state(made)).toMatchObject({ sync_status: "applied" });
    expect(made.store.events.$list.get().items).toMatchObject([{ sync_status: "applied" }]);
    made.stop();
  });

  test("that failed says why, and can be run again", async () => {
    const made = await connected("#desk/events", {
      replayEvent: async () => await Promise.reject(failure("busy", 409)),
    });
    await made.store.replay("dodo:msg_1");
    expect(state(made)).toMatchObject({ code: "busy" });
    made.client.answers.replayEvent = async (event_id) => eventOf({ event_id });
    await made.store.replay("dodo:msg_1");
    expect(state(made)).toMatchObject({ sync_status: "held" });
    made.stop();
  });

  test("of one delivery says nothing about another", async () => {
    const made = await connected("#desk/events");
    await Promise.all([made.store.replay("dodo:msg_1"), made.store.replay("dodo:msg_2")]);
    expect(Object.keys(made.store.$replays.get()).toSorted()).toEqual(["dodo:msg_1", "dodo:msg_2"]);
    made.stop();
  });

  test("loads the queue and the open payment again, since it may have changed both", async () => {
    const made = await connected("#desk/payment/pmt_1");
    const before = made.client.calls.length;
    await made.store.replay("dodo:msg_1");
    await settled();
    const names = made.client.calls.slice(before).map(([name]) => name);
    expect(names.filter((name) => name === "audit")).toHaveLength(1);
    expect(names.filter((name) => name === "payments")).toHaveLength(2);
    made.stop();
  });

  test("opens no payment where none is open", async () => {
    const { client, store } = deskBench({}, "#desk/events");
    await store.replay("dodo:msg_1");
    await settled();
    expect(client.callsOf("audit")).toEqual([]);
  });
});

test("what the comparison has found joins the queue, beside what is held", async () => {
  const { store, stop } = await connected("", {
    drift: async () => ({
      items: [driftOf(), driftOf({ payment_id: "pmt_1", provider_payment_id: "pay_1" })],
      checked: 2,
      failed: 0,
      whole: true,
      next_cursor: null,
    }),
  });
  expect(store.items().map(({ kind }) => kind)).toEqual(["held"]);
  await store.drift.start();
  expect(store.items().map(({ kind }) => kind)).toEqual(["held", "drift"]);
  stop();
});
