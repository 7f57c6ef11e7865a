import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { ResultPage } from "../http/call.ts";
import type { BuyerStage } from "../core/buyer-stage.ts";
import type { Payment } from "../core/payment.ts";
import { drawPage, type Brand } from "./page.ts";
import { viewOf } from "./view.ts";
import { CATALOGUE } from "./words/catalogue.ts";

const words = CATALOGUE.en;
const PAGE: ResultPage = {
  language: "en",
  now: 0,
  stay: false,
  check_url: "/check?ref=ref_1&lang=en",
  stay_url: "/stay?ref=ref_1",
  next_url: "/next?ref=ref_1",
  pause_s: 4,
};
const PLAIN: Brand = { name: null, logo: null, style: "main{}" };

/** Draws the page of a payment in a stage, with a way back to the shop. */
async function draw(
  stage: BuyerStage,
  fields: Partial<Payment> = {},
  brand: Brand = PLAIN,
): Promise<string> {
  const payment = { ...PAYMENT, return_to: "https://shop.example/?a=1&b=2", ...fields };
  return await drawPage(viewOf({ payment, stage }, PAGE, undefined), brand, PAGE).text();
}

/** The texts of the links of a page, in their order. */
const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*>(?:<svg.*?<\/svg>)?(.*?)<\/a>/g)].map(([, label = ""]) => label);

describe("the links of a page are", () => {
  test.each<[BuyerStage, string[]]>([
    ["unpaid", [words.retry, words.again]],
    ["confirming", [words.check_now, words.back]],
    ["bank", [words.back, words.again]],
    ["crediting", [words.check_now, words.back]],
    ["paid", [words.back, words.stay]],
    ["failed", [words.retry]],
    ["canceled", [words.retry]],
    ["expired", [words.retry]],
    ["held", [words.back]],
    ["dismissed", [words.back]],
  ])("%s: %j", async (stage, links) => {
    expect(linksOf(await draw(stage))).toEqual(links);
  });

  test.each<[BuyerStage, string[]]>([
    ["unpaid", [words.again]],
    ["confirming", [words.check_now]],
    ["bank", [words.again]],
    ["paid", []],
    ["failed", []],
  ])("without a way back, %s: %j", async (stage, links) => {
    const html = await draw(stage, { return_to: null });
    expect(linksOf(html)).toEqual(links);
    expect(html.includes('class="actions"')).toBe(stage === "confirming");
  });

  test.each<[BuyerStage, string]>([
    ["failed", words.retry_at],
    ["unpaid", words.back_to],
    ["paid", words.back_to],
    ["held", words.back_to],
  ])("with the shop's name, %s: %j", async (stage, label) => {
    const html = await draw(stage, {}, { ...PLAIN, name: "A & B" });
    expect(linksOf(html)).toContain(label.replace("{name}", "<bdi>A &amp; B</bdi>"));
  });
});

test("only a page that ends in a moment makes the check a button beside a quiet way back", async () => {
  const confirming = await draw("confirming");
  expect(confirming).toContain(`<a class="quiet" href="/check?ref=ref_1&amp;lang=en">`);
  expect(confirming).toContain(`<a class="quiet" href="https://shop.example/?a=1&amp;b=2"`);
  expect(await draw("failed")).toContain(
    `<a class="main" href="https://shop.example/?a=1&amp;b=2"`,
  );
});

test("the sentence not to pay again stands where money may be on its way, and nowhere else", async () => {
  const asking = ["confirming", "bank", "crediting", "held"];
  const all = ["unpaid", "paid", "failed", "canceled", "expired", "dismissed", ...asking];
  for (const stage of all as BuyerStage[]) {
    const html = await draw(stage);
    const asks = html.includes(`<strong>${words.do_not_pay}</strong>`);
    expect([stage, asks]).toEqual([stage, asking.includes(stage)]);
  }
});

test("a paid page says how many credits were added, written as in the language", async () => {
  expect(await draw("paid", { credits: 12_500 })).toContain("<bdi>12,500</bdi> credits have been");
});

