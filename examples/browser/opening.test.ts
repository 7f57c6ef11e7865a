// Each way to open the checkout, besides the default one in place of the page.
import type { Browser, Frame, HTTPRequest, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buttonOf, openShop, type LocalShop, untilSaid } from "./local-shop.ts";
import { startBrowser } from "./page.ts";

const CREDITED = "500 credits have been added to your balance.";
const problems: string[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());
afterEach(() => expect(problems.splice(0)).toEqual([]));

/** Sets an attribute of the packs, which hand it to their buttons. */
async function set(page: Page | Frame, name: string, value: string): Promise<void> {
  await page.$eval(
    "dodo-topup-packs",
    (packs, ...pair) => packs.setAttribute(...pair),
    name,
    value,
  );
}

async function click(page: Page | Frame): Promise<void> {
  await (await page.waitForSelector(buttonOf("small")))?.click();
}

/** Returns the tab that the act opens, once it shows the checkout. */
async function newTab(act: () => Promise<void>): Promise<Page> {
  const opened = new Promise<Page | null>((resolve) =>
    browser.once("targetcreated", (target) => void target.page().then(resolve)),
  );
  await act();
  const tab = await opened;
  if (tab === null) throw new Error("no tab was opened");
  await tab.waitForFunction(() => location.pathname.startsWith("/session/"), { timeout: 10_000 });
  return tab;
}

describe('with target="_blank"', () => {
  test("the checkout is in a tab that cannot reach the page, and the page says when it is paid", async () => {
    await using bench = await openShop(browser, problems);
    const { page, dodo, shop } = bench;
    await set(page, "target", "_blank");
    const tab = await newTab(async () => await click(page));
    expect(await tab.evaluate(() => globalThis.opener === null)).toBe(true);
    expect(page.url()).toBe(`${shop.url}/`);
    await dodo.pay(tab.url().split("/").at(-1) ?? "");
    await tab.close();
    await page.bringToFront();
    await untilSaid(page, "small", CREDITED);
  });

  test("a tab that is closed without a payment leaves a button that can be clicked again", async () => {
    await using bench = await openShop(browser, problems);
    const { page } = bench;
    await set(page, "target", "_blank");
    const tab = await newTab(async () => await click(page));
    await tab.close();
    await page.bringToFront();
    await page.waitForSelector(`${buttonOf("small")}:not([aria-disabled=true])`);
    const again = await newTab(async () => await click(page));
    await again.close();
  });

  test("a refused checkout leaves no empty tab behind", async () => {
    await using bench = await openShop(browser, problems);
    const { page } = bench;
    await set(page, "target", "_blank");
    await page.$eval("dodo-topup-packs", (packs) =>
      Object.assign(packs, { createTopup: async () => await Promise.reject(new Error("away")) }),
    );
    const tabs = (await browser.pages()).length;
    await click(page);
    await untilSaid(page, "small", "That did not work just now.");
    expect(await browser.pages()).toHaveLength(tabs);
    await expect.poll(() => problems.join()).toMatch(/topup_not_created.*must return the id/);
    problems.splice(0);
  });
});

describe("[F45] in a frame", () => {
  test("the checkout takes the place of the whole page", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await inFrame(bench, "");
    const [response] = await Promise.all([bench.page.waitForNavigation(), click(frame)]);
    expect(response?.frame() === bench.page.mainFrame()).toBe(true);
    expect(bench.page.url()).toContain("/session/cks_");
  });

  test("that may not leave the page, the checkout opens in a new tab", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await inFrame(bench, "allow-popups allow-popups-to-escape-sandbox");
    const tab = await newTab(async () => await click(frame));
    await bench.dodo.pay(tab.url().split("/").at(-1) ?? "");
    await tab.close();
    await bench.page.bringToFront();
    await untilSaid(frame, "small", CREDITED);
    // The browser itself reports the attempt to leave.
    expect(problems.splice(0).join()).toMatch(/navigat/);
  });

  test("that may do neither, the buyer may try again and the developer reads why", async () => {
    await using bench = await openShop(browser, problems);
    const locked = await inFrame(bench, "allow-forms");
    await click(locked);
    await untilSaid(locked, "small", "That did not work just now.");
    await expect
      .poll(() => problems.join())
      .toMatch(/checkout_blocked: .*allow-top-navigation-by-user-activation/);
    problems.splice(0);
  });
});

/**
 * Shows the shop in a frame of a page. The shop's own policy forbids that, so its header is removed.
 * With permissions the frame is sandboxed, and has these and those that the shop needs.
 */
async function inFrame({ page, shop }: LocalShop, permissions: string): Promise<Frame> {
  const sandbox = permissions && `sandbox="allow-scripts allow-same-origin ${permissions}"`;
  const answer = async (request: HTTPRequest): Promise<void> => {
    const { pathname } = new URL(request.url());
    if (pathname === "/around")
      return await request.respond({
        contentType: "text/html",
        body: `<!doctype html><title>Around</title><iframe src="/" title="The shop" width="900" height="800" ${sandbox}></iframe>`,
      });
    if (pathname !== "/" || !request.isNavigationRequest()) return await request.continue();
    const response = await fetch(request.url(), { headers: { cookie: "user=ada" } });
    await request.respond({ contentType: "text/html", body: await response.text() });
  };
  page.removeAllListeners("request");
  await page.setRequestInterception(true);
  page.on("request", (request) => void answer(request));
  await page.goto(`${shop.url}/around`);
  const frame = await (await page.waitForSelector("iframe"))?.contentFrame();
  if (!frame) throw new Error("the frame is not shown");
  await frame.waitForSelector(buttonOf("small"));
  return frame;
}
