// A shop with a thousand payments of the last 30 days, and the administrator's tab at its desk.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { startShop, type Shop } from "@x/example-node/start";
import { createBuyer } from "@x/example-shared/browser";
import { createBooks } from "@x/example-shared/sqlite-books";
import type { Browser, Page } from "puppeteer-core";
import { openPage, type Look } from "./page.ts";
import { seedPayments } from "./seed.ts";

/** A shop with its local Dodo. */
export interface DeskShop {
  dodo: DodoEmulator;
  shop: Shop;
  /** Opens the desk at a view, such as `#desk/check`, as the user of a cookie. */
  visit(fragment?: string, look?: Look & { user?: string }): Promise<Page>;
  /** Returns the user's balance from the shop's database. */
  balanceOf(user_id: string): number;
  /** The id of a payment that was paid short, by `user-underpaid`. */
  underpaid: string;
  /** The id of a payment whose topup was given 2,500 credits afterwards, by `user-changed`. */
  changed: string;
  /** Buys 2,200 credits, of which less is paid or whose topup is edited, and waits for the hold. */
  buyHeld(user_id: string, trouble: { pays?: number; credits?: number }): Promise<string>;
  close(): Promise<void>;
}

/** Seeds the database, starts Dodo and the shop, and waits until both listen. */
export async function openDeskShop(browser: Browser, problems: string[]): Promise<DeskShop> {
  const folder = mkdtempSync(join(tmpdir(), "desk-"));
  const file = join(folder, "shop.sqlite");
  await seedPayments(file, Date.now());
  const dodo = createDodoEmulator();
  await dodo.listen();
  const shop = await startShop({ ...dodo.env, DATABASE: file, PORT: "0" });
  dodo.webhook_url = `${shop.url}/v1/payment/webhook`;
  const db = new DatabaseSync(file);
  const books = createBooks(db);
  const edit = db.prepare("UPDATE topups SET credits = ? WHERE topup_id = ?");
  const buyHeld: DeskShop["buyHeld"] = async (user_id, { pays = 2_000, credits = 2_200 }) => {
    const buyer = createBuyer(shop.url, user_id);
    const topup_id = await buyer.topup("medium");
    const checkout = await buyer.checkout(topup_id);
    edit.run(credits, topup_id);
    await dodo.pay(checkout.provider_session_id, {
      overrides: { total_amount: pays, settlement_amount: pays, tax: 0, settlement_tax: 0 },
    });
    await buyer.waitFor(checkout.status_url, "held");
    return checkout.payment_id;
  };
  return {
    dodo,
    shop,
    buyHeld,
    underpaid: await buyHeld("user-underpaid", { pays: 1_800 }),
    changed: await buyHeld("user-changed", { credits: 2_500 }),
    balanceOf: (user_id) => books.balanceOf(user_id),
    async visit(fragment = "", { user = "admin", ...look } = {}) {
      const page = await openPage(browser, problems, look);
      await browser.setCookie({ name: "user", value: user, domain: "localhost" });
      await page.goto(`${shop.url}/desk${fragment}`);
      return page;
    },
    async close() {
      db.close();
      await shop.stop();
      await dodo.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the desk shows a text. */
export async function untilShown(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document
        .querySelector("dodo-payments-desk")
        ?.shadowRoot?.querySelector<HTMLElement>(".desk")
        ?.innerText.replaceAll(/\s+/g, " ")
        .includes(wanted),
    {},
    text,
  );
}

/** Returns the selector of something inside of the desk. */
export function inDesk(selector: string): string {
  return `dodo-payments-desk >>> ${selector}`;
}
