// Purchases that go wrong, in a real browser: two tabs, lost webhooks, expiry, slow banks, taxes, a
// wrong product.
import type { DodoEmulatorOptions } from "@x/dodo-emulator";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { buy, buttonOf, type LocalShop, openShop, press, untilSaid } from "./local-shop.ts";
import { openPage, startBrowser } from "./page.ts";

interface Row {
  topup_id: string;
  status: string;
  hold_reason: string | null;
  net_minor: number | null;
  checkout_url: string;
}

const problems: string[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => await browser?.close());
// The browser reports a refused request. These tests cause some on purpose.
afterEach(() =>
  expect(
    problems.splice(0).filter((problem) => !problem.startsWith("Failed to load resource")),
  ).toEqual([]),
);

const open = async (options?: DodoEmulatorOptions): Promise<LocalShop> =>
  await openShop(browser, problems, options);

const untilHeading = async (page: Page, title: string): Promise<unknown> =>
  await page.waitForFunction(
    (wanted) => document.querySelector("h1")?.textContent === wanted,
    { timeout: 120_000 },
    title,
  );

/** Fetches a route of the shop from its own page and returns the answer. */
async function call<T>({ page, shop }: LocalShop, path: string, body?: unknown): Promise<T> {
  // The policy of a result page does not allow any fetch.
  if (page.url() !== `${shop.url}/`) await page.goto(shop.url);
  const answer = await page.evaluate(
    async (to, sent) => {
      const post = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(sent),
      };
      return await (await fetch(to, sent === null ? {} : post)).json();
    },
    path,
    body ?? null,
  );
  return answer as T;
}

const rows = async (bench: LocalShop): Promise<Row[]> =>
  (await call<{ items: Row[] }>(bench, "/v1/payment/payments/me")).items;
const balance = async (bench: LocalShop): Promise<number> =>
  (await call<{ credits: number }>(bench, "/balance")).credits;
const createAgain = async (
  bench: LocalShop,
  topup_id: string,
): Promise<{ code?: string; checkout_url?: string }> =>
  await call(bench, "/v1/payment/checkout/create", { method_id: "dodo", topup_id });

test("[C19] paid twice in two tabs of one checkout: one credit, the second payment is held", async () => {
  await using bench = await open({ payments_per_session: "many" });
  await buy(bench.page, "small");
  const second = await openPage(browser, problems);
  await second.goto(bench.page.url());
  await press(bench.page, ".main");
  await untilHeading(bench.page, "Paid");
  await press(second, ".main");
  await second.close();
  expect(bench.dodo.deliveries).toHaveLength(2);
  await expect
    .poll(async () => (await rows(bench)).map(({ status, hold_reason }) => [status, hold_reason]))
    .toEqual([
      ["held", "duplicate_payment"],
      ["paid", null],
    ]);
  expect(await balance(bench)).toBe(500);
});

test.each(["new", "same"] as const)(
  "[C20] declined, the second card succeeds and its webhook is lost: the result page credits it (%s payment id)",
  async (payment_id_after_decline) => {
    await using bench = await open({ payment_id_after_decline });
    await buy(bench.page, "small");
    await bench.page.click("[value='4000000000000002']");
    await press(bench.page, ".main");
    bench.dodo.faults.webhooks.lose = 1;
    await bench.page.click("[value='4242424242424242']");
    await press(bench.page, ".main");
    await untilHeading(bench.page, "Paid");
    expect(bench.dodo.deliveries.at(-1)?.state).toBe("lost");
    expect(await balance(bench)).toBe(500);
  },
);

test("[A07] a checkout that expired says so and takes no money; it shows no false result", async () => {
  await using bench = await open();
  await buy(bench.page, "small");
  const old = bench.page.url();
  bench.dodo.expireSession(old.split("/").at(-1) ?? "");
  await bench.page.reload();
  expect(await bench.page.$(".main")).toBeNull();
  const [row] = await rows(bench);
  expect(row?.status).toBe("pending");
});

test("[A09] a slow payment: the same topup cannot be paid again in the meantime, and it is paid once the payment succeeds", async () => {
  await using bench = await open();
  await buy(bench.page, "small");
  await bench.page.click("[value='000000000009']");
  await press(bench.page, ".main");
  const [row] = await rows(bench);
  expect((await createAgain(bench, row?.topup_id ?? "")).code).toBe("payment_processing");
  bench.dodo.faults.webhooks.lose = 1;
  await bench.dodo.finish(bench.dodo.deliveries.at(-1)?.payment_id ?? "", "succeeded");
  await expect.poll(() => bench.dodo.deliveries.at(-1)?.state).toBe("lost");
  // Dodo was queried just now, and that answer is reused for some seconds.
  await expect
    .poll(async () => (await createAgain(bench, row?.topup_id ?? "")).code)
    .toBe("topup_not_pending");
  expect(await balance(bench)).toBe(500);
});

test("[A08] declined and left: a new checkout at once; gone back from one: the same address again", async () => {
  await using bench = await open();
  await buy(bench.page, "small");
  const first = bench.page.url();
  const [row] = await rows(bench);
  expect((await createAgain(bench, row?.topup_id ?? "")).checkout_url).toBe(first);
  await bench.page.goto(first);
  await bench.page.click("[value='4000000000000002']");
  await press(bench.page, ".main");
  await press(bench.page, "form[action$='/leave'] button");
  await untilHeading(bench.page, "Not paid");
  // On a busy machine an answer about the first checkout may take too long, and is asked for again.
  await expect
    .poll(async () => (await createAgain(bench, row?.topup_id ?? "")).checkout_url)
    .toMatch(/\/session\/cks_/);
  expect((await createAgain(bench, row?.topup_id ?? "")).checkout_url).not.toBe(first);
});

test.each([
  ["on top", { tax_bps: 825 }, 500],
  [
    "inside the price",
    { tax_bps: 825, products: [{ product_id: "pdt_topup", tax_inclusive: true }] },
    500,
  ],
] as const)("[M04] tax %s: the whole pack is credited", async (_, options, credits) => {
  await using bench = await open(options);
  await buy(bench.page, "small");
  await press(bench.page, ".main");
  await untilHeading(bench.page, "Paid");
  expect(await balance(bench)).toBe(credits);
  expect((await rows(bench))[0]).toMatchObject({ status: "paid", net_minor: 500 });
});

test.each([
  [
    "a subscription",
    { product_id: "pdt_topup", recurring: true },
    "The Dodo product is a subscription",
  ],
  [
    "a fixed price",
    { product_id: "pdt_topup", price: 700 },
    "The Dodo product has a fixed price of 700 cents and this topup is of 500",
  ],
  [
    "another currency",
    { product_id: "pdt_topup", currency: "EUR" },
    "The Dodo product is not priced in USD",
  ],
] as const)(
  "[M06] %s: the button says that the checkout is unavailable and reports the reason to the page, and no checkout is opened",
  async (_, product, sentence) => {
    await using bench = await open({ products: [product] });
    const told = bench.page.evaluate(
      async () =>
        await new Promise<string>((resolve) =>
          addEventListener(
            "dodo-topup-error",
            (event) => resolve((event as CustomEvent<{ error: Error }>).detail.error.message),
            { once: true },
          ),
        ),
    );
    await bench.page.click(buttonOf("small"));
    expect(await told).toContain(sentence);
    await untilSaid(bench.page, "small", "This cannot be paid here.");
    await expect.poll(() => problems.join()).toContain(`product_mismatch: ${sentence}`);
    problems.splice(0);
    expect(bench.dodo.requests.filter(({ method }) => method === "POST")).toEqual([]);
  },
);
