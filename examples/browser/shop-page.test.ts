// Shows the shop's page as a buyer sees it: small and large, light and dark, with its own policy.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type LocalShop, openShop, press, untilBalance } from "./local-shop.ts";
import {
  accessibilityProblems,
  enlargeText,
  type Look,
  openPage,
  screenshot,
  scrollsSideways,
  smallTargets,
  startBrowser,
} from "./page.ts";

const LOOKS: readonly [string, Look][] = [
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["on a small phone", { width: 320, height: 640 }],
  ["on a small phone in the dark", { width: 320, height: 640, scheme: "dark" }],
  ["at twice the text size", { width: 640, text: "200%" }],
  ["on a small phone at twice the text size", { width: 320, height: 640, text: "200%" }],
];

const problems: string[] = [];
let browser: Browser;
let bench: LocalShop;

beforeAll(async () => {
  browser = await startBrowser();
  bench = await openShop(browser, problems);
});
afterAll(async () => {
  await bench?.[Symbol.asyncDispose]();
  await browser?.close();
});
afterEach(() => expect(problems.splice(0)).toEqual([]));

async function visit(look: Look = {}, noted = problems): Promise<Page> {
  const page = await openPage(browser, noted, look);
  await page.goto(bench.shop.url);
  if (look.text !== undefined) await enlargeText(page, look.text);
  await page.waitForSelector("dodo-topup-packs >>>> .test");
  await page.waitForSelector("dodo-topup-packs >>>> [part=payments]");
  return page;
}

describe.each(LOOKS)("%s", (name, look) => {
  test("the shop is accessible, does not scroll sideways, breaks no word and has large targets", async () => {
    const page = await visit(look);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await smallTargets(page)).toEqual([]);
    expect(await brokenWords(page)).toEqual([]);
    expect(await page.$$("dodo-topup-packs >>>> .test")).toHaveLength(1);
    await screenshot(page, `shop-${name.replaceAll(" ", "-")}`);
    await page.close();
  });
});

test("nothing moves when the packs take the place of the plain forms", async () => {
  const page = await openPage(browser, problems);
  const places = async (of: Page, above: string): Promise<number[]> =>
    await of.$$eval(`${above}.packs > li, ${above}.balance strong`, (parts) =>
      parts.flatMap((part) => {
        const { top, left, width, height } = part.getBoundingClientRect();
        return [top, left, width, height].map(Math.round);
      }),
    );
  await page.setJavaScriptEnabled(false);
  await page.goto(bench.shop.url);
  await screenshot(page, "shop-without-script");
  const alive = await visit();
  const after = await places(alive, "dodo-topup-packs >>>> ");
  expect(after).toHaveLength(16);
  expect(after).toEqual(await places(page, ""));
  await Promise.all([page.close(), alive.close()]);
});

test("[B01] the keyboard reaches each pack, visibly, and opens its checkout", async () => {
  const page = await visit({ scheme: "dark" });
  const focused = (): Promise<unknown> =>
    page.evaluate(() => {
      const element = document.activeElement?.shadowRoot?.activeElement;
      const button = element?.shadowRoot?.activeElement;
      return [element?.id, button && getComputedStyle(button).outlineStyle];
    });
  for (const id of ["pack-small", "pack-medium"]) {
    await page.keyboard.press("Tab");
    expect(await focused()).toEqual([id, "solid"]);
  }
  await screenshot(page, "shop-focus");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  expect(page.url()).toContain(`${bench.dodo.url}/session/cks_`);
  await page.close();
});

test("the policy allows neither inline styles nor markup made from text, and a violation would be recorded", async () => {
  const noted: string[] = [];
  const page = await visit({}, noted);
  expect(noted).toEqual([]);
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await expect.poll(() => noted.join("\n")).toContain("policy: style-src-attr");
  await expect(page.evaluate(() => (document.body.innerHTML = "<p>"))).rejects.toThrow(
    "TrustedHTML",
  );
  await expect.poll(() => noted.join("\n")).toContain("policy: require-trusted-types-for");
  await page.close();
});

test("a checkout that cannot be opened leads a browser without JavaScript to a page that says so and back", async () => {
  await using broken = await openShop(browser, [], {
    products: [{ product_id: "pdt_topup", recurring: true }],
  });
  const { page, shop } = broken;
  await page.setJavaScriptEnabled(false);
  await page.reload();
  await press(page, "button[value=small]");
  await page.setJavaScriptEnabled(true);
  expect(await page.$eval("h1", (heading) => heading.textContent)).toBe(
    "The checkout could not be opened",
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "shop-no-checkout");
  await press(page, "a");
  expect(page.url()).toBe(`${shop.url}/`);
  await untilBalance(page, "0");
});

/** Returns the words that are broken across two lines, also inside the buttons. */
async function brokenWords(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const broken: string[] = [];
    const read = (root: Node): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node instanceof Element && node.shadowRoot) read(node.shadowRoot);
        for (const { index, 0: word } of node instanceof Text ? node.data.matchAll(/\S+/g) : []) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1)
            broken.push(word);
        }
      }
    };
    read(document.body);
    return broken;
  });
}
