// Buys on the example pages as they are deployed, with the ready-made button and with a custom
// button on the store.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { deploy, type Deployed } from "./deployed.ts";
import { press } from "./local-shop.ts";
import {
  accessibilityProblems,
  openPage,
  screenshot,
  scrollsSideways,
  smallTargets,
  startBrowser,
} from "./page.ts";

/** The address of a page, and the selectors of its button and texts. */
const PAGES = [
  {
    name: "element",
    path: "/",
    button: "dodo-topup-button >>>> button",
    line: "dodo-topup-button >>>> [role=status]",
  },
  { name: "store", path: "/store.html", button: ".buy button", line: ".buy [role=status]" },
] as const;
/** Of the element, and of the pages with a store. */
const PAID = /credits have been added to your balance|Your balance has been topped up/;
const WAITING = { timeout: 120_000 };

const problems: string[] = [];
let browser: Browser;
beforeAll(async () => {
  // With the back/forward cache, going back shows the page as it was left.
  browser = await startBrowser(["--enable-bfcache"]);
  await browser.setCookie({ name: "user", value: "ada", domain: "localhost" });
});
afterAll(async () => await browser?.close());
// No page violated its policy or had a failing script.
afterEach(() => expect(problems.splice(0)).toEqual([]));

async function untilReads(page: Page, selector: string, words: RegExp | string): Promise<void> {
  await expect
    .poll(async () => await page.$$eval(selector, (found) => found[0]?.textContent), WAITING)
    .toMatch(words);
}

async function untilBalance(page: Page, credits: number): Promise<void> {
  await untilReads(page, ".balance strong", credits.toLocaleString("en"));
}

async function expectGoodLooks(page: Page): Promise<void> {
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  expect(await smallTargets(page)).toEqual([]);
}

describe.each(["html", "react", "vue", "svelte"])("%s", (example) => {
  let deployed: Deployed;
  let credits = 0;
  beforeAll(async () => {
    deployed = await deploy(example);
  });
  afterAll(async () => await deployed?.[Symbol.asyncDispose]());

  describe.each(PAGES)("the $name", ({ name, path, button, line }) => {
    async function visit(): Promise<Page> {
      const page = await openPage(browser, problems);
      await page.goto(deployed.url + path);
      // The page checks the payment before, if there is one, and takes no click until it is answered.
      await page.waitForSelector(`${button}:not([aria-disabled=true])`);
      await untilBalance(page, credits);
      return page;
    }

    test("[B04] is clicked and paid, and says so back on the page; the balance has grown once, under a strict policy with Trusted Types", async () => {
      const page = await visit();
      await expectGoodLooks(page);
      await screenshot(page, `page-${example}-${name}`);
      await press(page, button);
      await press(page, ".main");
      await page.waitForFunction(
        () => document.querySelector("h1")?.textContent === "Paid",
        WAITING,
      );
      await press(page, ".actions a");
      expect(page.url()).toBe(deployed.url + path);
      credits += 500;
      await untilReads(page, line, PAID);
      await untilBalance(page, credits);
      await expectGoodLooks(page);
      await screenshot(page, `page-${example}-${name}-paid`);
      await page.close();
    });

    test("[B03] paid elsewhere: the page that was left is notified and shows the balance, and its button is free again", async () => {
      const page = await visit();
      await page.evaluate(() =>
        addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted })),
      );
      await press(page, button);
      await deployed.dodo.pay(page.url().split("/").at(-1) ?? "");
      await page.goBack();
      expect(await page.evaluate(() => Reflect.get(globalThis, "persisted"))).toBe(true);
      credits += 500;
      await untilReads(page, line, PAID);
      await untilBalance(page, credits);
      await press(page, button);
      expect(page.url()).toMatch(/\/session\/cks_/);
      await page.close();
    });
  });

  test("the policy is enforced: markup that is made from text is refused", async () => {
    const noted: string[] = [];
    const page = await openPage(browser, noted);
    await page.goto(deployed.url);
    await expect(page.evaluate(() => (document.body.innerHTML = "<p>"))).rejects.toThrow(
      "TrustedHTML",
    );
    await expect.poll(() => noted.join("\n")).toContain("policy: require-trusted-types-for");
    await page.close();
  });
});
