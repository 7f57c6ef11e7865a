// A browser, a shop to return to, and a fresh local Dodo for each test.
import assert from "node:assert/strict";
import { createDodoEmulator, type DodoEmulator, type DodoEmulatorOptions } from "@x/dodo-emulator";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { enlargeText, type Look, openPage, startBrowser } from "./page.ts";
import { type Shop, startShop } from "./shop.ts";

export interface Bench {
  readonly dodo: DodoEmulator;
  readonly shop: Shop;
  /** The errors of the browser in all pages, since the list was last emptied. */
  readonly problems: string[];
  open(): Promise<void>;
  close(): Promise<void>;
  /** Starts a new Dodo instead of the previous one. */
  start(options?: DodoEmulatorOptions): Promise<void>;
  /** Opens a checkout of 50 USD that returns to the shop. */
  createSession(
    more?: Record<string, unknown>,
  ): Promise<{ session_id: string; checkout_url: string }>;
  visit(url: string, look?: Look): Promise<Page>;
}

/** Opens a bench for the tests of a file. Each test must leave no error in the browser. */
export function useBench(): Bench {
  const bench = createBench();
  beforeAll(bench.open);
  afterAll(bench.close);
  beforeEach(() => bench.start());
  // The browser reports a page that answers 4xx. That is not an error of the page.
  afterEach(() =>
    expect(
      bench.problems
        .splice(0)
        .filter((problem) => !problem.startsWith("Failed to load resource: the server responded")),
    ).toEqual([]),
  );
  return bench;
}

function createBench(): Bench {
  let browser: Browser | undefined;
  let shop: Shop | undefined;
  let dodo: DodoEmulator | undefined;
  const problems: string[] = [];

  return {
    get dodo() {
      assert(dodo);
      return dodo;
    },
    get shop() {
      assert(shop);
      return shop;
    },
    problems,
    async open() {
      browser = await startBrowser();
      shop = await startShop();
    },
    async close() {
      await browser?.close();
      await shop?.close();
      await dodo?.close();
    },
    async start(options = {}) {
      await dodo?.close();
      dodo = createDodoEmulator({
        business_name: "Northwind Studio",
        tax_bps: 825,
        discounts: [{ code: "HALF", amount: 5000 }],
        clock: "manual",
        ...options,
      });
      await dodo.listen();
    },
    async createSession(more = {}) {
      assert(dodo !== undefined && shop !== undefined);
      const body = {
        product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 5000 }],
        customer: { email: "ada@example.com" },
        return_url: `${shop.url}/back?ref=1`,
        cancel_url: `${shop.url}/cancel`,
        ...more,
      };
      const created = await fetch(`${dodo.url}/checkouts`, {
        method: "POST",
        headers: { authorization: `Bearer ${dodo.api_key}` },
        body: JSON.stringify(body),
      });
      assert.equal(created.status, 200);
      return (await created.json()) as { session_id: string; checkout_url: string };
    },
    async visit(url, look = {}) {
      assert(browser);
      const page = await openPage(browser, problems, look);
      await page.goto(url);
      if (look.text !== undefined) await enlargeText(page, look.text);
      return page;
    },
  };
}
