// The playground of the site: a shop that runs in a service worker. Buys in it, loses a webhook and
// repairs that.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { serveFolder, type Served } from "../../docs/site/built-site.ts";
import { bundlePlayground } from "../../docs/site/playground/bundle.ts";
import { accessibilityProblems, openPage, startBrowser } from "./page.ts";

const folder = mkdtempSync(join(tmpdir(), "playground-"));
const problems: string[] = [];
let browser: Browser;
let site: Served;

beforeAll(async () => {
  await bundlePlayground(`${folder}/playground`);
  writeFileSync(`${folder}/playground/index.html`, pageOf());
  site = await serveFolder(folder);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => expect(problems.splice(0)).toEqual([]));

/** Returns the page of the site without VitePress: its markup, and the script that starts it. */
function pageOf(): string {
  const source = fileURLToPath(
    new URL("../../docs/site/playground/playground.md", import.meta.url),
  );
  const [, markup = ""] =
    /(<div id="shop">[\s\S]*?\n<\/div>)/.exec(readFileSync(source, "utf8")) ?? [];
  const body = markup
    .replaceAll(':endpoint="endpoint"', 'endpoint="/playground/v1/payment"')
    .replaceAll(/^## (.*)$/gm, "<h2>$1</h2>");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Playground</title><main><h1>Playground</h1>${body}</main>
<script type="module">
import { start } from "/playground/page.js";
await start(document.querySelector("#shop"), "/playground/");
</script></html>`;
}

async function open(): Promise<Page> {
  const page = await openPage(browser, problems);
  await page.goto(`${site.url}/playground/`);
  await page.waitForSelector("[data-ready]");
  return page;
}

const balanceOf = async (page: Page): Promise<number> =>
  await page.$eval("[data-balance]", ({ textContent }) => Number(textContent?.replace(",", "")));

const untilBalance = async (page: Page, credits: number): Promise<void> => {
  const shown = credits.toLocaleString("en");
  await page.waitForFunction(
    (text) => document.querySelector("[data-balance]")?.textContent === text,
    {},
    shown,
  );
};

const press = async (page: Page, name: string): Promise<void> => {
  await page.$eval(`[data-press=${name}]`, (button) => (button as HTMLElement).click());
};

test("a visitor buys: the checkout, the webhook and the balance are all in the browser", async () => {
  const page = await open();
  expect(await balanceOf(page)).toBe(0);
  await page.click("#play-small");
  await page.waitForFunction(() => location.pathname.startsWith("/playground/dodo/session/"));
  await page.waitForSelector("button.main");
  await page.click("button.main");
  await page.waitForFunction(() => location.pathname === "/playground/");
  await untilBalance(page, 500);
  await page.close();
});

test("a webhook is lost, which leaves the balance as it was, and reconcile repairs it", async () => {
  const page = await open();
  const before = await balanceOf(page);
  await press(page, "lose");
  await page.waitForFunction(() =>
    document.querySelector("[data-log]")?.textContent?.includes("webhook is lost"),
  );
  expect(await balanceOf(page)).toBe(before);
  await press(page, "repair");
  await untilBalance(page, before + 500);
  await press(page, "repair");
  await page.waitForNetworkIdle();
  expect(await balanceOf(page)).toBe(before + 500);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.close();
});
