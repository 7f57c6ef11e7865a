import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  CHECKOUT,
  failure,
  METHOD,
  scriptedClient,
  type Answer,
  type ScriptedClient,
} from "../test/scripted-client.ts";
import { blockedStorage, dispatch, memoryStorage, stubRandom, stubWindow } from "../test/window.ts";
import { createTopupStore, type TopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { TopupState } from "./topup-state.ts";
import type { Checkout, PaymentStatus } from "./wire.ts";

interface Bench {
  client: ScriptedClient;
  store: TopupStore;
  left: string[];
  phases: TopupState["phase"][];
  disconnect: () => void;
}

/** A connected store, with what it was told and where it went. */
function bench(client: ScriptedClient, options: Partial<TopupStoreOptions> = {}): Bench {
  const left: string[] = [];
  const phases: TopupState["phase"][] = [];
  const store = createTopupStore({
    client,
    ...("createTopup" in options ? {} : { topup_id: "tu_1" }),
    navigate: (url) => void left.push(url),
    ...options,
  });
  store.$topup.subscribe(({ phase }) => void (phases.at(-1) !== phase && phases.push(phase)));
  return { client, store, left, phases, disconnect: store.connect() };
}

const wait = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  stubRandom();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a click", () => {
  test("opens a checkout and leaves for it", async () => {
    const { client, store, left, phases } = bench(scriptedClient());
    await store.pay("dodo");
    expect(client.creates).toEqual([{ topup_id: "tu_1", method_id: "dodo", return_to: undefined }]);
    expect(left).toEqual([CHECKOUT.checkout_url]);
    expect(phases).toEqual(["idle", "creating", "redirecting"]);
  });

  test("[B02] twice, and again while the page is being left, makes one request", async () => {
    const { client, store, left } = bench(scriptedClient());
    await Promise.all([store.pay(), store.pay(), store.pay()]);
    await store.pay();
    expect([client.creates.length, left.length]).toEqual([1, 1]);
  });

  test("that is answered with an error says which, and the next click works", async () => {
    const { store, left, phases } = bench(
      scriptedClient({ create: [failure("provider_unavailable", 503), CHECKOUT] }),
    );
    await store.pay();
    expect(store.$topup.get()).toMatchObject({
      phase: "error",
      topup_id: "tu_1",
      error: { code: "provider_unavailable", retryable: true },
    });
    await store.pay();
    expect([phases, left]).toEqual([
      ["idle", "creating", "error", "creating", "redirecting"],
      [CHECKOUT.checkout_url],
    ]);
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://evil.example/session/cks_1",
    "//evil.example",
    "http://checkout.dodopayments.com/",
    "not an address",
  ])("[B09] never leaves for %s", async (checkout_url) => {
    const { store, left } = bench(scriptedClient({ create: [{ ...CHECKOUT, checkout_url }] }));
    await store.pay();
    expect([store.$topup.get().error?.code, left]).toEqual(["unsafe_checkout_url", []]);
  });

  test("leaves for a host that the page allows", async () => {
    const { store, left } = bench(
      scriptedClient({ create: [{ ...CHECKOUT, checkout_url: "https://pay.shop.test:8443/x" }] }),
      { checkout_hosts: ["pay.shop.test:8443"] },
    );
    await store.pay();
    expect(left).toEqual(["https://pay.shop.test:8443/x"]);
  });

  test("[W12] sends `return_to` as it is given, and shows the server's refusal", async () => {
    const { client, store, left } = bench(
      scriptedClient({ create: [failure("invalid_return_to", 400)] }),
      { return_to: "https://evil.example/" },
    );
    await store.pay();
    expect(client.creates.map(({ return_to }) => return_to)).toEqual(["https://evil.example/"]);
    expect([store.$topup.get().error?.code, left]).toEqual(["invalid_return_to", []]);
  });

  test("leads back to this page by default, and nowhere if the server does not take it", async () => {
    vi.stubGlobal("location", new URL("https://blog.test/post?a=1"));
    const { client, store, left } = bench(
      scriptedClient({ create: [failure("invalid_return_to", 400), CHECKOUT] }),
    );
    await store.pay();
    expect(client.creates.map(({ return_to }) => return_to)).toEqual([
      "https://blog.test/post?a=1",
      undefined,
    ]);
    expect(left).toEqual([CHECKOUT.checkout_url]);
  });

  test("on a page that is not left after all is free again after one look", async () => {
    const { store } = bench(scriptedClient());
    await store.pay();
    await wait(9_000);
    expect(store.$topup.get().phase).toBe("redirecting");
    await wait(1_500);
    expect(store.$topup.get().phase).toBe("idle");
  });

  test("may be kept on the page, as for an overlay: then the payment is waited for", async () => {
    const { store, left } = bench(
      scriptedClient({ status_answers: ["pending", "pending", "paid"] }),
      { onCheckout: () => false },
    );
    await store.pay();
    expect([store.$topup.get().phase, left]).toEqual(["confirming", []]);
    await wait(6_000);
    expect(store.$topup.get()).toMatchObject({
      phase: "applied",
      payment_id: "pmt_1",
      status: "paid",
    });
  });

  test("without a topup says so, and asks nothing", async () => {
    const { client, store } = bench(scriptedClient(), { topup_id: undefined });
    await store.pay();
    expect(store.$topup.get().error).toMatchObject({ code: "no_topup", retryable: false });
    expect(client.creates).toEqual([]);
  });
});

