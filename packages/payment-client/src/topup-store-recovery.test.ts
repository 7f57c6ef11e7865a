// Each of these is a way in which a buyer could have waited for ever, or could have been shown less
// than the page knows.
import { beforeEach, describe, expect, test, vi } from "vitest";
import { CHECKOUT, failure, scriptedClient } from "../test/scripted-client.ts";
import { benchInOverlay, useFakeClock, wait } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";
import { createTopupStore } from "./topup-store.ts";
import type { PaymentMethod } from "./wire.ts";

useFakeClock();
beforeEach(() => stubWindow());

describe("the buyer can always go on", () => {
  test.each([
    ["undefined", undefined],
    ["null", null],
    ["a text", "no"],
    ["a DOMException", new DOMException("closed", "AbortError")],
    [
      "an error with a code of its own",
      Object.assign(new Error("x"), {
        code: "E",
        config: { headers: { authorization: "canary" } },
      }),
    ],
  ])(
    "[F43] `createTopup` that rejects with %s gives the error `topup_not_created`",
    async (_, reason) => {
      const { store } = benchInOverlay(["pending"], { createTopup: () => Promise.reject(reason) });
      await store.pay();
      expect(store.$topup.get()).toMatchObject({
        phase: "error",
        error: { code: "topup_not_created", retryable: true },
      });
      expect(Object.keys(Object(store.$topup.get().error))).not.toContain("config");
    },
  );

  test("patience starts again with news, not only with a click", async () => {
    const { store, client } = benchInOverlay(["pending"]);
    await store.pay();
    store.reset();
    client.status_answers = ["pending"];
    await store.pay();
    await wait(0);
    // Patience ends after two minutes; then the buyer pays elsewhere.
    await wait(130_000);
    client.status_answers = ["on_its_way", "paid"];
    await store.check();
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: false });
    await wait(3_000);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("a credited topup is not polled again, so that its page is not told twice", async () => {
    const { store, client, phases } = benchInOverlay(["paid"]);
    await store.pay();
    await wait(0);
    await store.check();
    expect([client.polls.length, phases.filter((phase) => phase === "applied").length]).toEqual([
      1, 1,
    ]);
  });

  test("news about a payment are followed to its end, although the button was free", async () => {
    const { store, client } = benchInOverlay(["pending"], {
      onCheckout: () => true,
      navigate: () => {},
    });
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(3_600_000);
    expect(store.$topup.get().phase).toBe("idle");
    client.status_answers = ["crediting", "paid"];
    dispatch("focus");
    await wait(0);
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: false });
    await wait(3_000);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("two windows stop polling when patience ends, as one does", async () => {
    const [first, second] = [
      benchInOverlay(["on_its_way"], { patience_ms: 20_000 }),
      benchInOverlay(["on_its_way"], { patience_ms: 20_000 }),
    ];
    await first.store.pay();
    await wait(60_000);
    const polls = first.client.polls.length + second.client.polls.length;
    await wait(7_200_000);
    expect(first.client.polls.length + second.client.polls.length).toBeLessThanOrEqual(polls + 2);
  });

  test.each([
    [0],
    [-5],
    ["abc" as unknown as number],
    [{} as unknown as number],
    [Number.NaN],
    [1e12],
    [null],
  ])(
    "`retry_after_ms` of %j causes neither a poll at once nor many polls",
    async (retry_after_ms) => {
      const { store, client } = benchInOverlay([{ status: "crediting", retry_after_ms }], {
        patience_ms: Number.POSITIVE_INFINITY,
      });
      await store.pay();
      await wait(10_000);
      expect(client.polls.length).toBeLessThanOrEqual(41);
      expect(vi.getTimerCount()).toBe(1);
    },
  );

  test("a page wakes although its clock was set back", async () => {
    const { store, client } = benchInOverlay(["on_its_way"], { patience_ms: 1 });
    await store.pay();
    await wait(0);
    vi.setSystemTime(Date.now() - 3_600_000);
    client.status_answers = ["paid"];
    dispatch("focus");
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test.each([['"x"'], ["[]"], ["{}"], ["5"], ["true"], ['{"status_url":5,"at":1}']])(
    "a record that is %s is polled, found unknown and forgotten",
    async (record) => {
      localStorage.setItem("dodo-topup:/v1/payment:tu_1", record);
      // The record was written before this page existed, so the page is not notified of it.
      await wait(1);
      const { store, client } = benchInOverlay([failure("payment_not_found", 404)]);
      await wait(0);
      expect([client.polls.length, localStorage.length]).toEqual([1, 0]);
      await store.pay();
      await wait(0);
      expect([client.creates.length, store.$topup.get().phase]).toEqual([1, "idle"]);
    },
  );

  test("a record that is null is ignored", async () => {
    localStorage.setItem("dodo-topup:/v1/payment:tu_1", "null");
    await wait(1);
    const { store, client } = benchInOverlay(["paid"]);
    await wait(0);
    expect(client.polls).toEqual([]);
    await store.pay();
    expect(client.creates).toHaveLength(1);
  });

  test("a client that ignores its signal leaves nothing behind after removal", async () => {
    const { store, client, disconnect } = benchInOverlay(["on_its_way"]);
    await store.pay();
    let answer: () => void = () => {};
    client.status = async () =>
      await new Promise(
        (resolve) =>
          void (answer = () =>
            resolve({
              ...CHECKOUT,
              status: "crediting",
              stage: "crediting",
              on_its_way: false,
              credits: 1,
              amount_minor: 1,
              currency: "USD",
              return_to: null,
              invoice_url: null,
              retry_after_ms: 1_000,
            })),
      );
    await wait(3_000);
    disconnect();
    answer();
    await wait(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("after `reset()` while the checkout is being opened, the page stays and nothing is remembered", async () => {
    const left = vi.fn();
    const { store, client } = benchInOverlay(["pending"], {
      onCheckout: () => true,
      navigate: left,
    });
    client.hold = true;
    const paid = store.pay();
    await wait(0);
    store.reset();
    client.release();
    await paid;
    expect([store.$topup.get().phase, left.mock.calls.length, localStorage.length]).toEqual([
      "idle",
      0,
      0,
    ]);
  });

  test.each([[null], ["abc"], [{}], [[null]]])(
    "methods that are %j cause no failure",
    async (items) => {
      const client = scriptedClient();
      client.method_answers = items as unknown as PaymentMethod[];
      const store = createTopupStore({ client, topup_id: "tu_1", onCheckout: () => false });
      store.$methods.listen((methods) => void methods?.filter(({ enabled }) => enabled));
      store.connect();
      await wait(0);
      await store.pay();
      expect(client.creates).toHaveLength(1);
    },
  );

  test("without a client, an endpoint of `null` or `undefined` is the default one", () => {
    for (const endpoint of [null, undefined] as (string | undefined)[])
      expect(() =>
        createTopupStore({ endpoint, client: null as unknown as undefined, topup_id: "tu_1" }),
      ).not.toThrow();
  });
});
