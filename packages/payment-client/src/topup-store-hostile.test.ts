// What hostile reviews found: each is a way in which a buyer could have paid twice, waited for ever or been told less than is known.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  CHECKOUT,
  failure,
  scriptedClient,
  type Answer,
  type ScriptedClient,
} from "../test/scripted-client.ts";
import { dispatch, stubRandom, stubWindow } from "../test/window.ts";
import { safeCheckoutUrl } from "./checkout-url.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { Checkout, PaymentMethod } from "./wire.ts";

const PACK = { createTopup: (): string => "tu_made", id: "pack-small" };
const wait = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));
const checkout = (name: string): Checkout => ({
  ...CHECKOUT,
  payment_id: `pmt_${name}`,
  status_url: `${CHECKOUT.status_url}_${name}`,
});

interface Tab {
  store: TopupStore;
  client: ScriptedClient;
  disconnect: () => void;
}

function open(
  answers: Answer[],
  options: Partial<TopupStoreOptions> = {},
  create: ScriptedClient["create"] = [CHECKOUT],
): Tab {
  const client = scriptedClient({ status_answers: answers, create });
  const store = createTopupStore({
    client,
    ...("createTopup" in options ? {} : { topup_id: "tu_1" }),
    onCheckout: () => false,
    ...options,
  });
  return { store, client, disconnect: store.connect() };
}

beforeEach(() => {
  vi.useFakeTimers();
  stubRandom();
  stubWindow();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("no second purchase while the first is unresolved", () => {
  test("a 404 that is not the server's own word forgets nothing", async () => {
    const { store, client } = open(["on_its_way", failure("invalid_answer", 404), "paid"], PACK);
    await store.pay();
    await wait(3_000);
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: true });
    await store.pay();
    expect([store.$topup.get().phase, client.creates.length]).toEqual(["applied", 1]);
  });

  test("what is held is remembered: a reload still says not to pay again", async () => {
    const before = open(["held"], PACK);
    await before.store.pay();
    await wait(0);
    before.disconnect();
    const after = open(["held"], PACK);
    await wait(0);
    expect(after.store.$topup.get().phase).toBe("held");
    await after.store.pay();
    expect(after.client.creates).toEqual([]);
  });

  test("what another store of this page has opened is looked at before the click makes another one", async () => {
    const [first, second] = [open(["on_its_way"], PACK), open(["on_its_way"], PACK)];
    await first.store.pay();
    vi.stubGlobal("dispatchEvent", () => true);
    await second.store.pay();
    expect([second.store.$topup.get().phase, second.client.creates.length]).toEqual([
      "confirming",
      0,
    ]);
  });

  test("a tab keeps looking after its own payment when another one opens another", async () => {
    const mine = {
      payment_id: "pmt_first",
      status: "pending",
      on_its_way: true,
      retry_after_ms: 2_000,
    } as const;
    const first = open([mine], PACK, [checkout("first")]);
    await first.store.pay();
    await wait(0);
    localStorage.setItem(
      "dodo-topup:/v1/payment:#pack-small",
      JSON.stringify({ ...checkout("second"), at: 1 }),
    );
    await wait(30_000);
    expect(first.store.$topup.get()).toMatchObject({
      phase: "confirming",
      payment_id: "pmt_first",
    });
    expect(new Set(first.client.looks)).toEqual(new Set([checkout("first").status_url]));
  });

  test("the end of one payment does not forget another", async () => {
    const first = open(["paid"], PACK, [checkout("first")]);
    localStorage.setItem(
      "dodo-topup:/v1/payment:#pack-small",
      JSON.stringify({ ...checkout("other"), at: 1 }),
    );
    const kept = localStorage.getItem("dodo-topup:/v1/payment:#pack-small");
    first.disconnect();
    const shown = open(["paid"], {
      status_url: checkout("first").status_url,
      id: "pack-small",
      createTopup: () => "x",
    });
    await wait(0);
    expect([
      shown.store.$topup.get().phase,
      localStorage.getItem("dodo-topup:/v1/payment:#pack-small"),
    ]).toEqual(["applied", kept]);
  });

  test("a look that began before the click does not free the button while its checkout is being opened", async () => {
    const { store, client } = open(["pending"], { onCheckout: () => true, navigate: () => {} });
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(2_000);
    client.hold = true;
    dispatch("focus");
    expect(client.looks).toHaveLength(2);
    const phases: string[] = [];
    store.$topup.listen(({ phase }) => void phases.push(phase));
    const paid = store.pay();
    // Nor does one that the page would begin meanwhile.
    await wait(2_000);
    dispatch("focus");
    expect(client.looks).toHaveLength(2);
    client.release();
    await paid;
    expect(phases).toEqual(["creating", "redirecting"]);
  });
});