describe("a payment that stands in the way", () => {
  const { status_url } = CHECKOUT;

  test.each([
    ["topup_not_pending", "paid", "applied"],
    ["payment_processing", "on_its_way", "confirming"],
    ["payment_processing", "crediting", "confirming"],
    ["payment_held", "held", "held"],
  ] as const)("[A09] %s, and %s: %s, without a second checkout", async (code, answer, phase) => {
    const { client, store, left } = bench(
      scriptedClient({ create: [failure(code, 409, { status_url })], status_answers: [answer] }),
    );
    await store.pay();
    expect([store.$topup.get().phase, left, client.looks]).toEqual([phase, [], [status_url]]);
    await store.pay();
    expect(client.creates).toHaveLength(1);
  });

  test("a topup that was paid by other means is an error that says so", async () => {
    const { store } = bench(scriptedClient({ create: [failure("topup_not_pending", 409)] }));
    await store.pay();
    expect(store.$topup.get()).toMatchObject({
      phase: "error",
      error: { code: "topup_not_pending", retryable: false },
    });
  });
});

describe("a look", () => {
  const paying = async (
    answers: Answer[],
    options: Partial<TopupStoreOptions> = {},
  ): Promise<Bench> => {
    const made = bench(scriptedClient({ status_answers: answers }), {
      status_url: CHECKOUT.status_url,
      ...options,
    });
    await wait(0);
    return made;
  };

  test.each([
    ["paid", "applied"],
    ["crediting", "confirming"],
    ["on_its_way", "confirming"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["expired", "canceled"],
    ["held", "held"],
    ["dismissed", "failed"],
    ["a_word_of_a_newer_server" as PaymentStatus, "confirming"],
  ] as const)("%s is %s: only what the balance has is a success", async (answer, phase) => {
    expect((await paying([answer])).store.$topup.get().phase).toBe(phase);
  });

  test("is repeated by the server's own time, a little later, until the balance has it", async () => {
    const { client, store } = await paying([
      "on_its_way",
      { status: "crediting", retry_after_ms: 8_000 },
      "paid",
    ]);
    await wait(1_999);
    expect(client.looks).toHaveLength(1);
    await wait(501);
    expect(client.looks).toHaveLength(2);
    await wait(7_999 - 500);
    expect(client.looks).toHaveLength(2);
    await wait(2_501);
    expect([client.looks.length, store.$topup.get().phase]).toEqual([3, "applied"]);
    await wait(600_000);
    expect(client.looks).toHaveLength(3);
  });

  test("comes to an end with words and a reference; a click then looks, and never pays", async () => {
    const { client, store } = await paying(["on_its_way"], { patience_ms: 10_000 });
    await wait(20_000);
    expect(store.$topup.get()).toMatchObject({
      phase: "confirming",
      slow: true,
      payment_id: "pmt_1",
    });
    const looks = client.looks.length;
    await wait(3_600_000);
    expect(client.looks).toHaveLength(looks);
    client.status_answers = ["paid"];
    await store.pay();
    expect([store.$topup.get().phase, client.creates]).toEqual(["applied", []]);
  });

  test("that is not answered is repeated with growing pauses, and the payment stays unresolved", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { client, store } = await paying([
      failure("network"),
      failure("unavailable", 500),
      failure("network"),
      "paid",
    ]);
    expect(store.$topup.get()).toMatchObject({
      phase: "confirming",
      slow: false,
      error: { code: "network" },
    });
    const looks: number[] = [];
    for (const ms of [2_999, 1, 5_999, 1, 11_999, 1]) {
      await wait(ms);
      looks.push(client.looks.length);
    }
    expect(looks).toEqual([1, 2, 2, 3, 3, 4]);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test.each([
    ["a Retry-After of a day", failure("unavailable", 429, { retry_after_ms: 86_400_000 })],
    ["401", failure("unauthorized", 401)],
    ["something that is no payment server", failure("invalid_answer")],
  ])("[B07] %s is an end at once: look again, do not pay again", async (_, error) => {
    const { client, store } = await paying([error]);
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: true, error });
    await wait(3_600_000);
    expect(client.looks).toHaveLength(1);
  });

  test("at a payment that the server does not know any more frees the button", async () => {
    expect((await paying([failure("payment_not_found", 404)])).store.$topup.get().phase).toBe(
      "idle",
    );
  });

  test("sleeps while the page is hidden, and wakes with it", async () => {
    const page = Object.assign(new EventTarget(), { hidden: true });
    vi.stubGlobal("document", page);
    stubWindow();
    const { client, store } = await paying(["on_its_way", "paid"]);
    await wait(60_000);
    expect([client.looks.length, store.$topup.get().phase]).toEqual([0, "confirming"]);
    page.hidden = false;
    dispatch("visibilitychange");
    await wait(0);
    expect(client.looks).toHaveLength(1);
    page.hidden = true;
    await wait(60_000);
    expect(client.looks).toHaveLength(1);
    page.hidden = false;
    dispatch("focus");
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("that is woken again and again is not asked again and again", async () => {
    stubWindow();
    const { client } = await paying(["on_its_way"]);
    for (const name of ["focus", "online", "pageshow", "visibilitychange"]) dispatch(name);
    await wait(0);
    expect(client.looks).toHaveLength(1);
  });
});

describe("back on the page", () => {
  test("[B03] out of the back/forward cache without having paid, the button is free after one look", async () => {
    stubWindow();
    const { client, store, left } = bench(scriptedClient());
    await store.pay();
    dispatch("pageshow", { persisted: true });
    expect(store.$topup.get().phase).toBe("confirming");
    await wait(0);
    expect([store.$topup.get().phase, client.looks.length]).toEqual(["idle", 1]);
    await store.pay();
    expect(left).toHaveLength(2);
  });

  test("[B03] having paid meanwhile, it shows confirming and then applied", async () => {
    stubWindow();
    const { store, phases, left } = bench(
      scriptedClient({ status_answers: ["crediting", "paid"] }),
    );
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    await store.pay();
    await wait(3_000);
    expect(phases).toEqual(["idle", "creating", "redirecting", "confirming", "applied"]);
    expect(left).toHaveLength(1);
  });

  test("late news of a payment are still heard, at growing pauses", async () => {
    stubWindow();
    const { client, store } = bench(
      scriptedClient({ status_answers: ["pending", "pending", "pending", "paid"] }),
    );
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(3_800);
    expect(client.looks).toHaveLength(2);
    await wait(7_600);
    expect(client.looks).toHaveLength(3);
    await wait(15_100);
    expect(store.$topup.get().phase).toBe("applied");
  });
});

describe("what is open", () => {
  test("outlives the page, and is looked at before anything is paid", async () => {
    stubWindow();
    const first = bench(scriptedClient());
    await first.store.pay();
    first.disconnect();
    const second = bench(scriptedClient({ status_answers: ["on_its_way", "paid"] }));
    await wait(0);
    expect([second.store.$topup.get().phase, second.client.looks]).toEqual([
      "confirming",
      [CHECKOUT.status_url],
    ]);
    await second.store.pay();
    expect(second.client.creates).toEqual([]);
    await wait(3_000);
    expect(second.store.$topup.get().phase).toBe("applied");
    // It has ended: nothing is asked about it any more.
    const third = bench(scriptedClient());
    await wait(0);
    expect([third.store.$topup.get().phase, third.client.looks]).toEqual(["idle", []]);
  });

  test("is found again by the tab that opened it, though another one has bought the same since", async () => {
    stubWindow();
    const [here, there] = [memoryStorage(false), memoryStorage(false)];
    const pack = { createTopup: () => "tu_made", id: "pack-small" };
    const checkout = (payment_id: string): Checkout => ({
      ...CHECKOUT,
      payment_id,
      status_url: `${CHECKOUT.status_url}_${payment_id}`,
    });
    vi.stubGlobal("sessionStorage", here);
    const first = bench(scriptedClient({ create: [checkout("pmt_here")] }), pack);
    await first.store.pay();
    first.disconnect();
    vi.stubGlobal("sessionStorage", there);
    const second = bench(scriptedClient({ create: [checkout("pmt_there")] }), pack);
    await wait(0);
    await second.store.pay();
    second.disconnect();
    vi.stubGlobal("sessionStorage", here);
    const back = bench(
      scriptedClient({ status_answers: [{ payment_id: "pmt_here", status: "paid" }] }),
      pack,
    );
    await wait(0);
    expect([back.client.looks[0], back.store.$topup.get().phase]).toEqual([
      checkout("pmt_here").status_url,
      "applied",
    ]);
    // It has ended: the page that wakes has nothing to ask.
    const looks = back.client.looks.length;
    await wait(60_000);
    dispatch("focus");
    await wait(0);
    expect(back.client.looks).toHaveLength(looks);
  });

  test("belongs to its topup alone", async () => {
    stubWindow();
    await bench(scriptedClient()).store.pay();
    const other = bench(scriptedClient(), { topup_id: "tu_2" });
    await wait(0);
    expect(other.client.looks).toEqual([]);
  });

  test.each([
    ["blocked", blockedStorage()],
    [
      "full of something else",
      { getItem: () => "{garbage", setItem: () => {}, removeItem: () => {} },
    ],
  ])("with a storage that is %s lives as long as the page", async (_, storage) => {
    stubWindow(storage);
    const { store, left } = bench(scriptedClient());
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    expect([store.$topup.get().phase, left.length]).toEqual(["idle", 1]);
  });

  test("is forgotten on request", async () => {
    stubWindow();
    const { store } = bench(scriptedClient());
    await store.pay();
    store.reset();
    expect([store.$topup.get().phase, localStorage.length]).toEqual(["idle", 0]);
  });

  test("[B08] in two tabs: both show what became of it, and ask together about as often as one", async () => {
    stubWindow();
    const lone = bench(scriptedClient({ status_answers: ["on_its_way"] }), { topup_id: "tu_lone" });
    await lone.store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(40_000);
    const alone = lone.client.looks.length;
    expect(alone).toBeGreaterThan(15);
    lone.disconnect();

    const [first, second] = [
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
    ];
    await first.store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(40_000);
    // Two that know nothing of each other ask twice as often.
    expect(first.client.looks.length + second.client.looks.length).toBeLessThan(alone * 1.5);
    for (const { client } of [first, second]) client.status_answers = ["paid"];
    await wait(5_000);
    expect([first.store.$topup.get().phase, second.store.$topup.get().phase]).toEqual([
      "applied",
      "applied",
    ]);
  });

  test("[B08] in two tabs: the one that asks says so before it has its answer, and the other one waits", async () => {
    stubWindow();
    const tabs = [
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
    ];
    const looks = (): number => tabs.reduce((sum, { client }) => sum + client.looks.length, 0);
    await tabs[0]?.store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    expect(tabs.map(({ store }) => store.$topup.get().phase)).toEqual(["confirming", "confirming"]);
    for (const { client } of tabs) client.hold = true;
    const before = looks();
    // Each would ask within 2.5 seconds.
    await wait(3_500);
    expect(looks() - before).toBe(1);
    // An answer that never comes keeps nobody waiting for ever.
    await wait(2_500);
    expect(looks() - before).toBe(2);
  });
});

describe("createTopup", () => {
  test("makes one topup for two clicks", async () => {
    const createTopup = vi.fn(async () => "tu_made");
    const { client, store } = bench(scriptedClient(), { createTopup });
    await Promise.all([store.pay(), store.pay()]);
    expect(createTopup).toHaveBeenCalledTimes(1);
    expect(client.creates.map(({ topup_id }) => topup_id)).toEqual(["tu_made"]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("the host's own text");
      },
    ],
    ["rejects", async () => await Promise.reject(new TypeError("x"))],
    ["returns nothing", () => ""],
  ])("that %s is an error of ours, and the next click tries again", async (_, broken) => {
    const createTopup = vi
      .fn<() => string | Promise<string>>(broken as () => string)
      .mockImplementationOnce(broken as () => string)
      .mockImplementation(() => "tu_made");
    const { client, store } = bench(scriptedClient(), { createTopup });
    await store.pay();
    expect(store.$topup.get().error).toMatchObject({
      code: "no_topup",
      message: "no_topup: see the README.",
    });
    await store.pay();
    expect(client.creates).toHaveLength(1);
  });

  test("[X14] is not asked for a second topup while the one before is being paid", async () => {
    stubWindow();
    const createTopup = vi.fn(() => "tu_made");
    const { client, store } = bench(scriptedClient({ status_answers: ["pending", "on_its_way"] }), {
      createTopup,
    });
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    expect(store.$topup.get().phase).toBe("idle");
    await store.pay();
    expect([
      store.$topup.get().phase,
      createTopup.mock.calls.length,
      client.creates.length,
    ]).toEqual(["confirming", 1, 1]);
  });

  test("makes another one once the first has been applied", async () => {
    let made = 0;
    const createTopup = vi.fn(() => `tu_${(made += 1)}`);
    const { client, store } = bench(scriptedClient({ status_answers: ["paid"] }), {
      createTopup,
      onCheckout: () => false,
    });
    await store.pay();
    await wait(0);
    expect(store.$topup.get()).toMatchObject({ phase: "applied", topup_id: "tu_1" });
    await store.pay();
    expect(client.creates.map(({ topup_id }) => topup_id)).toEqual(["tu_1", "tu_2"]);
  });

  test("under a name of its own outlives the page", async () => {
    stubWindow();
    const first = bench(scriptedClient(), { createTopup: () => "tu_made", id: "pack-small" });
    await first.store.pay();
    first.disconnect();
    const [same, other] = ["pack-small", "pack-large"].map((id) =>
      bench(scriptedClient({ status_answers: ["paid"] }), { createTopup: () => "x", id }),
    );
    await wait(0);
    expect([same?.store.$topup.get(), other?.store.$topup.get()]).toMatchObject([
      { phase: "applied", topup_id: "tu_made" },
      { phase: "idle" },
    ]);
  });
});

describe("disconnecting", () => {
  test("[B06] ends requests, timers and listeners", async () => {
    stubWindow();
    const { client, store, disconnect } = bench(
      scriptedClient({ status_answers: ["on_its_way"] }),
      { status_url: CHECKOUT.status_url },
    );
    await wait(0);
    client.hold = true;
    await wait(3_000);
    expect(client.looks).toHaveLength(2);
    disconnect();
    expect(client.signals.at(-1)?.aborted).toBe(true);
    for (const name of ["focus", "online", "pageshow", "storage"]) dispatch(name);
    await wait(3_600_000);
    expect([client.looks.length, vi.getTimerCount()]).toEqual([2, 0]);
    client.hold = false;
    client.status_answers = ["paid"];
    store.connect();
    await wait(0);
    expect(store.$topup.get().phase).toBe("applied");
  });

  test("while it is being looked at, and connecting again, looks anew, as React's Strict Mode does", async () => {
    const { client, store, disconnect } = bench(
      scriptedClient({ status_answers: ["on_its_way"] }),
      { status_url: CHECKOUT.status_url },
    );
    client.hold = true;
    disconnect();
    store.connect();
    await wait(0);
    client.release();
    await wait(0);
    expect(client.looks).toHaveLength(2);
    client.status_answers = ["paid"];
    await wait(3_000);
    expect([store.$topup.get().phase, client.looks.length]).toEqual(["applied", 3]);
  });

  test("while a checkout is being opened gives the click up", async () => {
    const { client, store, left, disconnect } = bench(scriptedClient());
    client.hold = true;
    const paid = store.pay();
    disconnect();
    await paid;
    expect([store.$topup.get().phase, left]).toEqual(["idle", []]);
  });
});

test("methods are loaded once connected; where that fails, the click says so", async () => {
  const { store } = bench(scriptedClient());
  await wait(0);
  expect(store.$methods.get()).toEqual([METHOD]);
  const broken = bench(
    scriptedClient({ method_answers: failure("network"), create: [failure("network")] }),
  );
  await wait(0);
  expect(broken.store.$methods.get()).toBeUndefined();
  await broken.store.pay();
  expect(broken.store.$topup.get().error?.code).toBe("network");
});
