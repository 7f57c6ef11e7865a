import { describe, expect, test, vi } from "vitest";
import { CHECKOUT, scriptedClient } from "../test/scripted-client.ts";
import { bench, checkoutOf, PACK, useFakeClock, wait } from "../test/store-bench.ts";
import { blockedStorage, dispatch, memoryStorage, stubWindow } from "../test/window.ts";

useFakeClock();

describe("an open payment", () => {
  test("outlives the page, and is polled before anything is paid", async () => {
    stubWindow();
    const first = bench(scriptedClient());
    await first.store.pay();
    first.disconnect();
    const second = bench(scriptedClient({ status_answers: ["on_its_way", "paid"] }));
    await wait(0);
    expect([second.store.$topup.get().phase, second.client.polls]).toEqual([
      "confirming",
      [CHECKOUT.status_url],
    ]);
    await second.store.pay();
    expect(second.client.creates).toEqual([]);
    await wait(3_000);
    expect(second.store.$topup.get().phase).toBe("applied");
    // The payment has ended, so it is no longer polled.
    const third = bench(scriptedClient());
    await wait(0);
    expect([third.store.$topup.get().phase, third.client.polls]).toEqual(["idle", []]);
  });

  test("is found again by the tab that opened it, although another tab has bought the same pack since", async () => {
    stubWindow();
    const [here, there] = [memoryStorage(false), memoryStorage(false)];
    vi.stubGlobal("sessionStorage", here);
    const first = bench(scriptedClient({ create: [checkoutOf("pmt_here")] }), PACK);
    await first.store.pay();
    first.disconnect();
    vi.stubGlobal("sessionStorage", there);
    const second = bench(scriptedClient({ create: [checkoutOf("pmt_there")] }), PACK);
    await wait(0);
    await second.store.pay();
    second.disconnect();
    vi.stubGlobal("sessionStorage", here);
    const back = bench(
      scriptedClient({ status_answers: [{ payment_id: "pmt_here", status: "paid" }] }),
      PACK,
    );
    await wait(0);
    expect([back.client.polls[0], back.store.$topup.get().phase]).toEqual([
      checkoutOf("pmt_here").status_url,
      "applied",
    ]);
    // The payment has ended, so a page that wakes does not poll.
    const polls = back.client.polls.length;
    await wait(60_000);
    dispatch("focus");
    await wait(0);
    expect(back.client.polls).toHaveLength(polls);
  });

  test("belongs to its topup alone", async () => {
    stubWindow();
    await bench(scriptedClient()).store.pay();
    const other = bench(scriptedClient(), { topup_id: "tu_2" });
    await wait(0);
    expect(other.client.polls).toEqual([]);
  });

  test.each([
    ["blocked", blockedStorage()],
    [
      "full of something else",
      { getItem: () => "{garbage", setItem: () => {}, removeItem: () => {} },
    ],
  ])("lives as long as the page when the storage is %s", async (_, storage) => {
    stubWindow(storage);
    const { store, left } = bench(scriptedClient());
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    expect([store.$topup.get().phase, left.length]).toEqual(["idle", 1]);
  });

  test("is forgotten by `reset()`", async () => {
    stubWindow();
    const { store } = bench(scriptedClient());
    await store.pay();
    store.reset();
    expect([store.$topup.get().phase, localStorage.length]).toEqual(["idle", 0]);
  });

  test("[B08] in two tabs: both show its end, and together they poll about as often as one", async () => {
    stubWindow();
    const lone = bench(scriptedClient({ status_answers: ["on_its_way"] }), { topup_id: "tu_lone" });
    await lone.store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(40_000);
    const alone = lone.client.polls.length;
    expect(alone).toBeGreaterThan(15);
    lone.disconnect();

    const [first, second] = [
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
    ];
    await first.store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(40_000);
    // Two tabs that were not notified of each other would poll twice as often.
    expect(first.client.polls.length + second.client.polls.length).toBeLessThan(alone * 1.5);
    for (const { client } of [first, second]) client.status_answers = ["paid"];
    await wait(5_000);
    expect([first.store.$topup.get().phase, second.store.$topup.get().phase]).toEqual([
      "applied",
      "applied",
    ]);
  });

  test("[B08] in two tabs: the one that polls announces it before the response, and the other one waits", async () => {
    stubWindow();
    const tabs = [
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
      bench(scriptedClient({ status_answers: ["on_its_way"] })),
    ];
    const polls = (): number => tabs.reduce((sum, { client }) => sum + client.polls.length, 0);
    await tabs[0]?.store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(0);
    expect(tabs.map(({ store }) => store.$topup.get().phase)).toEqual(["confirming", "confirming"]);
    for (const { client } of tabs) client.hold = true;
    const before = polls();
    // Each tab alone would poll within 2.5 seconds.
    await wait(3_500);
    expect(polls() - before).toBe(1);
    // When the response does not come, the other tab polls.
    await wait(2_500);
    expect(polls() - before).toBe(2);
  });
});
