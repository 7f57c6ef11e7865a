import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as React from "react";
import type * as ReactDom from "react-dom/client";
import { afterEach, beforeEach, describe, expect, vi } from "vitest";
import type { DodoTopupButton } from "../src/element.ts";
import type * as Ours from "../src/react.ts";
import type { TopupButtonProps, UseTopup, UseTopupOptions } from "../src/react.ts";
import type { Checkout, PaymentStatus } from "../src/wire.ts";
import { findReact18 } from "./react-18.ts";

findReact18((importer) => /\/react-dom@18/.test(importer));
// happy-dom has no element internals. Only the browsers of the examples have custom states.
HTMLElement.prototype.attachInternals ??= () =>
  ({ states: new Set() }) as unknown as ElementInternals;

/** The endpoint of the fake server. */
export const endpoint = "https://shop.test/v1/payment";
/** The host of its checkout page, which is one of Dodo's. */
export const checkout_host = "test.checkout.dodopayments.com";

/**
 * Repeats `check` until it passes. By default vitest gives up after a second, too early on a busy
 * machine.
 */
export async function soon<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return await vi.waitFor(check, { timeout: 120_000 });
}

/**
 * A payment server behind `fetch`. Its answers are set by the test, and its requests are recorded.
 */
export interface FakeServer {
  requests: Request[];
  status: PaymentStatus;
  /** While it is set, no status request is answered. */
  hold: boolean;
  /** Returns the number of requests whose address contains `path`. */
  count: (path: string) => number;
}

function fakeServer(): FakeServer {
  const server: FakeServer = {
    requests: [],
    status: "pending",
    hold: false,
    count: (path) => server.requests.filter(({ url }) => url.includes(path)).length,
  };
  vi.stubGlobal("fetch", async (request: Request) => {
    server.requests.push(request.clone());
    const payment = {
      payment_id: "p_1",
      topup_id: "topup_1",
      status: server.status,
      on_its_way: false,
      retry_after_ms: 20,
    };
    if (request.url.includes("/methods"))
      return Response.json({ items: [{ id: "dodo", enabled: true, label: "Card" }] });
    if (request.url.includes("/checkout/create"))
      return Response.json({
        ...payment,
        checkout_url: `https://${checkout_host}/session`,
        status_url: `${endpoint}/redirect/success?p=p_1`,
      } satisfies Partial<Checkout>);
    do await new Promise((resolve) => setTimeout(resolve, 5));
    while (server.hold && !request.signal.aborted);
    request.signal.throwIfAborted();
    return Response.json({ ...payment, status: server.status });
  });
  return server;
}

/** Writes the record of a checkout that an earlier page has opened. */
export function rememberOpenTopup(): void {
  const open = {
    topup_id: "topup_1",
    payment_id: "p_1",
    status_url: `${endpoint}/redirect/success?p=p_1`,
    at: Date.now(),
  };
  localStorage.setItem(`dodo-topup:${endpoint}:topup_1`, JSON.stringify(open));
}

/** Returns what a server without a DOM draws with this version of React. */
export async function drawnOnServer(
  version: string,
): Promise<{ version: string; button: string; hook: string; warnings: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, "react-on-server.ts"),
    version,
  ]);
  return {
    ...(JSON.parse(stdout) as { version: string; button: string; hook: string }),
    warnings: stderr,
  };
}

/** A page with one version of React. Each test has a new one. */
export interface ReactBench {
  version: string;
  react: typeof React;
  dom: typeof ReactDom;
  ours: typeof Ours;
  server: FakeServer;
  place: HTMLElement;
  root: ReactDom.Root;
  /** What the hook returned at the latest drawing. */
  hook: UseTopup;
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

/** Describes the same cases with React 18 and 19. A warning of React fails the case. */
export function describeReact(name: string, cases: (bench: ReactBench) => void): void {
  describe.each(versions)(`${name}, with React $version`, ({ version, loadReact, loadDom }) => {
    const bench = { version } as ReactBench;
    const warned = vi.spyOn(console, "error");

    beforeEach(async () => {
      vi.resetModules();
      vi.doMock("react", loadReact);
      Object.assign(bench, { react: await loadReact(), dom: await loadDom() });
      bench.ours = await import("../src/react.ts");
      expect(bench.react.version.split(".")[0]).toBe(version);
      warned.mockClear();
      localStorage.clear();
      bench.server = fakeServer();
      bench.place = document.body.appendChild(document.createElement("main"));
      bench.root = bench.dom.createRoot(bench.place);
    });

    afterEach(() => {
      bench.root.unmount();
      bench.place.remove();
      vi.unstubAllGlobals();
      expect(warned).not.toHaveBeenCalled();
    });

    cases(bench);
  });
}

/** Draws a component that uses the hook. Drawn again, it is the same component. */
export function drawHook(
  bench: ReactBench,
  options: UseTopupOptions,
  wrapper: React.ElementType = bench.react.Fragment,
): void {
  bench.root.render(bench.react.createElement(wrapper, {}, hookElement(bench, options)));
}

/** Returns an element of a component that uses the hook and notes what it returns. */
export function hookElement(bench: ReactBench, options: UseTopupOptions): React.ReactElement {
  return bench.react.createElement(Hook, { ...options, bench });
}

function Hook({ bench, ...options }: UseTopupOptions & { bench: ReactBench }): React.ReactNode {
  const { createElement } = bench.react;
  bench.hook = bench.ours.useTopup(options);
  const { phase, methods } = bench.hook;
  return createElement("p", {}, `${phase}, ${methods?.length ?? "no"} methods`);
}

/** Waits until the page shows this text. */
export async function showsText({ place }: ReactBench, expected: string): Promise<void> {
  await soon(() => expect(place.textContent).toBe(expected));
}

/** Draws the element and waits until its methods are loaded. */
export async function drawButton(
  { react, root, ours, place }: ReactBench,
  props: TopupButtonProps & React.RefAttributes<DodoTopupButton>,
  wrapper: React.ElementType = react.Fragment,
): Promise<DodoTopupButton> {
  const { createElement } = react;
  root.render(createElement(wrapper, {}, createElement(ours.TopupButton, { endpoint, ...props })));
  return await soon(() => {
    const button = place.querySelector("dodo-topup-button");
    if (!button?.store?.$methods.get()) throw new Error("not yet");
    return button;
  });
}
