// Each way to open the checkout, besides the default one in place of the page.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
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
  await tab.waitForFunction(() => location.pathname.startsWith("/session/"));
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

describe('with mode="overlay"', () => {
  // The browser says this about the frame that the library makes.
  const OF_THE_LIBRARY = /keyboard-map|autofocusing/;
  afterEach(() => {
    const others = problems.splice(0).filter((problem) => !OF_THE_LIBRARY.test(problem));
    problems.push(...others);
  });

  test("the checkout is above the page, in Dodo's own library; paid there, the page goes to the result", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await openOverlay(bench);
    expect(bench.page.url()).toBe(`${bench.shop.url}/`);
    expect(await frame.$eval("header", (header) => header.textContent)).toContain("no real money");
    await Promise.all([bench.page.waitForNavigation(), frame.click(".main")]);
    expect(bench.page.url()).toContain("/v1/payment/redirect/success?ref=");
    await bench.page.waitForFunction(() => document.querySelector("h1")?.textContent === "Paid");
    await bench.page.goto(bench.shop.url);
    await untilSaid(bench.page, "small", CREDITED);
  });

  test("declined in the overlay, it stays open for another card", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await openOverlay(bench);
    await frame.click("[value='4000000000000002']");
    await Promise.all([frame.waitForNavigation(), frame.click(".main")]);
    expect(frame.url()).toContain("/overlay/session/cks_");
    await frame.click("[value='4242424242424242']");
    await Promise.all([bench.page.waitForNavigation(), frame.click(".main")]);
    expect(bench.page.url()).toContain("/v1/payment/redirect/success?ref=");
  });

  test("returned from while the bank has not answered, the page goes to the result", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await openOverlay(bench);
    await frame.click("[value='000000000009']");
    await Promise.all([frame.waitForNavigation(), frame.click(".main")]);
    await Promise.all([bench.page.waitForNavigation(), frame.click(".button")]);
    expect(bench.page.url()).toContain("/v1/payment/redirect/success?ref=");
  });

  test("expired meanwhile, its error page closes the overlay", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await openOverlay(bench);
    const session_id = new URL(frame.url()).pathname.split("/").at(-1) ?? "";
    bench.dodo.expireSession(session_id);
    await Promise.all([frame.waitForNavigation(), frame.click(".main")]);
    await frame.click(".button");
    await bench.page.waitForFunction(() => document.querySelector("iframe") === null);
    expect(problems.splice(0)).toContainEqual(expect.stringContaining("410 (Gone)"));
  });

  test("closed is not unpaid: the page asks, and the button can be pressed again", async () => {
    await using bench = await openShop(browser, problems);
    const frame = await openOverlay(bench);
    const back = await frame.$(".back");
    await back?.click();
    await bench.page.waitForFunction(() => document.querySelector("iframe") === null);
    await untilSaid(bench.page, "small", "Nothing has been paid.");
    await bench.page.waitForSelector(`${buttonOf("small")}:not([aria-disabled=true])`);
  });
});

const DODO = "https://test.checkout.dodopayments.com";

/**
 * Opens the small pack's checkout in the overlay, and returns its frame. Dodo's library opens only
 * checkouts on Dodo's hosts, so the requests to that host are answered by the local Dodo. The
 * shop's own policy allows no frame, so its header is removed.
 */
async function openOverlay({ page, shop, dodo }: LocalShop): Promise<Frame> {
  const library = readFileSync(
    fileURLToPath(new URL("index.esm.js", import.meta.resolve("dodopayments-checkout"))),
    "utf8",
  );
  const answer = async (request: HTTPRequest): Promise<void> => {
    const url = new URL(request.url());
    if (url.pathname === "/dodopayments-checkout.js")
      return await request.respond({ contentType: "text/javascript", body: library });
    const is_page = url.origin === shop.url && url.pathname === "/";
    const is_create = url.pathname.endsWith("/checkout/create");
    if (url.origin !== DODO && !is_page && !is_create) return await request.continue();
    const to = url.origin === DODO ? dodo.url + url.pathname + url.search : url.href;
    const body = request.hasPostData() ? await request.fetchPostData() : undefined;
    const response = await fetch(to, {
      method: request.method(),
      headers: { ...request.headers(), cookie: "user=ada", origin: shop.url },
      redirect: "manual",
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const kept = is_page
      ? ["content-type"]
      : ["content-type", "content-security-policy", "location"];
    await request.respond({
      status: response.status,
      headers: Object.fromEntries([...response.headers].filter(([name]) => kept.includes(name))),
      body: is_create ? text.replaceAll(dodo.url, DODO) : text,
    });
  };
  await page.setRequestInterception(true);
  page.on("request", (request) => void answer(request));
  await page.goto(shop.url);
  await page.waitForSelector(buttonOf("small"));
  // As a text, because the test runner would rewrite the `import()` of a function.
  await page.evaluate(`import("/dodopayments-checkout.js").then(({ DodoPayments: overlay }) =>
    void Object.assign(document.querySelector("dodo-topup-packs"), { mode: "overlay", overlay }))`);
  await click(page);
  const element = await page.waitForSelector(`iframe[src*="${DODO}"]`);
  const frame = await element?.contentFrame();
  if (!frame) throw new Error("the overlay is not shown");
  await frame.waitForSelector(".main");
  return frame;
}

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
