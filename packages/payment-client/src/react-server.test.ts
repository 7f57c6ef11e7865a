// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import { describeReact, drawnOnServer, hookElement, soon } from "../test/react-bench.ts";

describeReact("on a server", (bench) => {
  it("the hook is idle, and the element is markup with its children", async () => {
    const { version: used, ...drawn } = await drawnOnServer(bench.version);
    expect(used.split(".")[0]).toBe(bench.version);
    expect(drawn).toEqual({
      hook: "<p>idle, no methods</p>",
      button: `<dodo-topup-button topup-id="topup_1" return-to="https://shop.test/account" checkout-hosts="pay.test pay.test:8443" disabled="disabled" lang="de" class="wide"><a href="/topup">Top up</a></dodo-topup-button>`,
      warnings: "",
    });
  });

  it("the markup is hydrated without a warning", async () => {
    const { button, hook } = await drawnOnServer(bench.version);
    bench.root.unmount();
    bench.place.innerHTML = `<div>${button}${hook}</div>`;
    const before = bench.place.querySelector("dodo-topup-button");
    const createTopup = (): string => "topup_2";
    const props = {
      topup_id: "topup_1",
      return_to: "https://shop.test/account",
      checkout_hosts: ["pay.test", "pay.test:8443"],
      disabled: true,
      className: "wide",
      lang: "de",
      createTopup,
    };
    const failed = vi.fn();
    bench.root = bench.dom.hydrateRoot(
      bench.place,
      bench.react.createElement(
        "div",
        {},
        bench.react.createElement(
          bench.ours.TopupButton,
          props,
          bench.react.createElement("a", { href: "/topup" }, "Top up"),
        ),
        hookElement(bench, { topup_id: "topup_1" }),
      ),
      { onRecoverableError: failed },
    );
    await soon(() =>
      expect(bench.place.querySelector("dodo-topup-button")?.createTopup).toBe(createTopup),
    );
    expect(bench.place.querySelector("dodo-topup-button")).toBe(before);
    expect(before?.disabled).toBe(true);
    expect(failed).not.toHaveBeenCalled();
  });
});
