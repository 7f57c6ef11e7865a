// @vitest-environment happy-dom
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as React from "react";
import type * as ReactDom from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findReact18 } from "../test/react-18.ts";
import type { DodoTopupButton } from "./element.ts";
import type * as Ours from "./react.ts";
import type { TopupButtonProps, UseTopup, UseTopupOptions } from "./react.ts";
import type { Checkout, PaymentStatus } from "./wire.ts";

findReact18((importer) => /\/react-dom@18/.test(importer));
// Only the real browsers of the examples have all of it; here it need not do anything.
HTMLElement.prototype.attachInternals ??= () =>
  ({ states: new Set() }) as unknown as ElementInternals;

/** Longer than by itself: on a machine that is busy a second is soon over. */
const soon = async <Result>(check: () => Result | Promise<Result>): Promise<Result> =>
  await vi.waitFor(check, { timeout: 5_000 });

const endpoint = "https://shop.test/v1/payment";
const ready = "test.checkout.dodopayments.com";

/** A payment server behind `fetch`: what it says is set, what it was asked is counted. */
function fakeServer(): {
  asked: Request[];
  says: PaymentStatus;
  hold: boolean;
  count: (path: string) => number;
} {
  const server = {
    asked: [] as Request[],
    says: "pending" as PaymentStatus,
    hold: false,
    count: (path: string) => server.asked.filter(({ url }) => url.includes(path)).length,
  };
  vi.stubGlobal("fetch", async (request: Request) => {
    server.asked.push(request.clone());
    const payment = {
      payment_id: "p_1",
      topup_id: "topup_1",
      status: server.says,
      on_its_way: false,
      retry_after_ms: 20,
    };
    if (request.url.includes("/methods"))
      return Response.json({ items: [{ id: "dodo", enabled: true, label: "Card" }] });
    if (request.url.includes("/checkout/create"))
      return Response.json({
        ...payment,
        checkout_url: `https://${ready}/session`,
        status_url: `${endpoint}/redirect/success?p=p_1`,
      } satisfies Partial<Checkout>);
    do await new Promise((resolve) => setTimeout(resolve, 5));
    while (server.hold && !request.signal.aborted);
    request.signal.throwIfAborted();
    return Response.json({ ...payment, status: server.says });
  });
  return server;
}

/** What is remembered of a checkout that was opened before. */
function rememberOpenTopup(): void {
  const open = {
    topup_id: "topup_1",
    payment_id: "p_1",
    status_url: `${endpoint}/redirect/success?p=p_1`,
    at: Date.now(),
  };
  localStorage.setItem(`dodo-topup:${endpoint}:topup_1`, JSON.stringify(open));
}

async function drawnOnServer(
  version: string,
): Promise<{ version: string; button: string; hook: string; warnings: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, "../test/react-on-server.ts"),
    version,
  ]);
  return {
    ...(JSON.parse(stdout) as { version: string; button: string; hook: string }),
    warnings: stderr,
  };
}

const versions = [
  {
    version: "18",
    loadReact: async () => await import("react-18"),
    loadDom: async () => await import("react-dom-18/client"),
  },
  {
    version: "19",
    loadReact: async () => await import("react"),
    loadDom: async () => await import("react-dom/client"),
  },
];

