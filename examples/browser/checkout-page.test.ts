// A buyer in a real browser who pays on the hosted checkout page.
import type { Page } from "puppeteer-core";
import { describe, expect, test } from "vitest";
import { useBench } from "./bench.ts";
import { accessibilityProblems, onOneDocument, screenshot } from "./page.ts";

const bench = useBench();
const { createSession, visit } = bench;
const text = (page: Page): Promise<string> =>
  onOneDocument(() => page.$eval("body", (body) => body.innerText));
async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

describe("a buyer", () => {
  test("completes a payment with the keyboard alone", async () => {
    const { checkout_url } = await createSession();
    const page = await visit(checkout_url);
    const focused = (): Promise<string> =>
      page.evaluate(
        () =>
          `${document.activeElement?.tagName} ${document.activeElement?.getAttribute("name") ?? document.activeElement?.textContent}`,
      );
    const stops: string[] = [];
    for (let i = 0; i < 8 && !stops.at(-1)?.startsWith("BUTTON Pay"); i += 1) {
      await page.keyboard.press("Tab");
      stops.push(await focused());
      if (stops.at(-1) === "INPUT method") {
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowUp");
      }
    }
    expect(stops).toEqual([
      "A Back",
      "INPUT code",
      "BUTTON do",
      "INPUT method",
      "BUTTON Pay 54.13 USD",
    ]);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    const payment_id = bench.dodo.deliveries[0]?.payment_id;
    expect(page.url()).toBe(
      `${bench.shop.url}/back?ref=1&payment_id=${payment_id}&status=succeeded&email=ada%40example.com`,
    );
    await page.close();
  });

  test("is declined, reads why beside the form, and pays with another card in the same session", async () => {
    const { checkout_url } = await createSession();
    const page = await visit(checkout_url);
    await page.click("[value='4000000000009995']");
    await press(page, ".main");
    expect(page.url()).toBe(`${checkout_url}#problem`);
    expect(
      await page.$eval("[role=alert]", (alert) => [
        alert.textContent,
        alert === document.activeElement,
      ]),
    ).toEqual([expect.stringContaining("insufficient funds"), true]);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "declined");
    await page.click("[value='4242424242424242']");
    await press(page, ".main");
    expect(page.url()).toContain("status=succeeded");
    expect(bench.dodo.deliveries.map((delivery) => delivery.type)).toEqual([
      "payment.failed",
      "payment.succeeded",
    ]);
    await page.close();
  });

  test("gives up after a decline and goes back with status=failed", async () => {
    const page = await visit((await createSession()).checkout_url);
    await page.click("[value='4000000000000002']");
    await press(page, ".main");
    await press(page, "form[action$='/leave'] button");
    expect(page.url()).toContain(`${bench.shop.url}/back?ref=1&payment_id=pay_`);
    expect(page.url()).toContain("&status=failed");
    await page.close();
  });

  test.each(["succeeded", "failed"] as const)(
    "waits for a slow bank until the tool page finishes the payment as %s",
    async (result) => {
      const { checkout_url } = await createSession();
      const page = await visit(checkout_url);
      await page.click("[value='000000000009']");
      await press(page, ".main");
      expect(await text(page)).toContain("The payment is processing");
      expect(await accessibilityProblems(page)).toEqual([]);
      await screenshot(page, "processing");
      const tool = await visit(`${bench.dodo.url}/`);
      const moved = page.waitForNavigation({ timeout: 120_000 });
      await press(
        tool,
        `form[action='/tool/${result === "succeeded" ? "succeed" : "fail"}'] button`,
      );
      await moved;
      // The page polls every few seconds, and may have polled just before.
      await page.waitForFunction(
        (shop_url) =>
          location.href.startsWith(shop_url) || document.querySelector("[role=alert]") !== null,
        { timeout: 120_000 },
        bench.shop.url,
      );
      if (result === "succeeded") expect(page.url()).toContain("status=succeeded");
      else expect(page.url()).toBe(`${checkout_url}#problem`);
      await Promise.all([page.close(), tool.close()]);
    },
  );

  test("returns at once from a bank debit that is settled days later", async () => {
    const page = await visit((await createSession()).checkout_url);
    await page.click("[value='000123456789']");
    await press(page, ".main");
    expect(page.url()).toContain("status=processing");
    bench.dodo.clock.advance(4 * 24 * 60 * 60 * 1000);
    expect(bench.dodo.deliveries.map((delivery) => delivery.type)).toEqual([
      "payment.processing",
      "payment.succeeded",
    ]);
    await page.close();
  });

  test("goes back to the shop without paying, if the shop has set a cancel address", async () => {
    const page = await visit((await createSession()).checkout_url);
    await press(page, ".back");
    expect(page.url()).toBe(`${bench.shop.url}/cancel`);
    await page.goto((await createSession({ cancel_url: undefined })).checkout_url);
    expect(await page.$(".back")).toBeNull();
    await page.close();
  });

  test("applies a code, removes it, and sees an error for a wrong one", async () => {
    const page = await visit((await createSession()).checkout_url);
    await page.type("#code", "half");
    await press(page, "[value=apply]");
    expect(await page.$eval(".total", (total) => total.textContent)).toBe("27.06 USD");
    await press(page, "[value=clear]");
    await page.type("#code", "NOPE");
    await press(page, "[value=apply]");
    expect(await page.$eval("#code-error", (error) => error.textContent)).toBe(
      "Invalid Discount Code",
    );
    expect(await page.$eval("#code", (field) => field === document.activeElement)).toBe(true);
    expect(await page.$eval(".total", (total) => total.textContent)).toBe("54.13 USD");
    await page.goto(
      (await createSession({ feature_flags: { allow_discount_code: false } })).checkout_url,
    );
    expect(await page.$("#code")).toBeNull();
    await page.close();
  });
});