test("a held page says whom to ask, and only an unpaid one asks whether the buyer has just paid", async () => {
  const all = ["unpaid", "confirming", "bank", "paid", "failed", "held", "dismissed"] as const;
  for (const stage of all) {
    const html = await draw(stage);
    expect([stage, html.includes(words.questions)]).toEqual([stage, stage === "held"]);
    expect([stage, html.includes(words.just_paid)]).toEqual([stage, stage === "unpaid"]);
  }
});

test("the facts have the id to refer to, except where nothing has been paid, and the day only of a bank payment", async () => {
  const created_at = Date.parse("2026-11-23T23:59:59Z");
  for (const stage of ["unpaid", "bank", "paid", "held"] as const) {
    const html = await draw(stage, { created_at });
    expect(html).toContain("<bdi>$50.00</bdi>");
    expect(html).toContain("<bdi>500</bdi>");
    expect([stage, html.includes("pmt_1")]).toEqual([stage, stage !== "unpaid"]);
    expect([stage, html.includes("<bdi>November 23</bdi>")]).toEqual([stage, stage === "bank"]);
  }
});

test("an invoice is linked from a paid page only, in a tab of its own", async () => {
  const invoice_url = "https://dodo.example/invoice?a=1&b=2";
  expect(await draw("paid", { invoice_url })).toContain(
    `<a class="receipt" href="https://dodo.example/invoice?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">`,
  );
  expect(await draw("held", { invoice_url })).not.toContain("receipt");
  expect(await draw("paid")).not.toContain('class="receipt"');
});

test("the page of a payment is 200, and every page is kept by nobody and framed by nobody", () => {
  const { status, headers } = drawPage(
    viewOf({ payment: PAYMENT, stage: "paid" }, PAGE, undefined),
    PLAIN,
    PAGE,
  );
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    vary: "Accept, Accept-Language",
  });
});

test("the card begins with the shop's name, its logo or both, if it has one", async () => {
  const logo = new URL("https://cdn.example/logo.svg?a=1&b=2");
  const brandOf = async (brand: Partial<Brand>): Promise<string | undefined> =>
    /<p class="brand">(.*?)<\/p>/.exec(await draw("paid", {}, { ...PLAIN, ...brand }))?.[1];
  const image = '<img src="https://cdn.example/logo.svg?a=1&amp;b=2" alt="" height="28">';
  expect(await brandOf({})).toBeUndefined();
  expect(await brandOf({ name: "A & B" })).toBe("A &amp; B");
  expect(await brandOf({ logo })).toBe(image);
  expect(await brandOf({ name: "A & B", logo })).toBe(`${image}A &amp; B`);
});

test("test mode is said on the page, and live mode is not", async () => {
  expect(await draw("paid")).toContain(`<p class="test">${words.test}</p>`);
  expect(await draw("paid", { environment: "live_mode" })).not.toContain('class="test"');
});

describe("a page that belongs to no payment", () => {
  test("is 404, and has neither facts nor links", async () => {
    const response = drawPage(viewOf(null, PAGE, undefined), PLAIN, PAGE);
    expect(response.status).toBe(404);
    const html = await response.text();
    expect(html).toContain(`<h1>${words.states.not_found.title}</h1>`);
    expect(html).not.toMatch(/<dl>|<a |<p class/);
  });
});

test("the policy lets in the page's own style, a logo's origin if there is one, and nothing else", () => {
  const policyOf = (logo: URL | null): string =>
    drawPage(viewOf(null, PAGE, undefined), { ...PLAIN, logo }, PAGE)
      .headers.get("content-security-policy")
      ?.replace(/nonce-[\w-]+/, "nonce-1") ?? "";
  const rest = "style-src 'nonce-1'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  expect(policyOf(null)).toBe(`default-src 'none'; ${rest}`);
  expect(policyOf(new URL("https://cdn.example:8443/logo.svg?x=1"))).toBe(
    `default-src 'none'; img-src https://cdn.example:8443; ${rest}`,
  );
});
