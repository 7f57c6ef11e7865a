// How a page is left for the checkout, and how it is come back to.
import { afterEach, describe, expect, test, vi } from "vitest";
import { openOverlay, type CheckoutOverlay } from "./checkout-overlay.ts";
import { openPage, openTab } from "./open-page.ts";
import { removeReturnParameters } from "./return-parameters.ts";

const CHECKOUT_URL = "https://test.checkout.dodopayments.com/session/cks_1";

afterEach(() => void vi.unstubAllGlobals());

/** A tab that records where it was led. */
function fakeTab(): { tab: Window; led: string[] } {
  const led: string[] = [];
  const location = { replace: (url: string) => void led.push(url) };
  return { tab: { opener: "this page", location } as unknown as Window, led };
}

/** Replaces the page around: `frame` says that it may not navigate the top. */
function stubPage(frame = false): { left: string[] } {
  const left: string[] = [];
  const location = {
    set href(url: string) {
      if (frame) throw new DOMException("not allowed", "SecurityError");
      left.push(url);
    },
  };
  vi.stubGlobal("top", { location });
  return { left };
}

describe("a tab", () => {
  test.each([undefined, "", "_self", "_top", "checkout"])(
    "is not opened for target %j",
    (target) => {
      const open = vi.fn();
      vi.stubGlobal("open", open);
      expect([openTab(target), open.mock.calls]).toEqual([null, []]);
    },
  );

  test("is opened empty, and cannot reach this page", () => {
    const { tab } = fakeTab();
    const open = vi.fn(() => tab);
    vi.stubGlobal("open", open);
    expect(openTab("_blank")).toBe(tab);
    expect([open.mock.calls, tab.opener]).toEqual([[["", "_blank"]], null]);
  });

  test("that the browser blocks is none", () => {
    vi.stubGlobal("open", () => null);
    expect(openTab("_blank")).toBeNull();
  });
});

describe("the way to the checkout", () => {
  test("is in place of the whole page", () => {
    const { left } = stubPage();
    expect([openPage(CHECKOUT_URL, null), left]).toEqual([true, [CHECKOUT_URL]]);
  });

  test("is in the tab that was opened at the click, and the page stays", () => {
    const { left } = stubPage();
    const { tab, led } = fakeTab();
    expect([openPage(CHECKOUT_URL, tab), led, left]).toEqual([false, [CHECKOUT_URL], []]);
  });

  test("is in a new tab from a frame that may not leave the page", () => {
    stubPage(true);
    const { tab, led } = fakeTab();
    vi.stubGlobal("open", () => tab);
    expect([openPage(CHECKOUT_URL, null), led]).toEqual([false, [CHECKOUT_URL]]);
  });

  test("that is blocked altogether is an error that can be tried again", () => {
    stubPage(true);
    vi.stubGlobal("open", () => null);
    expect(() => openPage(CHECKOUT_URL, null)).toThrow(
      expect.objectContaining({ code: "checkout_blocked", retryable: true }),
    );
  });
});

describe("an overlay", () => {
  /** A library that records what it was given. */
  function overlay(): {
    library: CheckoutOverlay;
    given: Parameters<CheckoutOverlay["Initialize"]>[0][];
    opened: string[];
    actions: string[];
    emit(event_type: string): void;
  } {
    const given: Parameters<CheckoutOverlay["Initialize"]>[0][] = [];
    const opened: string[] = [];
    return {
      given,
      opened,
      actions: [],
      library: {
        Initialize: (options) => void given.push(options),
        Checkout: { open: ({ checkoutUrl }) => void opened.push(checkoutUrl) },
      },
      emit: (event_type) => given[0]?.onEvent({ event_type }),
    };
  }
  const openIn = (made: ReturnType<typeof overlay>, url = CHECKOUT_URL): void =>
    openOverlay(made.library, url, {
      check: () => void made.actions.push("check"),
      leave: () => void made.actions.push("leave"),
    });

  test.each([
    [CHECKOUT_URL, "test"],
    ["https://checkout.dodopayments.com/session/cks_1", "live"],
  ])("shows %s in mode %s", (url, mode) => {
    const made = overlay();
    openIn(made, url);
    expect([made.given[0]?.mode, made.given[0]?.displayType, made.opened]).toEqual([
      mode,
      "overlay",
      [url],
    ]);
  });

  test("that is closed makes the payment be asked for, since it may have been paid", () => {
    const made = overlay();
    openIn(made);
    for (const type of ["checkout.opened", "checkout.closed"]) made.emit(type);
    expect(made.actions).toEqual(["check"]);
  });

  test("that cannot be shown gives way to the page of the checkout", async () => {
    const made = overlay();
    openIn(made);
    made.emit("checkout.error");
    await Promise.resolve();
    expect(made.actions).toEqual(["leave"]);
  });

  test("stays for an error that the buyer meets in it, such as a card that is declined", () => {
    const made = overlay();
    openIn(made);
    for (const type of ["checkout.opened", "checkout.error", "checkout.redirect"]) made.emit(type);
    expect(made.actions).toEqual([]);
  });

  test("whose library refuses the address throws, so that the page can be left instead", () => {
    const made = overlay();
    made.library.Checkout.open = () => {
      throw new Error("invalid URL");
    };
    expect(() => openIn(made)).toThrow("invalid URL");
    expect(made.actions).toEqual([]);
  });
});

describe("the address that a buyer comes back to", () => {
  /** Returns the address that is shown afterwards, or `null` if it was not changed. */
  function shownAfter(href: string): string | null {
    let shown: string | null = null;
    const history = {
      state: { kept: true },
      replaceState: (state: unknown, _title: string, url: URL) => {
        shown = `${url.pathname}${url.search}${url.hash} ${JSON.stringify(state)}`;
      },
    };
    vi.stubGlobal("location", new URL(href));
    vi.stubGlobal("history", history);
    removeReturnParameters();
    return shown;
  }

  test.each([
    ["https://shop.test/?payment_id=pay_1&status=succeeded&email=ada%40shop.test", "/"],
    ["https://shop.test/credits?tab=2&payment_id=pay_1&email=a#packs", "/credits?tab=2#packs"],
    ["https://shop.test/?status=open&payment_id=pay_1", "/"],
  ])("%s keeps no e-mail, and everything that is the page's own", (href, path) => {
    expect(shownAfter(href)).toBe(`${path} {"kept":true}`);
  });

  test.each([
    "https://shop.test/",
    "https://shop.test/?status=open&email=ada",
    "https://shop.test/?payment_id=mine",
    "https://shop.test/?last_payment_id=pay_1x",
    "https://shop.test/#payment_id=pay_1",
  ])("%s is the page's own and stays", (href) => {
    expect(shownAfter(href)).toBeNull();
  });

  test("outside of a page there is none, and nothing happens", () => {
    vi.stubGlobal("location", undefined);
    expect(() => removeReturnParameters()).not.toThrow();
  });
});