describe("two tabs", () => {
  async function payInBoth(): Promise<Page> {
    const { checkout_url } = await createSession();
    const [first, second] = [await visit(checkout_url), await visit(checkout_url)];
    await press(first, ".main");
    await press(second, ".main");
    await first.close();
    return second;
  }

  test("one payment per session: the second tab says that it was used", async () => {
    const second = await payInBoth();
    expect(await text(second)).toContain("This checkout was already used");
    expect(await accessibilityProblems(second)).toEqual([]);
    expect(bench.dodo.deliveries).toHaveLength(1);
    await screenshot(second, "consumed");
    await second.close();
  });

  test("many: the second tab pays a second time", async () => {
    await bench.start({ payments_per_session: "many" });
    const second = await payInBoth();
    expect(second.url()).toContain("status=succeeded");
    expect(new Set(bench.dodo.deliveries.map((delivery) => delivery.payment_id)).size).toBe(2);
    await second.close();
  });
});

test("an expired session says so and leads back", async () => {
  const { session_id, checkout_url } = await createSession();
  bench.dodo.expireSession(session_id);
  const page = await visit(checkout_url, { scheme: "dark" });
  expect(await text(page)).toContain("This checkout has expired");
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, "expired");
  await press(page, ".notice a");
  expect(page.url()).toBe(`${bench.shop.url}/cancel`);
  await page.close();
});

test("another site's page cannot press the tool's buttons", async () => {
  const { session_id } = await createSession();
  const { payment_id } = await bench.dodo.pay(session_id, { result: "processing" });
  const page = await visit(
    `${bench.shop.url}/attack?to=${encodeURIComponent(`${bench.dodo.url}/tool/succeed`)}&id=${payment_id}`,
  );
  await press(page, "button");
  expect(await text(page)).toContain("another site");
  await expect(bench.dodo.finish(payment_id, "failed")).resolves.toMatchObject({
    status: "failed",
  });
  await page.close();
});
