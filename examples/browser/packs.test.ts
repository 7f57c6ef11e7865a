// The page of packs against a real server: an amount of one's own, a payment that is held, one that
// is declined, and the list of past payments.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  buttonOf,
  buy,
  type LocalShop,
  openShop,
  press,
  untilBalance,
  untilSaid,
} from "./local-shop.ts";
import { accessibilityProblems, screenshot, startBrowser } from "./page.ts";

const OWN = "dodo-topup-packs >>>> #own-amount >>>> button";
const FIELD = "dodo-topup-packs >>>> .field input";

const problems: string[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());
afterEach(() => expect(problems.splice(0)).toEqual([]));

/** Reads the texts of the packs that a selector finds, with single spaces. */
async function textsOf(page: Page, selector: string): Promise<string[]> {
  return await page.$$eval(`dodo-topup-packs >>>> ${selector}`, (found) =>
    found.map((element) => (element as HTMLElement).innerText.replaceAll(/\s+/g, " ").trim()),
  );
}

/** Waits until the first past payment reads like this, without its day. */
async function untilListed(page: Page, ...rows: RegExp[]): Promise<void> {
  for (const [at, row] of rows.entries())
    await expect.poll(async () => (await textsOf(page, ".past tbody tr"))[at]).toMatch(row);
  expect(await textsOf(page, ".past tbody tr")).toHaveLength(rows.length);
}

async function backAtShop({ page, shop }: LocalShop): Promise<void> {
  await page.waitForFunction((url) => location.href === url, { timeout: 120_000 }, `${shop.url}/`);
}

test("[C01] an amount of one's own is typed, bought with Enter, paid and credited once, and listed", async () => {
  await using bench = await openShop(browser, problems);
  const { page } = bench;
  await page.waitForSelector(`${OWN}[disabled]`);
  await page.type(FIELD, "12.50");
  await page.waitForSelector(`${OWN}:not([disabled])`);
  expect(await textsOf(page, ".makes")).toEqual([
    "1,250 credits · 1.00 ¢ each from $5.00 to $500.00",
  ]);
  await screenshot(page, "packs-own-amount");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  expect(page.url()).toContain("/session/cks_");
  await press(page, ".main");
  await backAtShop(bench);
  await untilBalance(page, "1,250");
  await untilListed(page, /\$12\.50 1,250 Added/);
  expect(await textsOf(page, "ins")).toEqual(["+1,250"]);
  expect(await textsOf(page, ".said")).toEqual([
    expect.stringMatching(/^1,250 credits have been added to your balance\./),
  ]);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "packs-own-amount-added");
});

test("nothing that the page sends decides a price: the server refuses what it does not sell", async () => {
  await using bench = await openShop(browser, problems);
  const statuses = await bench.page.evaluate(async () => {
    const choices = [
      { usd_cents: 499 },
      { usd_cents: 50_001 },
      { usd_cents: 500.5 },
      { usd_cents: "500" },
      { usd_cents: -500 },
      { pack: "free" },
      {},
    ];
    const send = async (choice: object): Promise<number> => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(choice) };
      return (await fetch("/topups", init)).status;
    };
    return await Promise.all(choices.map(send));
  });
  expect(new Set(statuses)).toEqual(new Set([400]));
  await expect.poll(() => problems.length).toBe(statuses.length);
  expect(problems.splice(0).every((problem) => problem.includes("400"))).toBe(true);
});

test("a payment that is held says so on the page and in the list, and the other packs can be bought", async () => {
  await using bench = await openShop(browser, problems);
  const { page, dodo, shop } = bench;
  const session = (await buy(page, "small")).split("/").at(-1) ?? "";
  await dodo.pay(session, { overrides: { total_amount: 100, settlement_amount: 100 } });
  await page.goto(shop.url);
  await untilSaid(page, "small", "Your payment has arrived and is being checked.");
  await untilListed(page, /\$5\.00 500 Being checked pmt_/);
  expect(await textsOf(page, ".said")).toEqual([
    expect.stringMatching(/Please do not pay again\. Reference pmt_[\w-]+$/),
  ]);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "packs-held");
  expect(await page.$eval(buttonOf("small"), (button) => button.ariaDisabled)).toBe("true");
  await buy(page, "medium");
  await press(page, ".main");
  await backAtShop(bench);
  await untilBalance(page, "2,200");
  await untilListed(page, /\$20\.00 2,200 Added/, /\$5\.00 500 Being checked/);
});

test("[C05] a card that is declined leaves the balance as it is, says so, and the pack can be bought again", async () => {
  await using bench = await openShop(browser, problems);
  const { page } = bench;
  await buy(page, "large");
  await page.click("[value='4000000000000002']");
  await press(page, ".main");
  await press(page, "form[action$='/leave'] button");
  await press(page, ".actions a");
  await untilSaid(page, "large", "The payment did not go through. You can try again.");
  await untilListed(page, /\$50\.00 6,000 Not paid/);
  await untilBalance(page, "0");
  await screenshot(page, "packs-declined");
  expect(await buy(page, "large")).toContain("/session/cks_");
});

test("a bank debit is on its way in the list, and nothing can be pressed to pay it again", async () => {
  await using bench = await openShop(browser, problems);
  const { page, dodo, shop } = bench;
  const session = (await buy(page, "small")).split("/").at(-1) ?? "";
  await dodo.pay(session, { result: "processing" });
  await page.goto(shop.url);
  await untilSaid(page, "small", "Your bank is working on it");
  await untilListed(page, /\$5\.00 500 On its way Up to 5 working days/);
  expect(await page.$eval(buttonOf("small"), (button) => button.ariaDisabled)).toBe("true");
});

test("[F46] the packs are in the language of the page, prices and all, without a script of another origin", async () => {
  await using bench = await openShop(browser, problems);
  const { page } = bench;
  await page.evaluate(() => document.documentElement.setAttribute("lang", "de"));
  await page.waitForFunction(() =>
    document
      .querySelector("dodo-topup-packs")
      ?.shadowRoot?.querySelector(".where")
      ?.textContent?.includes("auf der Seite von Dodo"),
  );
  expect((await textsOf(page, ".pack"))[1]).toMatch(
    /^Empfohlen 20,00 \$ 2\.200 Credits je 0,91 ¢ 9 % gespart/,
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "packs-german");
});
