import { describe, expect, test, vi } from "vitest";
import { CHECKOUT, failure, scriptedClient } from "../test/scripted-client.ts";
import { bench, benchInOverlay, useFakeClock, wait } from "../test/store-bench.ts";

useFakeClock();

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

  test("that should open a tab where there is none, as on a server, is an error and never rejects", async () => {
    const { client, store } = bench(scriptedClient(), { navigate: undefined, target: "_blank" });
    await store.pay();
    expect(store.$topup.get()).toMatchObject({ phase: "error", topup_id: "tu_1" });
    expect(client.creates).toEqual([]);
  });

  test("that cannot open a tab opens no checkout; one that leaves the page still can", async () => {
    vi.stubGlobal("open", () => {
      throw new Error("not allowed here");
    });
    const blocked = bench(scriptedClient(), { navigate: undefined, target: "_blank" });
    await blocked.store.pay();
    expect([blocked.store.$topup.get().phase, blocked.client.creates]).toEqual(["error", []]);
    const leaving = bench(scriptedClient(), { target: "_blank" });
    await leaving.store.pay();
    expect(leaving.left).toEqual([CHECKOUT.checkout_url]);
  });

  test("that is answered with an error shows it, and the next click works", async () => {
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

  test("sends the address of this page by default, and none if the server refuses it", async () => {
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

  test("is possible again after one poll when the page was not left after all", async () => {
    const { store } = bench(scriptedClient());
    await store.pay();
    // A slow network is really leaving the page: until then nothing else is said.
    await wait(19_000);
    expect(store.$topup.get().phase).toBe("redirecting");
    await wait(1_500);
    expect(store.$topup.get().phase).toBe("idle");
  });

  test("may keep the page, as for an overlay: then the payment is polled", async () => {
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

  test("without a topup shows `no_topup`, and sends no request", async () => {
    const { client, store } = bench(scriptedClient(), { topup_id: undefined });
    await store.pay();
    expect(store.$topup.get().error).toMatchObject({ code: "no_topup", retryable: false });
    expect(client.creates).toEqual([]);
  });
});

describe("a click after a checkout that ended unpaid", () => {
  test.each([
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["expired", "canceled"],
    ["dismissed", "failed"],
  ] as const)("%s: opens a new checkout of the same topup", async (status, phase) => {
    const { client, store, phases } = benchInOverlay([status]);
    await store.pay();
    await wait(0);
    expect(phases.at(-1)).toBe(phase);
    await store.pay();
    await wait(0);
    expect(client.creates.map(({ topup_id }) => topup_id)).toEqual(["tu_1", "tu_1"]);
    const checkout = ["creating", "redirecting", "confirming", phase];
    expect(phases).toEqual(["idle", ...checkout, ...checkout]);
  });

  test.each(["failed", "canceled", "expired"] as const)(
    "%s: creates a new topup, once the first is polled again",
    async (status) => {
      const createTopup = vi.fn(() => "tu_made");
      const { client, store } = benchInOverlay([status], { createTopup });
      await store.pay();
      await wait(0);
      await store.pay();
      expect([createTopup.mock.calls.length, client.creates.length]).toEqual([2, 2]);
    },
  );
});

describe("a payment that prevents a new checkout", () => {
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
    expect([store.$topup.get().phase, left, client.polls]).toEqual([phase, [], [status_url]]);
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
