// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import { describeReact, drawButton, endpoint, soon } from "../test/react-bench.ts";
import type { DodoTopupButton } from "./element.ts";
import type { Checkout } from "./wire.ts";

describeReact("TopupButton", (bench) => {
  const checkout = (): CustomEvent<Checkout> =>
    new CustomEvent("dodo-topup-checkout", { cancelable: true, detail: {} as Checkout });

  it("sets attributes, properties and children of the element, and removes them", async () => {
    const ref = bench.react.createRef<DodoTopupButton>();
    const createTopup = (): string => "topup_2";
    const all = {
      topup_id: "topup_1",
      method: "dodo",
      return_to: "https://shop.test/",
      checkout_hosts: ["a.test", "b.test:1"],
      label: "Buy",
      disabled: true,
      lang: "fr",
      id: "pack",
      className: "wide",
      style: { color: "red" },
      token: "t",
      createTopup,
    };
    const button = await drawButton(bench, {
      ...all,
      ref,
      children: bench.react.createElement("i", { slot: "icon" }),
    });
    expect(ref.current).toBe(button);
    expect(button).toMatchObject({
      topup_id: "topup_1",
      endpoint,
      method: "dodo",
      return_to: "https://shop.test/",
      checkout_hosts: ["a.test", "b.test:1"],
      label: "Buy",
      disabled: true,
      lang: "fr",
      id: "pack",
      className: "wide",
      token: "t",
      createTopup,
    });
    expect(button.style.color).toBe("red");
    expect(button.firstElementChild?.slot).toBe("icon");
    await drawButton(bench, {});
    await soon(() => expect(button.disabled).toBe(false));
    expect(bench.place.querySelector("dodo-topup-button")).toBe(button);
    for (const gone of [
      "topup_id",
      "method",
      "return_to",
      "checkout_hosts",
      "label",
      "token",
      "createTopup",
    ] as const)
      expect(button[gone] ?? undefined).toBeUndefined();
    expect(button.hasAttribute("disabled")).toBe(false);
  });

  it("uses a custom client from the first request on", async () => {
    const { createPaymentClient } = await import("./index.ts");
    const client = createPaymentClient({ endpoint: "https://own.test/pay" });
    await drawButton(bench, { client });
    expect(bench.server.requests.map(({ url }) => url)).toEqual(["https://own.test/pay/methods"]);
  });

  it("calls the latest listener of each event, once, also in Strict Mode", async () => {
    const calls: string[] = [];
    const draw = async (name: string): Promise<DodoTopupButton> =>
      await drawButton(
        bench,
        {
          label: name,
          onCheckout: (event) => {
            event.preventDefault();
            calls.push(`checkout ${name}`);
          },
          onApplied: () => calls.push(`applied ${name}`),
          onFailed: () => calls.push(`failed ${name}`),
          onError: () => calls.push(`error ${name}`),
        },
        bench.react.StrictMode,
      );
    await draw("first");
    const button = await draw("second");
    await soon(() => expect(button.label).toBe("second"));
    expect(button.dispatchEvent(checkout())).toBe(false);
    for (const end of ["applied", "failed", "error"])
      button.dispatchEvent(new CustomEvent(`dodo-topup-${end}`));
    expect(calls).toEqual(["checkout second", "applied second", "failed second", "error second"]);
  });

  it("goes from the click to `applied` without leaving the page", async () => {
    const applied = vi.fn();
    const button = await drawButton(bench, {
      topup_id: "topup_1",
      onCheckout: (event) => event.preventDefault(),
      onApplied: ({ detail }) => applied(detail),
    });
    button.renderRoot.querySelector("button")?.click();
    await soon(() => expect(button.state.phase).toBe("confirming"));
    bench.server.status = "paid";
    await soon(() =>
      expect(applied).toHaveBeenCalledWith(
        expect.objectContaining({ phase: "applied", topup_id: "topup_1" }),
      ),
    );
  });

  it("calls no listener after it was removed from the page", async () => {
    const calls = vi.fn();
    const ref = bench.react.createRef<DodoTopupButton>();
    const button = await drawButton(bench, { onCheckout: calls, ref });
    bench.root.unmount();
    await soon(() => expect(button.isConnected).toBe(false));
    button.dispatchEvent(checkout());
    expect(calls).not.toHaveBeenCalled();
    expect(ref.current).toBeNull();
  });
});
