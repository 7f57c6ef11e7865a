// The views of the desk: how they look, what they list, and who may see them.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inDesk, openDeskShop, untilShown, type DeskShop } from "./desk-shop.ts";
import {
  accessibilityProblems,
  enlargeText,
  screenshot,
  scrollsSideways,
  startBrowser,
  type Look,
} from "./page.ts";
import { PAYMENTS } from "./stories.ts";

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

const LOOKS: [string, Look][] = [
  ["light 1280", { width: 1280 }],
  ["dark 1280", { scheme: "dark", width: 1280 }],
  ["light 375", { width: 375 }],
  ["dark 320", { scheme: "dark", width: 320 }],
];
const VIEWS: [string, string, string][] = [
  ["queue", "", "6 payments need a person"],
  ["held", "#desk/queue/pmt_disputed", "Disputed before it was added"],
  ["unmatched", "#desk/queue/dodo%3Amsg_elsewhere_2", "pay_elsewhere"],
  ["payment", "#desk/payment/pmt_3", "What happened"],
  ["payments", "#desk/payments", "50 shown"],
  ["events", "#desk/events", "50 shown"],
  ["numbers", "#desk/numbers", "Topups per day"],
  ["check", "#desk/check", "Not ready to go live"],
];

describe.each(LOOKS)("%s", (name, look) => {
  test.each(VIEWS)(
    "%s is accessible, does not scroll sideways, has large targets and needs no exception of the policy",
    async (view, fragment, text) => {
      const page = await desk.visit(fragment, look);
      await untilShown(page, text);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(await smallTargets(page)).toEqual([]);
      await screenshot(page, `desk-${view}-${name.replaceAll(" ", "-")}`);
      expect(problems).toEqual([]);
      await page.close();
    },
  );
});

test.each([1280, 375])(
  "at %d pixels, text of twice the size does not scroll sideways",
  async (width) => {
    const page = await desk.visit("", { width });
    for (const [, fragment, text] of VIEWS) {
      await page.goto(`${desk.shop.url}/desk${fragment}`);
      await untilShown(page, text);
      await enlargeText(page, "200%");
      expect([fragment, await scrollsSideways(page)]).toEqual([fragment, false]);
    }
    await page.close();
  },
);

test("all payments are reached page by page, and the address keeps the filter", async () => {
  const page = await desk.visit("#desk/payments");
  await untilShown(page, "50 shown");
  // Each page is loaded when the end of the list is in view, until there is no more.
  await page.waitForFunction(
    () => {
      scrollTo(0, document.documentElement.scrollHeight);
      return !document.querySelector("dodo-payments-desk")?.shadowRoot?.querySelector(".more-rows");
    },
    { polling: 50, timeout: 120_000 },
  );
  // The last page has the two payments that were made at the local Dodo.
  await untilShown(page, `${(PAYMENTS + 2).toLocaleString("en")} shown`);
  await page.locator(inDesk(".filters a:nth-child(2)")).click();
  await untilShown(page, "4 shown");
  expect(page.url()).toMatch(/#desk\/payments\?status=held$/);
  await page.reload();
  await untilShown(page, "4 shown");
  await page.goBack();
  await untilShown(page, "50 shown");
  await page.close();
});

test("scrolling to the end of a list loads more of it, and each filter says how many there are", async () => {
  const page = await desk.visit("#desk/payments");
  await untilShown(page, "50 shown");
  await untilShown(page, `All ${(PAYMENTS + 2).toLocaleString("en")} Held 4`);
  const scrollToEnd = async (): Promise<void> =>
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await scrollToEnd();
  await untilShown(page, "100 shown");
  await scrollToEnd();
  await untilShown(page, "150 shown");
  await page.goto(`${desk.shop.url}/desk#desk/payments?user_id=user-1`);
  await untilShown(page, "All Held Crediting");
  await page.close();
});

test("reconciliation and the comparison with Dodo show how far they are", async () => {
  const page = await desk.visit();
  await untilShown(page, "Not compared with Dodo yet");
  await page.locator(inDesk(".runs .b:nth-child(2)")).click();
  // Both ask Dodo about each payment, at three calls a second unless an option says otherwise.
  await untilShown(page, "Done:");
  await page.locator(inDesk(".runs .b:nth-child(1)")).click();
  await untilShown(page, "differences with Dodo");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.close();
});

test("the search leads to a payment, or says that there is none", async () => {
  const page = await desk.visit("#desk/check");
  await untilShown(page, "Going live");
  await page.focus(inDesk("nav a"));
  await page.keyboard.press("/");
  await page.keyboard.type("pmt_3\n");
  await untilShown(page, "topup tu_3");
  await page.focus(inDesk("nav a"));
  await page.keyboard.press("/");
  await page.keyboard.type("x\n");
  await untilShown(page, "There is no payment, topup or user “pmt_3x”.");
  await page.close();
});

test("the desk speaks German where the page does", async () => {
  const page = await desk.visit("#desk/numbers");
  await untilShown(page, "Topups per day");
  await page.evaluate(() => {
    document.documentElement.lang = "de";
    location.hash = "#desk/queue";
  });
  await untilShown(page, "brauchen einen Menschen");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  await screenshot(page, "desk-german");
  await page.close();
});

test("who is no administrator is not shown the page; who stops being one reads what to do", async () => {
  const page = await desk.visit("", { user: "ada" });
  expect(await page.$eval("h1", (heading) => heading.textContent)).toBe(
    "Sign in as an administrator",
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  await Promise.all([page.waitForNavigation(), page.click("form button")]);
  await untilShown(page, "need a person");
  await browser.setCookie({ name: "user", value: "ada", domain: "localhost" });
  await page.evaluate(() => (location.hash = "#desk/events"));
  await untilShown(page, "The server does not know you as an administrator. not_found");
  await browser.deleteMatchingCookies({ name: "user", domain: "localhost" });
  await page.evaluate(() => (location.hash = "#desk/payments"));
  await untilShown(page, "You are not signed in.");
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "desk-no-administrator");
  await page.close();
});

/** Returns the controls inside of the desk that are smaller than 44 by 44 pixels. */
async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const root = document.querySelector("dodo-payments-desk")?.shadowRoot;
    const controls = [...(root?.querySelectorAll("button, a, summary, input, textarea") ?? [])];
    const small = controls.filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      // A link inside of a sentence is as high as its line.
      return width > 0 && (width < 44 || height < 43.5) && !control.matches("li span > a");
    });
    return small.map((control) => {
      const { width, height } = control.getBoundingClientRect();
      return `${control.outerHTML.slice(0, 80)} ${Math.round(width)}×${Math.round(height)}`;
    });
  });
}
