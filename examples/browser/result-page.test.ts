// Shows every state of the result page with its policy, small and large, light and dark, in both
// text directions.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import {
  dodoPaymentProvider,
  memoryStorage,
  PaymentService,
  type PaymentStatus,
  type Storage,
} from "@x/payment-server";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityProblems,
  enlargeText,
  type Look,
  openPage,
  screenshot,
  scrollsSideways,
  smallTargets,
  startBrowser,
} from "./page.ts";

/** What the stored row of each state has, besides the fields of a new checkout. */
const STATES: Record<
  string,
  { status?: PaymentStatus; provider_status?: string; age_ms?: number }
> = {
  unpaid: {},
  confirming: { provider_status: "requires_customer_action" },
  slow: { provider_status: "requires_customer_action", age_ms: 6 * 60_000 },
  bank: { provider_status: "processing" },
  crediting: { status: "crediting" },
  paid: { status: "paid" },
  failed: { status: "failed" },
  canceled: { status: "canceled" },
  expired: { status: "expired" },
  held: { status: "held" },
  dismissed: { status: "dismissed" },
};
const LOOKS: readonly [string, Look][] = [
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["on a phone", { width: 375, height: 812 }],
  ["on a phone in the dark", { scheme: "dark", width: 375, height: 812 }],
  ["on a small phone", { width: 320, height: 640 }],
  ["at twice the text size", { width: 640, text: "200%" }],
];

let browser: Browser;
let dodo: DodoEmulator;
let server: Server;
let storage: Storage;
let payment: PaymentService;
let origin: string;

beforeAll(async () => {
  browser = await startBrowser();
  dodo = createDodoEmulator();
  await dodo.listen();
  server = createServer((request, response) => {
    const headers = {
      accept: request.headers.accept ?? "",
      "accept-language": request.headers["accept-language"] ?? "",
    };
    void payment.fetch(new Request(`${origin}${request.url}`, { headers })).then(async (answer) => {
      // A page that goes on by itself would go while it is examined.
      answer.headers.delete("refresh");
      response
        .writeHead(answer.status, Object.fromEntries(answer.headers))
        .end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  storage = memoryStorage();
  const { api_key, webhook_key } = dodo;
  payment = new PaymentService({
    readTopup: (topup_id) => ({
      topup_id,
      user_id: "ada",
      credits: 2_200,
      usd_cents: 2_000,
      status: "pending",
    }),
    finishTopup: () => undefined,
    providers: [
      dodoPaymentProvider({
        api_key,
        webhook_key,
        product_id: "pdt_topup",
        api_base_url: dodo.url,
      }),
    ],
    storage,
    base_url: origin,
    // With few calls left, a page that could not ask Dodo has the text of another state.
    provider_calls_per_second: 1_000,
    result_page: { name: "Northwind Studio", accent: "#0a7d5a" },
    env: {},
  });
});
afterAll(async () => {
  await browser?.close();
  await dodo?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Stores a payment in this state and returns the address of its result page. */
async function addressOf(state: string): Promise<string> {
  const topup_id = `tu_${state}_${crypto.randomUUID()}`;
  await payment.createCheckout({ topup_id, user_id: "ada", return_to: `${origin}/wallet` });
  const [before] = await storage.listAttempts(topup_id);
  if (before === undefined) throw new Error("no payment");
  const { status = before.status, provider_status = null, age_ms = 0 } = STATES[state] ?? {};
  const next = {
    ...before,
    status,
    provider_status,
    provider_payment_id: provider_status === null ? null : `pay_${topup_id}`,
    invoice_url: `${dodo.url}/invoices/payments/pay_1`,
    updated_at: before.updated_at - age_ms,
    version: before.version + 1,
    write_id: "wr_test",
  };
  const entry = {
    payment_id: before.payment_id,
    version: next.version,
    at: 0,
    actor: "admin",
    action: "test",
    from_status: null,
    to_status: status,
    event_id: null,
    note: null,
    changes: {},
  } as const;
  await storage.changePayment({ next, audit: entry, event: null, notify: false });
  return `${origin}/v1/payment/redirect/cancel?ref=${before.ref}`;
}

describe.each(LOOKS)("%s", (name, look) => {
  test.each(["en", "ar"])(
    "every state is accessible, fits, and keeps its own policy, in %s",
    async (language) => {
      const problems: string[] = [];
      const page = await openPage(browser, problems, look);
      await page.setExtraHTTPHeaders({ "accept-language": language });
      const headings = new Set<string | null>();
      // The contrast depends on the color scheme alone, so one language shows it. What else axe
      // finds in another language, it finds in every look.
      const contrast = language === "en" && (name === "light" || name === "dark");
      for (const status of Object.keys(STATES)) {
        expect((await page.goto(await addressOf(status)))?.status()).toBe(200);
        headings.add(await page.$eval("h1", (heading) => heading.textContent));
        if (look.text !== undefined) await enlargeText(page, look.text);
        if (language === "en" || name === "light")
          expect([status, await accessibilityProblems(page, contrast)]).toEqual([status, []]);
        expect([status, await scrollsSideways(page)]).toEqual([status, false]);
        expect([status, await smallTargets(page)]).toEqual([status, []]);
        expect(await page.$eval("html", (html) => html.dir)).toBe(
          language === "ar" ? "rtl" : "ltr",
        );
        await screenshot(page, `result-${status}-${language}-${name.replaceAll(" ", "-")}`);
      }
      await page.close();
      // The test checks the text of each state, since an error page would be accessible too.
      // Only what is confirmed slowly has the title of what is confirmed.
      expect(headings.size).toBe(Object.keys(STATES).length - 1);
      expect(problems.filter((problem) => !problem.includes("favicon"))).toEqual([]);
    },
  );
});

test("an address that names nothing is a page that says so", async () => {
  const page = await openPage(browser, []);
  const response = await page.goto(
    `${origin}/v1/payment/redirect/success?ref=ref_AAAAAAAAAAAAAAAAAAAAAA`,
  );
  expect(response?.status()).toBe(404);
  expect(await page.$eval("h1", (heading) => heading.textContent)).toBe(
    "There is no payment at this link",
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.close();
});

test("the keyboard reaches the link back, visibly", async () => {
  const page = await openPage(browser, []);
  await page.goto(await addressOf("failed"));
  await page.keyboard.press("Tab");
  expect(
    await page.evaluate(() => [
      document.activeElement?.textContent,
      getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    ]),
  ).toEqual(["Try again at Northwind Studio", "solid"]);
  await page.close();
});

test("[F44] only the page of a payment that is being confirmed has something that turns", async () => {
  const page = await openPage(browser, []);
  const moving: string[] = [];
  for (const state of Object.keys(STATES)) {
    await page.goto(await addressOf(state));
    const names = await page.evaluate(() =>
      document.getAnimations().map((animation) => (animation as CSSAnimation).animationName),
    );
    moving.push(...names.map((name) => `${state}: ${name}`));
  }
  expect(moving).toEqual(["confirming: turn", "paid: drain"]);
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  for (const state of ["confirming", "paid"]) {
    await page.goto(await addressOf(state));
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  }
  await page.close();
});
