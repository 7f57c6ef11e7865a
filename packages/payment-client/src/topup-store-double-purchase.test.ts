// Each of these is a way in which a buyer could have paid twice.
import { beforeEach, describe, expect, test, vi } from "vitest";
import { failure } from "../test/scripted-client.ts";
import { benchInOverlay, checkoutOf, PACK, useFakeClock, wait } from "../test/store-bench.ts";
import { dispatch, stubWindow } from "../test/window.ts";

useFakeClock();
beforeEach(() => stubWindow());

describe("no second purchase while the first is unresolved", () => {
  test("a 404 without a code of the server forgets nothing", async () => {
    const { store, client } = benchInOverlay(
      ["on_its_way", failure("invalid_answer", 404), "paid"],
      PACK,
    );
    await store.pay();
    await wait(3_000);
    expect(store.$topup.get()).toMatchObject({ phase: "confirming", slow: true });
    await store.pay();
    expect([store.$topup.get().phase, client.creates.length]).toEqual(["applied", 1]);
  });

  test("a held payment is remembered, so that a reload still says not to pay again", async () => {
    const before = benchInOverlay(["held"], PACK);
    await before.store.pay();
    await wait(0);
    before.disconnect();
    const after = benchInOverlay(["held"], PACK);
    await wait(0);
    expect(after.store.$topup.get().phase).toBe("held");
    await after.store.pay();
    expect(after.client.creates).toEqual([]);
  });

  test("the payment of another store of this page is polled before a click creates another topup", async () => {
    const [first, second] = [
      benchInOverlay(["on_its_way"], PACK),
      benchInOverlay(["on_its_way"], PACK),
    ];
    await first.store.pay();
    vi.stubGlobal("dispatchEvent", () => true);
    await second.store.pay();
    expect([second.store.$topup.get().phase, second.client.creates.length]).toEqual([
      "confirming",
      0,
    ]);
  });

  test("a tab keeps following its own payment when another tab opens another", async () => {
    const mine = {
      payment_id: "pmt_first",
      status: "pending",
      on_its_way: true,
      retry_after_ms: 2_000,
    } as const;
    const first = benchInOverlay([mine], PACK, [checkoutOf("first")]);
    await first.store.pay();
    await wait(0);
    localStorage.setItem(
      "dodo-topup:/v1/payment:#pack-small",
      JSON.stringify({ ...checkoutOf("second"), at: 1 }),
    );
    await wait(30_000);
    expect(first.store.$topup.get()).toMatchObject({
      phase: "confirming",
      payment_id: "pmt_first",
    });
    expect(new Set(first.client.polls)).toEqual(new Set([checkoutOf("first").status_url]));
  });

  test("the end of one payment does not forget another", async () => {
    const first = benchInOverlay(["paid"], PACK, [checkoutOf("first")]);
    localStorage.setItem(
      "dodo-topup:/v1/payment:#pack-small",
      JSON.stringify({ ...checkoutOf("other"), at: 1 }),
    );
    const kept = localStorage.getItem("dodo-topup:/v1/payment:#pack-small");
    first.disconnect();
    const shown = benchInOverlay(["paid"], {
      status_url: checkoutOf("first").status_url,
      id: "pack-small",
      createTopup: () => "x",
    });
    await wait(0);
    expect([
      shown.store.$topup.get().phase,
      localStorage.getItem("dodo-topup:/v1/payment:#pack-small"),
    ]).toEqual(["applied", kept]);
  });

  test("a poll that began before the click does not free the button while its checkout is being opened", async () => {
    const { store, client } = benchInOverlay(["pending"], {
      onCheckout: () => true,
      navigate: () => {},
    });
    await store.pay();
    dispatch("pageshow", { persisted: true });
    await wait(2_000);
    client.hold = true;
    dispatch("focus");
    expect(client.polls).toHaveLength(2);
    const phases: string[] = [];
    store.$topup.listen(({ phase }) => void phases.push(phase));
    const paid = store.pay();
    // No other poll starts while the checkout is being opened.
    await wait(2_000);
    dispatch("focus");
    expect(client.polls).toHaveLength(2);
    client.release();
    await paid;
    expect(phases).toEqual(["creating", "redirecting"]);
  });
});
