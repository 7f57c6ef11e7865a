// Decisions about held payments in the desk, with the keyboard and with a mouse.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inDesk, openDeskShop, untilShown, type DeskShop } from "./desk-shop.ts";
import { accessibilityProblems, screenshot, startBrowser } from "./page.ts";

const problems: string[] = [];
let browser: Browser;
let desk: DeskShop;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openDeskShop(browser, problems);
});
afterAll(async () => {
  await desk?.close();
  await browser?.close();
});
beforeEach(() => void (problems.length = 0));

test("the keyboard alone credits a payment that was paid short, once", async () => {
  const page = await desk.visit();
  await untilShown(page, "Paid twice for one topup");
  await page.locator(inDesk(".queue a")).click();
  await page.keyboard.press("j");
  await untilShown(page, "pay_disputed");
  await page.keyboard.press("k");
  await untilShown(page, "pay_duplicate");
  for (let item = 0; item < 4; item += 1) await page.keyboard.press("j");
  await untilShown(page, "although $2.00 are missing");
  await page.keyboard.press("c");
  await untilShown(page, "Write a note first");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.focus(inDesk("textarea"));
  // In a field a key is a letter.
  await page.keyboard.type("Checked: cd/jk");
  await page.keyboard.press("Tab");
  await page.keyboard.press("c");
  await untilShown(page, "Add 2,200 credits to user-underpaid?");
  expect(await focused(page)).toBe("not-yet");
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "desk-second-look");
  await page.keyboard.press("Escape");
  await untilShown(page, "although $2.00 are missing");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await untilShown(page, "Add 2,200 credits to user-underpaid?");
  await page.keyboard.press("Tab");
  expect(desk.balanceOf("user-underpaid")).toBe(0);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await untilShown(page, "2,200 credits have been added to user-underpaid.");
  await untilShown(page, "5 payments need a person");
  await untilShown(page, "Checked: cd/jk");
  expect(desk.balanceOf("user-underpaid")).toBe(2_200);
  expect(problems).toEqual([]);
  await screenshot(page, "desk-credited");
  await page.close();
});

test("two clicks send one decision", async () => {
  const page = await desk.visit("#desk/queue/pmt_disputed");
  const sent: string[] = [];
  page.on("request", (request) => void (request.method() === "POST" && sent.push(request.url())));
  await untilShown(page, "Disputed before it was added");
  await page.locator(inDesk("textarea")).fill("The dispute was lost.");
  await page.locator(inDesk("#dismiss")).click();
  await untilShown(page, "Close this payment of user-disputed without credits?");
  await page.evaluate(() => {
    const confirm = document
      .querySelector("dodo-payments-desk")
      ?.shadowRoot?.querySelector<HTMLElement>("#confirm");
    confirm?.click();
    confirm?.click();
  });
  await untilShown(page, "The payment has been dismissed.");
  expect(sent).toHaveLength(1);
  expect(desk.balanceOf("user-disputed")).toBe(0);
  await page.close();
});

test("a topup that has changed is credited with its new values only after they were accepted", async () => {
  const page = await desk.visit(`#desk/queue/${desk.changed}`);
  await untilShown(page, "Adds 2,500 credits");
  await page.locator(inDesk("textarea")).fill("The bonus was meant.");
  await page.locator(inDesk("#credit")).click();
  await untilShown(page, "The topup now says $20.00, 2,500 credits");
  await page.locator(inDesk("#confirm")).click();
  expect(desk.balanceOf("user-changed")).toBe(0);
  await page.locator(inDesk(".accept input")).click();
  await page.locator(inDesk("#confirm")).click();
  await untilShown(page, "2,500 credits have been added to user-changed.");
  expect(desk.balanceOf("user-changed")).toBe(2_500);
  await page.close();
});

test("a second payment for a paid topup has no button to credit it, and says why", async () => {
  const page = await desk.visit("#desk/queue/pmt_duplicate");
  await untilShown(page, "another one has paid the topup");
  expect(await page.$(inDesk("#credit"))).toBeNull();
  await page.focus(inDesk(".queue a"));
  await page.keyboard.press("c");
  expect(await page.$(inDesk(".second"))).toBeNull();
  await page.close();
});

test("a payment that was made short at Dodo appears, with what the delivery said, and its delivery can be replayed", async () => {
  await desk.buyHeld("bob", { pays: 1_500 });
  const page = await desk.visit("#desk/payments?user_id=bob");
  await untilShown(page, "1 shown");
  await page.locator(inDesk(".list .id a")).click();
  await untilShown(page, "Paid less than was owed");
  await untilShown(page, "$15.00 paid, $0.00 tax");
  await untilShown(page, "Dodo delivered payment.succeeded");
  await screenshot(page, "desk-held-at-dodo");
  await page.goto(`${desk.shop.url}/desk#desk/events`);
  await untilShown(page, "50 shown");
  await page.locator(inDesk(".list .b")).click();
  await untilShown(page, "Replayed: Held.");
  await page.close();
});

/** Returns the id of the element inside of the desk that has the focus. */
async function focused(page: Page): Promise<string | undefined> {
  return await page.evaluate(
    () => document.querySelector("dodo-payments-desk")?.shadowRoot?.activeElement?.id,
  );
}
