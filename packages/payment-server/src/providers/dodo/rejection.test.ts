import { describe, expect, test } from "vitest";
import { invalidAnswer, isNotFound, rateLimitedFor, rejection } from "./rejection.ts";
import type { DodoSettings } from "./settings.ts";

const SETTINGS = { environment: "test_mode" } as DodoSettings;
const NOW = Date.parse("2026-11-29T12:00:00Z");

/** An error of the SDK, with a text of Dodo's that nobody may see. */
function failure(status: unknown, body?: unknown, headers?: Record<string, string>): Error {
  const error = new Error("secret text of Dodo");
  return Object.assign(error, {
    status,
    error: body,
    ...(headers === undefined ? {} : { headers: new Headers(headers) }),
  });
}

describe("an error of Dodo's API becomes", () => {
  test.each([
    [undefined, "provider_unavailable", "cannot be reached or has trouble"],
    ["500", "provider_unavailable", "cannot be reached or has trouble"],
    [404, "provider_unavailable", "cannot be reached or has trouble"],
    [408, "provider_unavailable", "cannot be reached or has trouble"],
    [410, "provider_unavailable", "cannot be reached or has trouble"],
    [500, "provider_unavailable", "cannot be reached or has trouble"],
    [503, "provider_unavailable", "cannot be reached or has trouble"],
    [429, "provider_unavailable", "asks for fewer requests"],
    [401, "provider_rejected", "DODO_PAYMENTS_API_KEY is a key of test_mode with write access"],
    [403, "provider_rejected", "DODO_PAYMENTS_API_KEY is a key of test_mode with write access"],
    [301, "provider_invalid", "answered with a redirect; check DODO_API_BASE_URL"],
    [399, "provider_invalid", "answered with a redirect; check DODO_API_BASE_URL"],
    [400, "provider_rejected", "`check()` says what is wrong with the product"],
    [499, "provider_rejected", "`check()` says what is wrong with the product"],
  ])("with the status %j %s: %s", (status, code, sentence) => {
    const cause = failure(status);
    expect(rejection(cause, SETTINGS)).toMatchObject({
      code,
      message: expect.stringContaining(sentence),
      cause,
    });
    expect(rejection(cause, SETTINGS).message).not.toContain("secret");
  });

  test.each([
    ["REQUEST_AMOUNT_BELOW_MINIMUM", "below the product's minimum price"],
    ["TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT", "below what Dodo can charge"],
    ["MERCHANT_NOT_LIVE", "not approved for live payments yet"],
    ["PRODUCT_IS_DELETED", "The product was deleted at Dodo"],
    ["UNSUPPORTED_CURRENCY", "does not support the currency; set DODO_CURRENCY"],
    ["no_eligible_payment_methods", "no payment method for this amount and currency"],
  ])("with the code %s the sentence with its fix", (code, sentence) => {
    expect(rejection(failure(422, { code }), SETTINGS)).toMatchObject({
      code: "provider_rejected",
      message: expect.stringContaining(sentence),
    });
  });

  test.each([{ code: 7 }, { code: "constructor" }, "text", null])(
    "with the body %j the usual sentence",
    (body) => {
      expect(rejection(failure(422, body), SETTINGS).message).toContain(
        "Dodo refused the request;",
      );
    },
  );

  test("an error that says when to try again, unless trying again is of no use", () => {
    const waits = [503, 429, 401, 302, 422].map(
      (status) => rejection(failure(status), SETTINGS).retry_after_ms,
    );
    expect(waits).toEqual([5_000, 10_000, null, null, null]);
    expect(invalidAnswer("makes no sense")).toMatchObject({
      code: "provider_invalid",
      message: "Dodo's answer makes no sense; nothing was decided on it.",
      retry_after_ms: 10_000,
    });
  });
});

describe("a rate limit lasts", () => {
  test.each<[Record<string, string>, number]>([
    [{}, 10_000],
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "1" }, 1_000],
    [{ "x-ratelimit-reset": "30" }, 30_000],
    [{ "retry-after": "7", "x-ratelimit-reset": "30" }, 7_000],
    // A number too large for seconds is a time.
    [{ "x-ratelimit-reset": String(NOW / 1_000 + 42) }, 42_000],
    [{ "x-ratelimit-reset": String(NOW / 1_000 - 5) }, 10_000],
    [{ "retry-after": "0", "x-ratelimit-reset": "3" }, 3_000],
    [{ "retry-after": "-1" }, 10_000],
    [{ "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, 10_000],
  ])("with the headers %j for %i ms", (headers, ms) => {
    expect(rateLimitedFor(failure(429, null, headers), NOW)).toBe(ms);
  });

  test("as long as usual, if the error has no headers", () => {
    expect(rateLimitedFor(failure(429), NOW)).toBe(10_000);
    expect(
      rateLimitedFor(Object.assign(failure(429), { headers: { "retry-after": 7 } }), NOW),
    ).toBe(10_000);
  });

  test("not at all, if the error is another one", () => {
    expect(rateLimitedFor(failure(503, null, { "retry-after": "7" }), NOW)).toBeNull();
    expect(rateLimitedFor(null, NOW)).toBeNull();
  });
});

describe("an object does not exist", () => {
  test.each([
    [404, { code: "NOT_FOUND" }],
    [404, { message: "Not found" }],
    [410, { code: "SESSION_EXPIRED", message: "Gone" }],
  ])("after %i with %j", (status, body) => {
    expect(isNotFound(failure(status, body))).toBe(true);
  });

  test.each([
    [404, undefined],
    [404, "<html>404</html>"],
    [404, { code: 404 }],
    [410, {}],
    [400, { code: "NOT_FOUND" }],
    [500, { message: "Not found" }],
  ])("but not after %i with %j, which says nothing about it", (status, body) => {
    expect(isNotFound(failure(status, body))).toBe(false);
  });
});
