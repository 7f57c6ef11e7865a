// Buys on a page of another site than the payment routes: with a cookie, and with a bearer.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { press } from "./local-shop.ts";
import { openPage, startBrowser } from "./page.ts";
import { servePage, startRoutes, writePage } from "./two-origins.ts";

const PAID = "500 credits have been added to your balance.";
const WAITING = { timeout: 120_000 };
const BUTTON = "dodo-topup-button >>>> button:not([aria-disabled=true])";
const LINE = "dodo-topup-button >>>> [role=status]";

/** The page's script. The address of the page has the endpoint and the topup. */
const SCRIPT = (options: string): string => `
import { createPaymentClient } from "./payment-client.js";
import "./dodo-topup-button.js";
const query = new URLSearchParams(location.search);
const button = document.querySelector("dodo-topup-button");
button.topup_id = query.get("topup");
button.client = createPaymentClient({ endpoint: query.get("endpoint"), ${options} });
`;
const COOKIE = SCRIPT(`credentials: "include", headers: { "x-tenant-id": "7" }`);
const BEARER = SCRIPT(`token: "ada", headers: { traceparent: "00-1-2-01", baggage: "a=1" }`);

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());

async function untilReads(page: Page, words: string): Promise<void> {
  await expect
    .poll(async () => await page.$eval(LINE, (line) => line.textContent), WAITING)
    .toBe(words);
}

describe.each([
  {
    how: "a cookie",
    script: COOKIE,
    userOf: ({ headers }: Request) => /(?:^|; )user=(\w+)/.exec(headers.get("cookie") ?? "")?.[1],
  },
  {
    how: "a bearer",
    script: BEARER,
    userOf: ({ headers }: Request) =>
      /^Bearer (\w+)$/.exec(headers.get("authorization") ?? "")?.[1],
  },
])("with $how", ({ script, userOf }) => {
  const authenticate = (request: Request): { user_id: string } | null => {
    const user_id = userOf(request);
    return user_id === undefined ? null : { user_id };
  };

  test("[F19] a page of an allowed origin, whose requests have headers of their own, buys and reads the result", async () => {
    using files = writePage(script);
    await using site = await servePage(files);
    await using routes = await startRoutes({
      authenticate,
      allowed_origins: [site.url],
      return_origins: [site.url],
    });
    const problems: string[] = [];
    const page = await openPage(browser, problems);
    await page.goto(`${routes.url}/sign-in`);
    const topup = routes.createTopup("ada");
    await page.goto(`${site.url}/?topup=${topup}&endpoint=${routes.url}/v1/payment`);
    await page.waitForSelector(BUTTON);
    await press(page, BUTTON);
    await press(page, ".main");
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Paid", WAITING);
    await press(page, ".actions a");
    expect(new URL(page.url()).origin).toBe(site.url);
    await untilReads(page, PAID);
    expect([routes.balanceOf("ada"), problems]).toEqual([500, []]);
    await page.close();
  });

  test("[F19] a page of any other origin reads nothing and buys nothing", async () => {
    using files = writePage(script);
    await using site = await servePage(files);
    await using routes = await startRoutes({
      authenticate,
      allowed_origins: ["https://app.example"],
    });
    const page = await openPage(browser, []);
    await page.goto(`${routes.url}/sign-in`);
    const topup = routes.createTopup("ada");
    await page.goto(`${site.url}/?topup=${topup}&endpoint=${routes.url}/v1/payment`);
    await page.waitForSelector(BUTTON);
    await page.click(BUTTON);
    await untilReads(page, "No connection. Nothing has been paid. Please try again.");
    expect(routes.balanceOf("ada")).toBe(0);
    await page.close();
  });
});