describe.each(versions)("with React $version", ({ version, loadReact, loadDom }) => {
  let react: typeof React;
  let dom: typeof ReactDom;
  let ours: typeof Ours;
  let server: ReturnType<typeof fakeServer>;
  let place: HTMLElement;
  let root: ReactDom.Root;
  let seen: UseTopup;
  const warned = vi.spyOn(console, "error");

  beforeEach(async () => {
    vi.resetModules();
    vi.doMock("react", loadReact);
    [react, dom, ours] = [await loadReact(), await loadDom(), await import("./react.ts")];
    expect(react.version.split(".")[0]).toBe(version);
    warned.mockClear();
    localStorage.clear();
    server = fakeServer();
    place = document.body.appendChild(document.createElement("main"));
    root = dom.createRoot(place);
  });

  afterEach(() => {
    root.unmount();
    place.remove();
    vi.unstubAllGlobals();
    expect(warned).not.toHaveBeenCalled();
  });

  /** Draws a component that uses the hook; `seen` is what the hook gave last. */
  function drawHook(options: UseTopupOptions, wrapper: React.ElementType = react.Fragment): void {
    root.render(react.createElement(wrapper, {}, react.createElement(Hook, options)));
  }

  function Hook(options: UseTopupOptions): React.ReactNode {
    seen = ours.useTopup(options);
    return react.createElement("p", {}, `${seen.phase}, ${seen.methods?.length ?? "no"} methods`);
  }

  const text = async (expected: string): Promise<void> =>
    await soon(() => expect(place.textContent).toBe(expected));

  /** Draws the element and waits until it stands. */
  async function drawButton(
    props: TopupButtonProps & React.RefAttributes<DodoTopupButton>,
    wrapper: React.ElementType = react.Fragment,
  ): Promise<DodoTopupButton> {
    root.render(
      react.createElement(
        wrapper,
        {},
        react.createElement(ours.TopupButton, { endpoint, ...props }),
      ),
    );
    return await soon(() => {
      const button = place.querySelector("dodo-topup-button");
      if (!button?.store?.$methods.get()) throw new Error("not yet");
      return button;
    });
  }

  describe("on a server", () => {
    it("the hook is idle, and the element is plain markup with its children", async () => {
      const { version: used, ...drawn } = await drawnOnServer(version);
      expect(used.split(".")[0]).toBe(version);
      expect(drawn).toEqual({
        hook: "<p>idle, no methods</p>",
        button: `<dodo-topup-button topup-id="topup_1" return-to="https://shop.test/account" checkout-hosts="pay.test pay.test:8443" disabled="disabled" lang="de" class="wide"><a href="/topup">Top up</a></dodo-topup-button>`,
        warnings: "",
      });
    });

    it("what it draws is taken over by the page without a warning", async () => {
      const { button, hook } = await drawnOnServer(version);
      root.unmount();
      place.innerHTML = `<div>${button}${hook}</div>`;
      const before = place.querySelector("dodo-topup-button");
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
      root = dom.hydrateRoot(
        place,
        react.createElement(
          "div",
          {},
          react.createElement(
            ours.TopupButton,
            props,
            react.createElement("a", { href: "/topup" }, "Top up"),
          ),
          react.createElement(Hook, { topup_id: "topup_1" }),
        ),
        { onRecoverableError: failed },
      );
      await soon(() =>
        expect(place.querySelector("dodo-topup-button")?.createTopup).toBe(createTopup),
      );
      expect(place.querySelector("dodo-topup-button")).toBe(before);
      expect(before?.disabled).toBe(true);
      expect(failed).not.toHaveBeenCalled();
    });
  });

  describe("useTopup", () => {
    it("goes from the click to the balance", async () => {
      const left = vi.fn();
      drawHook({ endpoint, topup_id: "topup_1", onCheckout: () => false, navigate: left });
      await text("idle, 1 methods");
      await seen.pay("dodo");
      await text("confirming, 1 methods");
      server.says = "paid";
      await text("applied, 1 methods");
      expect(seen).toMatchObject({
        phase: "applied",
        topup_id: "topup_1",
        payment_id: "p_1",
        status: "paid",
      });
      expect(left).not.toHaveBeenCalled();
      await expect(
        server.asked.find(({ url }) => url.includes("create"))?.json(),
      ).resolves.toMatchObject({ topup_id: "topup_1", method_id: "dodo" });
      seen.reset();
      await text("idle, 1 methods");
    });

    it("takes `onClick={pay}`: an event is no method", async () => {
      drawHook({ endpoint, topup_id: "topup_1", onCheckout: () => false });
      await text("idle, 1 methods");
      await seen.pay(new Event("click"));
      await expect(
        server.asked.find(({ url }) => url.includes("create"))?.json(),
      ).resolves.not.toHaveProperty("method_id");
    });

    it("keeps its store when drawn again with other functions, and calls the latest", async () => {
      const called: string[] = [];
      const draw = (name: string): void =>
        drawHook({
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
      await text("idle, 1 methods");
      const { pay } = seen;
      draw("second");
      await soon(() => expect(server.count("/methods")).toBe(1));
      await new Promise((resolve) => setTimeout(resolve, 30));
      called.length = 0;
      await seen.pay();
      expect(seen.pay).toBe(pay);
      expect(server.count("/methods")).toBe(1);
      expect(called).toEqual([
        "createTopup second",
        "token second",
        "onCheckout second",
        `navigate second https://${ready}/session`,
      ]);
      const create = server.asked.find(({ url }) => url.includes("create"));
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
    ])("another %s is another store, and the one before is left", async (_, other) => {
      drawHook({ endpoint, topup_id: "topup_1", onCheckout: () => false });
      await text("idle, 1 methods");
      const before = seen;
      server.hold = true;
      await before.pay();
      await soon(() => expect(server.count("/redirect/success")).toBe(1));
      const looking = server.asked.at(-1);
      localStorage.clear();
      drawHook(other);
      await soon(() => expect(seen.pay).not.toBe(before.pay));
      await soon(() => expect(looking?.signal.aborted).toBe(true));
    });

    it("a client of the host's own is asked instead of an endpoint", async () => {
      const { createPaymentClient } = await import("./index.ts");
      drawHook({
        client: createPaymentClient({ endpoint: "https://own.test/pay" }),
        endpoint,
        topup_id: "topup_1",
      });
      await text("idle, 1 methods");
      expect(server.asked.map(({ url }) => url)).toEqual(["https://own.test/pay/methods"]);
    });

    it("what Strict Mode connects, leaves and connects again still sees the end", async () => {
      rememberOpenTopup();
      server.says = "crediting";
      drawHook({ endpoint, topup_id: "topup_1" }, react.StrictMode);
      await text("confirming, 1 methods");
      server.says = "paid";
      await text("applied, 1 methods");
    });

    it("taken from the page, it asks no more", async () => {
      rememberOpenTopup();
      server.hold = true;
      drawHook({ endpoint, topup_id: "topup_1" });
      await soon(() => expect(server.count("/redirect/success")).toBe(1));
      root.unmount();
      await soon(() => expect(server.asked.at(-1)?.signal.aborted).toBe(true));
      vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
      globalThis.dispatchEvent(new Event("focus"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      vi.mocked(Date.now).mockRestore();
      expect(server.count("/redirect/success")).toBe(1);
    });
  });

  describe("TopupButton", () => {
    const checkout = (): CustomEvent<Checkout> =>
      new CustomEvent("dodo-topup-checkout", { cancelable: true, detail: {} as Checkout });

    it("hands the element its attributes, properties and children, and takes them back", async () => {
      const ref = react.createRef<DodoTopupButton>();
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
      const button = await drawButton({
        ...all,
        ref,
        children: react.createElement("i", { slot: "icon" }),
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
      await drawButton({});
      await soon(() => expect(button.disabled).toBe(false));
      expect(place.querySelector("dodo-topup-button")).toBe(button);
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

    it("uses a client of the host's own from the first request on", async () => {
      const { createPaymentClient } = await import("./index.ts");
      const client = createPaymentClient({ endpoint: "https://own.test/pay" });
      await drawButton({ client });
      expect(server.asked.map(({ url }) => url)).toEqual(["https://own.test/pay/methods"]);
    });

    it("calls the latest listener of each event, once, also in Strict Mode", async () => {
      const heard: string[] = [];
      const draw = async (name: string): Promise<DodoTopupButton> =>
        await drawButton(
          {
            label: name,
            onCheckout: (event) => {
              event.preventDefault();
              heard.push(`checkout ${name}`);
            },
            onApplied: () => heard.push(`applied ${name}`),
            onFailed: () => heard.push(`failed ${name}`),
            onError: () => heard.push(`error ${name}`),
          },
          react.StrictMode,
        );
      await draw("first");
      const button = await draw("second");
      await soon(() => expect(button.label).toBe("second"));
      expect(button.dispatchEvent(checkout())).toBe(false);
      for (const end of ["applied", "failed", "error"])
        button.dispatchEvent(new CustomEvent(`dodo-topup-${end}`));
      expect(heard).toEqual(["checkout second", "applied second", "failed second", "error second"]);
    });

    it("goes from the click to the balance without leaving the page", async () => {
      const applied = vi.fn();
      const button = await drawButton({
        topup_id: "topup_1",
        onCheckout: (event) => event.preventDefault(),
        onApplied: ({ detail }) => applied(detail),
      });
      button.renderRoot.querySelector("button")?.click();
      await soon(() => expect(button.state.phase).toBe("confirming"));
      server.says = "paid";
      await soon(() =>
        expect(applied).toHaveBeenCalledWith(
          expect.objectContaining({ phase: "applied", topup_id: "topup_1" }),
        ),
      );
    });

    it("hears nothing any more once it is taken from the page", async () => {
      const heard = vi.fn();
      const ref = react.createRef<DodoTopupButton>();
      const button = await drawButton({ onCheckout: heard, ref });
      root.unmount();
      await soon(() => expect(button.isConnected).toBe(false));
      button.dispatchEvent(checkout());
      expect(heard).not.toHaveBeenCalled();
      expect(ref.current).toBeNull();
    });
  });
});
