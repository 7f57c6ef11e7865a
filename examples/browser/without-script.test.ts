// Buys a pack in a browser without JavaScript, with plain forms and links only.
import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openShop, press } from "./local-shop.ts";
import { screenshot, startBrowser } from "./page.ts";

const problems: string[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());
// A form that the policy of its page blocks, or whose redirect it blocks, would be among these
// errors.
afterEach(() => expect(problems.splice(0)).toEqual([]));

test("[B11] without JavaScript the fallback form leads to the checkout, and the way back to a balance that has grown", async () => {
  await using bench = await openShop(browser, problems);
  const { dodo, page, shop } = bench;
  // The page's own script must not run at the same time.
  await page.goto("about:blank");
  await page.setJavaScriptEnabled(false);
  await page.goto(shop.url);
  expect(await page.content()).toContain("<strong>0</strong>");
  await press(page, "button[value=medium]");
  expect(page.url()).toContain(`${dodo.url}/session/cks_`);
  await press(page, ".main");
  for (let looked = 0; looked < 5 && !(await page.content()).includes("<h1>Paid</h1>"); looked += 1)
    await page.waitForNavigation();
  await press(page, ".actions a");
  expect(page.url()).toBe(`${shop.url}/`);
  expect(await page.content()).toContain("<strong>2,200</strong>");
  await screenshot(page, "without-script-back");
});

test("[B11] a script that does not arrive leaves the form, which leads to the checkout", async () => {
  const noted: string[] = [];
  await using bench = await openShop(browser, noted);
  const { dodo, page, shop } = bench;
  await page.setRequestInterception(true);
  page.on(
    "request",
    (request) =>
      void (request.url().endsWith("/dodo-topup-packs.js") ? request.abort() : request.continue()),
  );
  await page.goto(shop.url);
  await press(page, "button[value=small]");
  expect(page.url()).toContain(`${dodo.url}/session/cks_`);
  expect(noted).toEqual(["Failed to load resource: net::ERR_FAILED"]);
});

test("[B11] with JavaScript the form is gone: no one can reach or hear it", async () => {
  await using bench = await openShop(browser, problems);
  const tree = JSON.stringify(await bench.page.accessibility.snapshot());
  expect(tree.match(/Buy for \$5\.00/g)).toHaveLength(1);
  expect(await bench.page.$eval("form[action='/buy']", (form) => form.checkVisibility())).toBe(
    false,
  );
});
