// The whole way in a real browser: the shop's page, the checkout, the result page, the balance.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { startShop, type Shop } from "@x/example-node/start";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { accessibilityProblems, openPage, screenshot, startBrowser } from "./page.ts";

const RESULT = /\/v1\/payment\/redirect\/success\?ref=ref_[\w-]{22}$/;
const folder = mkdtempSync(join(tmpdir(), "journey-"));
const problems: string[] = [];
let browser: Browser;
let dodo: DodoEmulator;
let shop: Shop;
let page: Page;
let buyers = 0;

beforeAll(async () => {
  browser = await startBrowser();
  dodo = createDodoEmulator();
  await dodo.listen();
  shop = await startShop({ ...dodo.env, DATABASE: join(folder, "shop.sqlite"), PORT: "0" });
  dodo.webhook_url = `${shop.url}/v1/payment/webhook`;
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  await dodo?.close();
  rmSync(folder, { recursive: true, force: true });
});
/** Each buyer has a balance of their own. */
beforeEach(async () => {
  page = await openPage(browser, problems);
  await browser.setCookie({ name: "user", value: `walker-${(buyers += 1)}`, domain: "localhost" });
  await page.goto(shop.url);
});
afterEach(async () => {
  await page.close();
  // No policy was violated and no script failed, on any page of the way.
  expect(problems.splice(0)).toEqual([]);
});

const heading = (): Promise<string> => page.$eval("h1", (element) => element.textContent ?? "");

async function press(selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

/** Clicks a pack and lands on the checkout page. */
async function buy(pack: string): Promise<string> {
  await press(`[data-pack=${pack}]`);
  expect(page.url()).toMatch(/\/session\/cks_/);
  return page.url();
}

/** The result page shows it by itself; no script runs on it. */
async function untilHeading(title: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector("h1")?.textContent === wanted, { timeout: 15_000 }, title);
}

async function balance(): Promise<number> {
  return await page.evaluate(async () => ((await (await fetch("/balance")).json()) as { credits: number }).credits);
}

/** Back at the shop, by the link of the result page or by its own move once it is paid. */
async function backAtShop(): Promise<void> {
  await page.waitForFunction((url) => location.href === url, { timeout: 15_000 }, `${shop.url}/`);
}

test("[C01] a pack is clicked, paid, confirmed and in the balance; the address keeps no e-mail", async () => {
  await buy("medium");
  await press(".main");
  expect(page.url()).toMatch(RESULT);
  expect(page.url()).not.toMatch(/email|status|payment_id/);
  await untilHeading("Paid");
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "journey-paid");
  await backAtShop();
  expect(await balance()).toBe(2_200);
  await page.waitForFunction(() => document.querySelector("#balance")?.textContent === "2,200");
  await screenshot(page, "journey-shop");
});

test("[C05] declined, then paid with another card", async () => {
  await buy("small");
  await page.click("[value='4000000000000002']");
  await press(".main");
  await page.click("[value='4242424242424242']");
  await press(".main");
  await untilHeading("Paid");
  await backAtShop();
  expect(await balance()).toBe(500);
});

test("[W04] a decline that gives up leads to a page that claims nothing, whatever its address says", async () => {
  await buy("small");
  await page.click("[value='4000000000000002']");
  await press(".main");
  await press("form[action$='/leave'] button");
  expect(page.url()).toMatch(RESULT);
  await untilHeading("Not paid");
  await page.goto(`${page.url()}&status=succeeded&payment_id=pay_1&email=ada%40example.com`);
  expect(page.url()).toMatch(RESULT);
  expect(await heading()).toBe("Not paid");
  await press(".actions a");
  expect(await balance()).toBe(0);
});

test("[C04] a bank debit is on its way, and days later in the balance, on the page that was left open", async () => {
  await buy("large");
  await page.click("[value='000000000009']");
  await press(".main");
  const processing = dodo.deliveries.at(-1)?.payment_id;
  await page.goto(await resultAddress());
  expect(await heading()).toBe("On its way");
  expect(await accessibilityProblems(page)).toEqual([]);
  await dodo.finish(processing ?? "", "succeeded");
  await untilHeading("Paid");
  await backAtShop();
  expect(await balance()).toBe(6_000);
});

/** Where the checkout of the page would lead back to. */
async function resultAddress(): Promise<string> {
  const create = dodo.requests.findLast(({ method, path }) => method === "POST" && path === "/checkouts");
  return String(Reflect.get(Object(create?.body), "return_url"));
}

test("[A08] gone back from the checkout, the same pack leads to a page that can be paid; the browser's Back keeps the shop alive", async () => {
  const first = await buy("small");
  await page.goBack();
  expect(page.url()).toBe(`${shop.url}/`);
  await buy("small");
  await press(".back");
  expect(page.url()).toMatch(/redirect\/cancel\?ref=/);
  expect(await heading()).toBe("On its way");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goto(first);
  await press(".main");
  await untilHeading("Paid");
  await backAtShop();
  expect(await balance()).toBe(500);
});

test("[O04] the webhook is lost: the way back completes it, and a reload changes nothing", async () => {
  await buy("small");
  dodo.faults.webhooks.lose = 1;
  await press(".main");
  await untilHeading("Paid");
  await page.reload();
  expect(await heading()).toBe("Paid");
  await backAtShop();
  expect(await balance()).toBe(500);
});

test("[W03] the result page works without JavaScript", async () => {
  await page.setJavaScriptEnabled(true);
  await buy("small");
  await page.setJavaScriptEnabled(false);
  dodo.faults.webhooks.lose = 1;
  await press(".main");
  expect(page.url()).toMatch(RESULT);
  for (let looked = 0; looked < 5 && !(await page.content()).includes("<h1>Paid</h1>"); looked += 1) await page.waitForNavigation();
  expect(await page.content()).toContain("<h1>Paid</h1>");
  await page.setJavaScriptEnabled(true);
});
