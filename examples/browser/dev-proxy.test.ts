// Buys on a page of Vite's development server, whose proxy leads to the payment routes.
import type { Browser } from "puppeteer-core";
import { createServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { press } from "./local-shop.ts";
import { openPage, startBrowser } from "./page.ts";
import { startRoutes, writePage } from "./two-origins.ts";

const SCRIPT = `
import "./dodo-topup-button.js";
const button = document.querySelector("dodo-topup-button");
button.topup_id = new URLSearchParams(location.search).get("topup");
`;
const WAITING = { timeout: 120_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());

test.each([true, false])(
  "[F49] behind Vite's proxy with changeOrigin: %s, a buyer with a cookie buys and comes back to the page",
  async (changeOrigin) => {
    using files = writePage(SCRIPT);
    await using routes = await startRoutes({
      authenticate: ({ headers }) =>
        /\buser=ada\b/.test(headers.get("cookie") ?? "") ? { user_id: "ada" } : null,
    });
    const vite = await createServer({
      root: files.folder,
      configFile: false,
      logLevel: "silent",
      server: {
        host: "127.0.0.1",
        port: 0,
        hmr: false,
        proxy: { "/v1": { target: routes.url, changeOrigin }, "/sign-in": routes.url },
      },
    });
    try {
      await vite.listen();
      const { port } = new URL(vite.resolvedUrls?.local[0] ?? "");
      const site = `http://localhost:${port}`;
      const problems: string[] = [];
      const page = await openPage(browser, problems);
      await page.goto(`${site}/sign-in`);
      await page.goto(`${site}/?topup=${routes.createTopup("ada")}`);
      const button = "dodo-topup-button >>>> button:not([aria-disabled=true])";
      await page.waitForSelector(button);
      await press(page, button);
      await press(page, ".main");
      await page.waitForFunction(
        () => document.querySelector("h1")?.textContent === "Paid",
        WAITING,
      );
      await press(page, ".actions a");
      expect(new URL(page.url()).origin).toBe(site);
      await expect
        .poll(
          async () =>
            await page.$eval("dodo-topup-button >>>> [role=status]", (line) => line.textContent),
          WAITING,
        )
        .toBe("500 credits have been added to your balance.");
      expect([routes.balanceOf("ada"), problems]).toEqual([500, []]);
      await page.close();
    } finally {
      await vite.close();
    }
  },
);
