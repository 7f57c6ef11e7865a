// Two tabs of one browser at the same shop.
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  buttonOf,
  buy,
  type LocalShop,
  openShop,
  press,
  untilBalance,
  untilSaid,
} from "./local-shop.ts";
import { openPage, startBrowser } from "./page.ts";

const problems: string[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());
afterEach(() => expect(problems.splice(0)).toEqual([]));

/** Opens a tab and closes it at the end of the test in any case, because it would keep polling. */
async function secondTab({ shop }: LocalShop): Promise<Page> {
  const tab = await openPage(browser, problems);
  onTestFinished(async () => void (tab.isClosed() || (await tab.close())));
  await tab.goto(shop.url);
  return tab;
}

test("[B08] one tab pays: both say so and show the balance, neither is loaded anew", async () => {
  await using bench = await openShop(browser, problems);
  const { page, shop } = bench;
  const other = await secondTab(bench);
  await untilBalance(other, "0");
  await buy(page, "small");
  await press(page, ".main");
  await page.waitForSelector(".paid");
  await page.goto(shop.url);
  for (const tab of [page, other]) {
    await untilSaid(tab, "small", "500 credits");
    await untilBalance(tab, "500");
  }
  await other.close();
});

test(
  "[B08] two tabs that wait for a slow payment poll together about as often as one alone, and both get its result",
  { timeout: 120_000 },
  async () => {
    await using bench = await openShop(browser, problems);
    const { dodo, page, shop } = bench;
    const session_id = (await buy(page, "small")).split("/").at(-1) ?? "";
    const { payment_id } = await dodo.pay(session_id, { result: "processing" });
    await page.goto(shop.url);
    await untilSaid(page, "small", "Your bank is working on it");
    const alone = await asked([page], 8_000);
    expect(alone).toBeGreaterThanOrEqual(3);
    const other = await secondTab(bench);
    await untilSaid(other, "small", "Your bank is working on it");
    // Two tabs that do not share their polling send twice as many requests.
    expect(await asked([page, other], 8_000)).toBeLessThan(alone * 1.5);
    await dodo.finish(payment_id, "succeeded");
    for (const tab of [page, other]) await untilSaid(tab, "small", "500 credits");
    await other.close();
  },
);

test("two tabs buy the same pack at the same time: two purchases, both credited, both tabs notified", async () => {
  await using bench = await openShop(browser, problems);
  const { page, shop } = bench;
  const tabs = [page, await secondTab(bench)];
  await Promise.all(
    tabs.map(
      async (tab) => await Promise.all([tab.waitForNavigation(), tab.click(buttonOf("small"))]),
    ),
  );
  for (const tab of tabs) {
    await press(tab, ".main");
    await tab.waitForSelector(".paid");
    await tab.goto(shop.url);
    await untilSaid(tab, "small", "500 credits");
  }
  for (const tab of tabs) {
    await tab.reload();
    await untilBalance(tab, "1,000");
  }
  await tabs[1]?.close();
});

/** Counts how often some tabs poll a payment within a period. */
async function asked(tabs: readonly Page[], while_ms: number): Promise<number> {
  let count = 0;
  const notice = (request: { url(): string; headers(): Record<string, string> }): void => {
    if (
      /\/redirect\/success\?ref=/.test(request.url()) &&
      request.headers()["accept"]?.includes("json") === true
    )
      count += 1;
  };
  for (const tab of tabs) tab.on("request", notice);
  await sleep(while_ms);
  for (const tab of tabs) tab.off("request", notice);
  return count;
}
