// Starts a shop and a local Dodo, and opens a buyer's tab at the shop.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDodoEmulator, type DodoEmulator, type DodoEmulatorOptions } from "@x/dodo-emulator";
import { startShop, type Shop } from "@x/example-node/start";
import type { Browser, Frame, Page } from "puppeteer-core";
import { openPage } from "./page.ts";

export type Pack = "small" | "medium" | "large";

export interface LocalShop {
  dodo: DodoEmulator;
  shop: Shop;
  page: Page;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openShop(
  browser: Browser,
  problems: string[],
  options: DodoEmulatorOptions = {},
): Promise<LocalShop> {
  const folder = mkdtempSync(join(tmpdir(), "shop-"));
  const dodo = createDodoEmulator(options);
  await dodo.listen();
  const shop = await startShop({ ...dodo.env, DATABASE: join(folder, "shop.sqlite"), PORT: "0" });
  dodo.webhook_url = `${shop.url}/v1/payment/webhook`;
  const page = await openPage(browser, problems);
  await browser.setCookie({ name: "user", value: "ada", domain: "localhost" });
  await page.goto(shop.url);
  const close = async (): Promise<void> => {
    await page.close();
    await shop.stop();
    await dodo.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { dodo, shop, page, [Symbol.asyncDispose]: close };
}

/** Clicks something and waits for the page it leads to. */
export async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

/**
 * Clicks a pack's button, once it is free, and lands on the checkout page, whose address it
 * returns.
 */
export async function buy(page: Page, pack: Pack): Promise<string> {
  const free = `${buttonOf(pack)}:not([aria-disabled=true])`;
  await page.waitForSelector(free);
  await press(page, free);
  return page.url();
}

/** Returns the selector of the element that sells a pack, inside of `<dodo-topup-packs>`. */
export function elementOf(pack: Pack): string {
  return `dodo-topup-packs >>>> #pack-${pack}`;
}

/** Returns the selector of the native button that sells a pack. */
export function buttonOf(pack: Pack): string {
  return `${elementOf(pack)} >>>> button`;
}

/** Reads the line below a pack's button. */
export async function saidBy(page: Page, pack: Pack): Promise<string> {
  return await page.$eval(
    `${elementOf(pack)} >>>> [role=status]`,
    (line) => line.textContent ?? "",
  );
}

/** Waits until the line below a pack's button begins with this text. */
export async function untilSaid(page: Page | Frame, pack: Pack, words: string): Promise<void> {
  const says = (name: string, wanted: string): boolean =>
    document
      .querySelector("dodo-topup-packs")
      ?.shadowRoot?.querySelector(`#pack-${name}`)
      ?.shadowRoot?.querySelector("[role=status]")
      ?.textContent?.startsWith(wanted) === true;
  await page.waitForFunction(says, { timeout: 120_000 }, pack, words);
}

export async function untilBalance(page: Page, shown: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.querySelector("dodo-topup-packs")?.shadowRoot?.querySelector(".balance strong")
        ?.textContent === wanted,
    { timeout: 120_000 },
    shown,
  );
}
