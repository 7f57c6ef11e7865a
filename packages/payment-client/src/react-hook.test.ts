// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import {
  checkout_host,
  describeReact,
  drawHook,
  endpoint,
  rememberOpenTopup,
  showsText,
  soon,
} from "../test/react-bench.ts";
import type { UseTopupOptions } from "./react.ts";

describeReact("useTopup", (bench) => {
  it("goes from the click to `applied`", async () => {
    const left = vi.fn();
    drawHook(bench, { endpoint, topup_id: "topup_1", onCheckout: () => false, navigate: left });
    await showsText(bench, "idle, 1 methods");
    await bench.hook.pay("dodo");
    await showsText(bench, "confirming, 1 methods");
    bench.server.status = "paid";
    await showsText(bench, "applied, 1 methods");
    expect(bench.hook).toMatchObject({
      phase: "applied",
      topup_id: "topup_1",
      payment_id: "p_1",
      status: "paid",
    });
    expect(left).not.toHaveBeenCalled();
    await expect(
      bench.server.requests.find(({ url }) => url.includes("create"))?.json(),
    ).resolves.toMatchObject({ topup_id: "topup_1", method_id: "dodo" });
    bench.hook.reset();
    await showsText(bench, "idle, 1 methods");
  });

  it("takes `onClick={pay}`, and the event is not sent as a method", async () => {
    drawHook(bench, { endpoint, topup_id: "topup_1", onCheckout: () => false });
    await showsText(bench, "idle, 1 methods");
    await bench.hook.pay(new Event("click"));
    await expect(
      bench.server.requests.find(({ url }) => url.includes("create"))?.json(),
    ).resolves.not.toHaveProperty("method_id");
  });

  it("keeps its store when drawn again with other functions, and calls the latest", async () => {
    const called: string[] = [];
    const draw = (name: string): void =>
      drawHook(bench, {
        endpoint,
        token: () => {
          called.push(`token ${name}`);
          return name;
        },
        createTopup: () => {
          called.push(`createTopup ${name}`);
          return "topup_1";
        },
        onCheckout: () => {
          called.push(`onCheckout ${name}`);
          return true;
        },
        navigate: (url) => called.push(`navigate ${name} ${url}`),
        return_to: `https://shop.test/${name}`,
      });
    draw("first");
    await showsText(bench, "idle, 1 methods");
    const { pay } = bench.hook;
    draw("second");
    await soon(() => expect(bench.server.count("/methods")).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    called.length = 0;
    await bench.hook.pay();
    expect(bench.hook.pay).toBe(pay);
    expect(bench.server.count("/methods")).toBe(1);
    expect(called).toEqual([
      "createTopup second",
      "token second",
      "onCheckout second",
      `navigate second https://${checkout_host}/session`,
    ]);
    const create = bench.server.requests.find(({ url }) => url.includes("create"));
    expect(create?.headers.get("authorization")).toBe("Bearer second");
    await expect(create?.json()).resolves.toMatchObject({
      return_to: "https://shop.test/second",
    });
  });

  it.each<[string, UseTopupOptions]>([
    ["topup", { endpoint, topup_id: "topup_2" }],
    ["endpoint", { endpoint: "https://other.test/v1/payment", topup_id: "topup_1" }],
    ["name", { endpoint, topup_id: "topup_1", id: "pack-small" }],
    [
      "checkout",
      { endpoint, topup_id: "topup_1", status_url: `${endpoint}/redirect/success?p=p_2` },
    ],
  ])("another %s creates another store, and disconnects the one before", async (_, other) => {
    drawHook(bench, { endpoint, topup_id: "topup_1", onCheckout: () => false });
    await showsText(bench, "idle, 1 methods");
    const before = bench.hook;
    bench.server.hold = true;
    await before.pay();
    await soon(() => expect(bench.server.count("/redirect/success")).toBe(1));
    const looking = bench.server.requests.at(-1);
    localStorage.clear();
    drawHook(bench, other);
    await soon(() => expect(bench.hook.pay).not.toBe(before.pay));
    await soon(() => expect(looking?.signal.aborted).toBe(true));
  });

  it("a custom client is used instead of the endpoint", async () => {
    const { createPaymentClient } = await import("./index.ts");
    drawHook(bench, {
      client: createPaymentClient({ endpoint: "https://own.test/pay" }),
      endpoint,
      topup_id: "topup_1",
    });
    await showsText(bench, "idle, 1 methods");
    expect(bench.server.requests.map(({ url }) => url)).toEqual(["https://own.test/pay/methods"]);
  });

  it("Strict Mode connects twice, and the end is still shown", async () => {
    rememberOpenTopup();
    bench.server.status = "crediting";
    drawHook(bench, { endpoint, topup_id: "topup_1" }, bench.react.StrictMode);
    await showsText(bench, "confirming, 1 methods");
    bench.server.status = "paid";
    await showsText(bench, "applied, 1 methods");
  });

  it("removed from the page, it polls no more", async () => {
    rememberOpenTopup();
    bench.server.hold = true;
    drawHook(bench, { endpoint, topup_id: "topup_1" });
    await soon(() => expect(bench.server.count("/redirect/success")).toBe(1));
    bench.root.unmount();
    await soon(() =>
      expect(
        bench.server.requests.find(({ url }) => url.includes("/redirect/"))?.signal.aborted,
      ).toBe(true),
    );
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
    globalThis.dispatchEvent(new Event("focus"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    vi.mocked(Date.now).mockRestore();
    expect(bench.server.count("/redirect/success")).toBe(1);
  });
});
