// Goes back from the checkout, once with the back/forward cache and once without it.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  buttonOf,
  buy,
  type LocalShop,
  openShop,
  saidBy,
  untilBalance,
  untilSaid,
} from "./local-shop.ts";
import { screenshot, startBrowser } from "./page.ts";

/** Of a headless Chromium, and of Chrome. */
const CACHES = [
  ["with the page kept alive", ["--enable-bfcache"], true],
  ["with the page loaded anew", ["--disable-back-forward-cache"], false],
] as const;

describe.each(CACHES)("%s", (_, flags, kept) => {
  const problems: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(flags);
  });
  afterAll(async () => await browser?.close());
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  /** Buys a small pack up to the checkout and returns the id of its session. */
  async function atCheckout({ page }: LocalShop): Promise<string> {
    await page.evaluate(() =>
      addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted })),
    );
    return (await buy(page, "small")).split("/").at(-1) ?? "";
  }

  async function goBack({ page, shop }: LocalShop): Promise<void> {
    await page.goBack();
    expect(page.url()).toBe(`${shop.url}/`);
    expect(await page.evaluate(() => Reflect.get(globalThis, "persisted") === true)).toBe(kept);
    // The spinner must stop at once, not after a timeout.
    await page.waitForFunction(
      () =>
        document
          .querySelector("dodo-topup-packs")
          ?.shadowRoot?.querySelector("#pack-small")
          ?.shadowRoot?.querySelector("[role=status]")?.textContent !==
        "Taking you to the checkout…",
      { timeout: 4_000 },
    );
  }

  test("[B03] the button works: it does not spin and says that nothing has been paid, and a click leads to a checkout", async () => {
    await using bench = await openShop(browser, problems);
    await atCheckout(bench);
    await goBack(bench);
    await untilFree(bench.page);
    expect(await saidBy(bench.page, "small")).toBe("Nothing has been paid.");
    await screenshot(bench.page, `back-${kept ? "kept" : "anew"}`);
    expect(await buy(bench.page, "small")).toContain("/session/cks_");
  });

  test("[B03] paid in the meantime: the button says that it checks, then that it is paid; nothing is paid a second time", async () => {
    await using bench = await openShop(browser, problems);
    const { dodo, page } = bench;
    await page.evaluateOnNewDocument(noteWords);
    await page.reload();
    await dodo.pay(await atCheckout(bench));
    await goBack(bench);
    await untilSaid(page, "small", "500 credits");
    await untilBalance(page, "500");
    const heard = await page.evaluate(() => Reflect.get(globalThis, "heard") as string[]);
    const checking = "Checking your payment. This takes a few seconds.";
    expect(heard.slice(heard.indexOf(checking))).toEqual([
      checking,
      "500 credits have been added to your balance.",
    ]);
    expect(checkouts(bench)).toBe(1);
  });

  test("[B03] a slow payment: the button keeps polling and takes no click until the payment succeeds", async () => {
    await using bench = await openShop(browser, problems);
    const { dodo, page } = bench;
    const { payment_id } = await dodo.pay(await atCheckout(bench), { result: "processing" });
    await goBack(bench);
    await untilSaid(page, "small", "Your bank is working on it");
    await page.click(buttonOf("small"));
    await screenshot(page, `back-confirming-${kept ? "kept" : "anew"}`);
    await dodo.finish(payment_id, "succeeded");
    await untilSaid(page, "small", "500 credits");
    await untilBalance(page, "500");
    expect(checkouts(bench)).toBe(1);
  });
});

async function untilFree(page: Page): Promise<void> {
  await page.waitForSelector(`${buttonOf("small")}:not([aria-disabled=true]):not(.busy)`);
}

function checkouts({ dodo }: LocalShop): number {
  return dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts")
    .length;
}

/** Runs in the page and records every text of the line below the small pack's button. */
function noteWords(): void {
  const heard: string[] = [];
  Object.assign(globalThis, { heard });
  const begin = (): void => {
    const packs = document.querySelector("dodo-topup-packs")?.shadowRoot;
    const inside = packs?.querySelector("#pack-small")?.shadowRoot;
    // The packs are drawn once their texts are loaded.
    if (!inside) return void setTimeout(begin);
    const listen = (): void => {
      const said = inside?.querySelector("[role=status]")?.textContent ?? "";
      if (said !== heard.at(-1)) heard.push(said);
    };
    new MutationObserver(listen).observe(inside, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    // The button may have been rendered before this.
    listen();
  };
  addEventListener("DOMContentLoaded", begin);
}
