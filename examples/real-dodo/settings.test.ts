// Live keys and live hosts are refused before anything is sent.
import { expect, test } from "vitest";
import { createAccount } from "./account.ts";
import { noAnswers } from "./answers.ts";
import { createInbox } from "./inbox.ts";
import { productFor } from "./product.ts";
import { isTestUrl, readSettings } from "./settings.ts";
import { STEPS } from "./steps.ts";

const key = { DODO_PAYMENTS_API_KEY: "dodo_test_key" };

test("a test key is enough", () => {
  expect(readSettings({ DODO_PAYMENTS_API_KEY: " dodo_test_key\n" })).toEqual({
    api_key: "dodo_test_key",
    base_url: "https://test.dodopayments.com",
    port: 4401,
    product_id: null,
    webhook_key: null,
    read_only_key: null,
  });
});

test.each([
  [{}, "set DODO_PAYMENTS_API_KEY"],
  [{ DODO_PAYMENTS_API_KEY: "  " }, "set DODO_PAYMENTS_API_KEY"],
  [{ DODO_PAYMENTS_API_KEY: "dodo_live_secret" }, "is a live key"],
  [{ DODO_PAYMENTS_API_KEY: "Dodo_LIVE_secret" }, "is a live key"],
  [{ ...key, DODO_READ_ONLY_KEY: "dodo_live_secret" }, "is a live key"],
  [{ DODO_PAYMENTS_API_KEY: "dodo_test\u2026secret" }, "copy it again"],
  [{ ...key, DODO_ENVIRONMENT: "live_mode" }, "the test mode only"],
  [{ ...key, DODO_PAYMENTS_ENVIRONMENT: "live_mode" }, "the test mode only"],
  [{ ...key, DODO_API_BASE_URL: "https://live.dodopayments.com" }, "leave it out"],
  [{ ...key, DODO_API_BASE_URL: "https://test.dodopayments.com.example" }, "leave it out"],
  [{ ...key, DODO_API_BASE_URL: "http://test.dodopayments.com" }, "leave it out"],
  [{ ...key, DODO_API_BASE_URL: "https://secret@live.dodopayments.com" }, "leave it out"],
  [{ ...key, DODO_API_BASE_URL: "test.dodopayments.com" }, "leave it out"],
  [{ ...key, PORT: "http" }, "PORT must be a number"],
] as Record<string, string>[][] as [Record<string, string>, string][])(
  "%j is refused with a sentence",
  (env, sentence) => {
    expect(() => readSettings(env)).toThrow(sentence);
    expect(() => readSettings(env)).not.toThrow("secret");
  },
);

test.each([
  ["https://test.checkout.dodopayments.com/session/cks_1", true],
  ["http://127.0.0.1:4400/session/cks_1", true],
  ["https://checkout.dodopayments.com/session/cks_1", false],
  ["https://test.checkout.dodopayments.com.example/", false],
  ["javascript:alert(1)", false],
  [null, false],
])("whether %s is of the test mode: %s", (url, expected) => {
  expect(isTestUrl(url)).toBe(expected);
});

const answering = (status: number, body: unknown) =>
  createAccount("https://test.dodopayments.com", "key", async () =>
    Response.json(body, { status }),
  );

test("a checkout on a live host ends the step before anybody is asked to pay", async () => {
  const account = answering(200, {
    session_id: "cks_1",
    checkout_url: "https://checkout.dodopayments.com/session/cks_1",
  });
  const run = STEPS["paid"]?.({
    account,
    answers: noAnswers(),
    inbox: createInbox(null),
    person: { does: () => expect.unreachable(), reads: () => {} },
    here: "http://127.0.0.1:4401",
    product_id: "pdt_1",
    read_only_key: null,
    today: "2026-11-29",
    pause: async () => {},
  });
  await expect(run).rejects.toThrow("not on a test host");
});

const price = { type: "one_time_price", currency: "USD", pay_what_you_want: true };
test.each([
  [null, 401, {}, "refused the key (401)"],
  ["pdt_1", 403, {}, "refused the key (403)"],
  [null, 422, {}, "set DODO_PRODUCT_ID"],
  ["pdt_1", 404, {}, "no product of this account"],
  ["pdt_1", 200, { price: { ...price, pay_what_you_want: false } }, "Pay What You Want"],
  ["pdt_1", 200, { price: { ...price, currency: "EUR" } }, "in USD"],
  ["pdt_1", 200, "<html>", "one-time product"],
])("the product %s, answered with %i %j, ends the run", async (given, status, body, sentence) => {
  await expect(productFor(answering(status, body), given)).rejects.toThrow(sentence);
});

test("a product that fits is used, and a new one is made if none is named", async () => {
  expect(await productFor(answering(200, { price }), "pdt_1")).toBe("pdt_1");
  expect(await productFor(answering(200, { product_id: "pdt_new" }), null)).toBe("pdt_new");
});
