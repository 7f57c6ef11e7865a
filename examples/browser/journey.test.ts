// A whole purchase in a real browser: the shop's page, the checkout, the result page, the balance.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { startShop, type Shop } from "@x/example-node/start";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  buy as buyAt,
  press as pressOn,
  type Pack,
  saidBy,
  untilBalance,
  untilSaid,
} from "./local-shop.ts";
import { accessibilityProblems, openPage, screenshot, startBrowser } from "./page.ts";

const RESULT =
  /\/v1\/payment\/redirect\/success\?ref=ref_[\w-]{22}(&lang=[a-z]{2})?(&look=[2-4])?$/;
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
  // No page violated its policy or had a failing script.
  expect(problems.splice(0)).toEqual([]);
});

const heading = (): Promise<string> => page.$eval("h1", (element) => element.textContent ?? "");

const press = async (selector: string): Promise<void> => await pressOn(page, selector);

/** Clicks a pack and lands on the checkout page. */
async function buy(pack: Pack): Promise<string> {
  const checkout_url = await buyAt(page, pack);
  expect(checkout_url).toMatch(/\/session\/cks_/);
  return checkout_url;
}

/** Waits until the result page, which has no script, shows the result. */
async function untilHeading(title: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector("h1")?.textContent === wanted,
    { timeout: 120_000 },
    title,
  );
}

async function balance(): Promise<number> {
  return await page.evaluate(
    async () => ((await (await fetch("/balance")).json()) as { credits: number }).credits,
  );
}

/**
 * Returns to the shop by the link of the result page, or by its automatic redirect once it is paid.
 */
async function backAtShop(): Promise<void> {
  await page.waitForFunction((url) => location.href === url, { timeout: 120_000 }, `${shop.url}/`);
}

test("[C01] a pack is clicked, paid, confirmed and in the balance; back at the shop its button says so; the address keeps no e-mail", async () => {
  await untilBalance(page, "0");
  await screenshot(page, "journey-shop");
  await buy("medium");
  await screenshot(page, "journey-checkout");
  await press(".main");
  expect(page.url()).toMatch(RESULT);
  expect(page.url()).not.toMatch(/email|status|payment_id/);
  await untilHeading("Paid");
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "journey-paid");
  await backAtShop();
  await untilSaid(page, "medium", "2,200 credits have been added to your balance.");
  await untilBalance(page, "2,200");
  expect(await page.$eval("dodo-topup-packs >>>> ins", (grown) => grown.textContent)).toBe(
    "+2,200",
  );
  expect([await saidBy(page, "small"), await saidBy(page, "large")]).toEqual(["", ""]);
  expect(await balance()).toBe(2_200);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "journey-back-at-shop");
});

test("a second pack of the same kind is a second purchase: its button is free again after the first", async () => {
  for (const shown of ["500", "1,000"]) {
    await buy("small");
    await press(".main");
    await untilHeading("Paid");
    await press(".actions a");
    await untilSaid(page, "small", "500 credits");
    await untilBalance(page, shown);
  }
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

test("[W04] a buyer who gives up after a decline lands on a page that claims nothing, whatever its address says", async () => {
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
  await untilSaid(page, "small", "The payment did not go through. You can try again.");
  expect(await balance()).toBe(0);
});

test("[C04] [F44] a bank debit is processing, which does not reload, and days later in the balance", async () => {
  await buy("large");
  await page.click("[value='000000000009']");
  await press(".main");
  const processing = dodo.deliveries.at(-1)?.payment_id;
  await page.goto(await resultAddress());
  expect(await heading()).toBe("Your bank is working on it");
  expect(await accessibilityProblems(page)).toEqual([]);
  await dodo.finish(processing ?? "", "succeeded");
  // The webhook may arrive after the page was asked for, and this page does not reload.
  const lookAgain = async (): Promise<string> => {
    await press(".just a");
    return await heading();
  };
  await expect.poll(lookAgain).not.toBe("Your bank is working on it");
  await untilHeading("Paid");
  await backAtShop();
  expect(await balance()).toBe(6_000);
});

/** Returns the address that the open checkout would redirect to. */
async function resultAddress(): Promise<string> {
  const create = dodo.requests.findLast(
    ({ method, path }) => method === "POST" && path === "/checkouts",
  );
  return String(Reflect.get(Object(create?.body), "return_url"));
}

test("[A08] gone back from the checkout, the same pack leads to a page that can be paid; the browser's Back keeps the shop alive", async () => {
  const first = await buy("small");
  await page.goBack();
  expect(page.url()).toBe(`${shop.url}/`);
  await buy("small");
  await press(".back");
  expect(page.url()).toMatch(/redirect\/cancel\?ref=/);
  expect(await heading()).toBe("Nothing has been paid");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goto(first);
  await press(".main");
  await untilHeading("Paid");
  await backAtShop();
  expect(await balance()).toBe(500);
});

test("[O04] the webhook is lost: the result page completes it, and a reload changes nothing", async () => {
  await buy("small");
  dodo.faults.webhooks.lose = 1;
  await press(".main");
  await untilHeading("Paid");
  expect(dodo.deliveries.at(-1)?.state).toBe("lost");
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
  for (let looked = 0; looked < 5 && !(await page.content()).includes("<h1>Paid</h1>"); looked += 1)
    await page.waitForNavigation();
  expect(await page.content()).toContain("<h1>Paid</h1>");
  await page.setJavaScriptEnabled(true);
});

test("[A01] [B02] twenty buttons of one topup, pressed at once, are given one page", async () => {
  const posts = (): number =>
    dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts").length;
  const before = posts();
  const addresses = await page.evaluate(async () => {
    const made = await fetch("/topups", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ pack: "small" }),
    });
    const { topup_id } = (await made.json()) as { topup_id: string };
    const buttons = Array.from({ length: 20 }, () => document.createElement("dodo-topup-button"));
    const opened = buttons.map((button) => {
      button.setAttribute("topup-id", topup_id);
      return new Promise<string>((resolve) => {
        button.addEventListener("dodo-topup-checkout", (event) => {
          event.preventDefault();
          resolve((event as CustomEvent<{ checkout_url: string }>).detail.checkout_url);
        });
      });
    });
    document.body.append(...buttons);
    await Promise.all(
      buttons.map(
        async (button) =>
          await (button as HTMLElement & { updateComplete: Promise<unknown> }).updateComplete,
      ),
    );
    for (const button of buttons) button.shadowRoot?.querySelector("button")?.click();
    return await Promise.all(opened);
  });
  expect([new Set(addresses).size, posts() - before]).toEqual([1, 1]);
});