describe("no end without a way on", () => {
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
  ])("`createTopup` that rejects with %s is an error of ours", async (_, reason) => {
    const { store } = open(["pending"], { createTopup: () => Promise.reject(reason) });
    await store.pay();
    expect(store.$topup.get()).toMatchObject({
      phase: "error",
      error: { code: "no_topup", retryable: false },
    });
    expect(Object.keys(Object(store.$topup.get().error))).not.toContain("config");
  });

  test("patience is counted from the news, not from the last click", async () => {
    const { store, client } = open(["pending"]);
    await store.pay();
    store.reset();
    client.status_answers = ["pending"];
    await store.pay();
    await wait(0);
    // Two minutes of waiting for nothing; then the buyer pays elsewhere.
    await wait(130_000);
    client.status_answers = ["on_its_way", "paid"];
    await store.check();
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: false });
    await wait(3_000);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("news that come to a button that is free are followed to their end", async () => {
    const { store, client } = open(["pending"], { onCheckout: () => true, navigate: () => {} });
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

  test("two windows stop asking when patience is over, as one does", async () => {
    const [first, second] = [
      open(["on_its_way"], { patience_ms: 20_000 }),
      open(["on_its_way"], { patience_ms: 20_000 }),
    ];
    await first.store.pay();
    await wait(60_000);
    const looks = first.client.looks.length + second.client.looks.length;
    await wait(7_200_000);
    expect(first.client.looks.length + second.client.looks.length).toBeLessThanOrEqual(looks + 2);
  });

  test.each([
    [0],
    [-5],
    ["abc" as unknown as number],
    [{} as unknown as number],
    [Number.NaN],
    [1e12],
    [null],
  ])("a server that wishes %j is asked neither at once nor in a storm", async (retry_after_ms) => {
    const { store, client } = open([{ status: "crediting", retry_after_ms }], {
      patience_ms: Number.POSITIVE_INFINITY,
    });
    await store.pay();
    await wait(10_000);
    expect(client.looks.length).toBeLessThanOrEqual(41);
    expect(vi.getTimerCount()).toBe(1);
  });

  test("a clock that was set back wakes all the same", async () => {
    const { store, client } = open(["on_its_way"], { patience_ms: 1 });
    await store.pay();
    await wait(0);
    vi.setSystemTime(Date.now() - 3_600_000);
    client.status_answers = ["paid"];
    dispatch("focus");
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test.each([['"x"'], ["[]"], ["{}"], ["5"], ["true"], ['{"status_url":5,"at":1}']])(
    "a record that is %s is asked about, found unknown and forgotten",
    async (record) => {
      localStorage.setItem("dodo-topup:/v1/payment:tu_1", record);
      // Written before this page was there to hear of it.
      await wait(1);
      const { store, client } = open([failure("payment_not_found", 404)]);
      await wait(0);
      expect([client.looks.length, localStorage.length]).toEqual([1, 0]);
      await store.pay();
      await wait(0);
      expect([client.creates.length, store.$topup.get().phase]).toEqual([1, "idle"]);
    },
  );

  test("a record that is null is none", async () => {
    localStorage.setItem("dodo-topup:/v1/payment:tu_1", "null");
    await wait(1);
    const { store, client } = open(["paid"]);
    await wait(0);
    expect(client.looks).toEqual([]);
    await store.pay();
    expect(client.creates).toHaveLength(1);
  });

  test("a client that ignores its signal leaves nothing behind after removal", async () => {
    const { store, client, disconnect } = open(["on_its_way"]);
    await store.pay();
    let answer: () => void = () => {};
    client.status = async () =>
      await new Promise(
        (resolve) =>
          void (answer = () =>
            resolve({
              ...CHECKOUT,
              status: "crediting",
              on_its_way: false,
              credits: 1,
              amount_minor: 1,
              currency: "USD",
              return_to: null,
              retry_after_ms: 1_000,
            })),
      );
    await wait(3_000);
    disconnect();
    answer();
    await wait(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("signed out while the checkout is being opened, the page is not left and nothing is remembered", async () => {
    const left = vi.fn();
    const { store, client } = open(["pending"], { onCheckout: () => true, navigate: left });
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
    "methods that are %j fail nothing",
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

  test("without a client, `null` and nothing are the default endpoint", () => {
    for (const endpoint of [null, undefined] as (string | undefined)[])
      expect(() =>
        createTopupStore({ endpoint, client: null as unknown as undefined, topup_id: "tu_1" }),
      ).not.toThrow();
  });
});

test.each([
  "blob:https://checkout.dodopayments.com/0a6c",
  "filesystem:https://checkout.dodopayments.com/x",
  "https://ada:secret@checkout.dodopayments.com/session/cks_1",
  "https://checkout.dodopayments.com.evil/",
  "https://checkout.dodopayments.com@evil.example/",
  "https://checkout.dodopayments.com:8443/",
  "https:\\\\evil.example\\checkout.dodopayments.com",
])("[B09] %s is no place to leave for", (value) => {
  expect(() => safeCheckoutUrl(value)).toThrow(
    expect.objectContaining({ code: "unsafe_checkout_url" }),
  );
});
