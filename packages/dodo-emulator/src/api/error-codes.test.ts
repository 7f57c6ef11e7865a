import DodoPayments, * as sdk_errors from "dodopayments";
import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { createBench } from "../../test/bench.ts";
import { dodo_error_codes, statusOf } from "../error-codes.ts";
import { DodoError } from "../index.ts";

/** The status of each code, by what the status table of Dodo's reference says about it. */
const statuses: Readonly<Record<string, readonly string[]>> = {
  401: ["UNAUTHORIZED"],
  403: ["MERCHANT_NOT_LIVE"],
  404: ["NOT_FOUND"],
  410: ["PRODUCT_IS_DELETED"],
  429: ["TOO_MANY_REQUESTS"],
  409: [
    "CHECKOUT_SESSION_CONSUMED",
    "DISCOUNT_CODE_ALREADY_EXISTS",
    "PAYMENT_HAS_BEEN_REFUNDED",
    "EXISTING_REFUND_REQUEST_PROCESSING",
  ],
  422: [
    "INVALID_REQUEST_BODY",
    "INVALID_REQUEST_PARAMETERS",
    "MAXIMUM_KEYS_REACHED",
    "PRODUCT_CART_EMTPY",
    "PAY_AS_YOU_WANT_AMOUNT_REQUIRED",
    "REQUEST_AMOUNT_BELOW_MINIMUM",
    "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT",
    "UNSUPPORTED_COUNTRY",
    "UNSUPPORTED_CURRENCY",
    "NO_ELIGIBLE_PAYMENT_METHODS",
    "INVALID_DISCOUNT_CODE",
    "UNSUPPORTED_DISCOUNT_TYPE",
    "DISCOUNT_CODE_EXPIRED",
    "DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED",
    "DISCOUNT_MINIMUM_SUBTOTAL_NOT_MET",
    "DISCOUNT_NOT_AVAILABLE_FOR_PRODUCT",
    "PAYMENT_NOT_SUCCEEDED",
    "ZERO_AMOUNT_PAYMENT_REFUND_NOT_ALLOWED",
    "REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT",
    "DUPLICATE_LINE_ITEMS_IN_REQUEST",
    "LINE_ITEM_NOT_FOUND",
    "LINE_ITEM_FULLY_REFUNDED",
    "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
    "LINE_ITEM_REFUND_AMOUNT_TOO_LOW",
    "ppp_not_enabled_for_business",
  ],
  500: ["INTERNAL_SERVER_ERROR"],
  503: ["DISCOUNT_CONCURRENT_REDEMPTION"],
};

test("the table below has every code of the emulator", () => {
  expect(Object.values(statuses).flat().sort()).toEqual([...dodo_error_codes].sort());
});

describe.each(Object.entries(statuses))("status %s", (status, codes) => {
  test.each(codes)("is that of %s, in the table and in an answer", async (code) => {
    expect(statusOf(code)).toBe(Number(status));
    const bench = createBench();
    bench.dodo.faults.api.fail = { code };
    expect(await call(bench, "GET", "/payments")).toMatchObject({
      status: Number(status),
      body: { code },
    });
  });
});

test.each(["SOMETHING_NEW", "", "toString", "__proto__", "unauthorized"])(
  "a code that Dodo does not list, such as %j, has status 500",
  (code) => {
    expect(statusOf(code)).toBe(500);
  },
);

describe("the SDK turns a status into its error class", () => {
  test.each([
    [400, "BadRequestError"],
    [401, "AuthenticationError"],
    [403, "PermissionDeniedError"],
    [404, "NotFoundError"],
    [409, "ConflictError"],
    [422, "UnprocessableEntityError"],
    [429, "RateLimitError"],
    [500, "InternalServerError"],
    [503, "InternalServerError"],
  ] as const)("%i into %s, with code and message", async (status, name) => {
    const { dodo, sdk } = createBench();
    dodo.faults.api.fail = { status, code: "SOME_CODE", message: "some message" };
    const error = await sdk.payments.list().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(sdk_errors[name]);
    expect(error).toMatchObject({ status, error: { code: "SOME_CODE", message: "some message" } });
  });

  test.each([
    [408, 3],
    [409, 3],
    [429, 3],
    [500, 3],
    [503, 3],
    [400, 1],
    [401, 1],
    [404, 1],
    [422, 1],
  ])("%i is tried %i times with two retries", async (status, times) => {
    const { dodo } = createBench();
    dodo.faults.api.fail = { status, headers: { "retry-after-ms": "1" } };
    const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
      dodo.fetch(new Request(url, init));
    const sdk = new DodoPayments({
      bearerToken: dodo.api_key,
      baseURL: dodo.url,
      fetch,
      maxRetries: 2,
    });
    await expect(sdk.payments.list()).rejects.toMatchObject({ status });
    expect(dodo.requests).toHaveLength(times);
  });

  test("after two failures the third try is answered", async () => {
    const { dodo } = createBench();
    dodo.faults.api.fail = { status: 503, count: 2, headers: { "retry-after-ms": "1" } };
    const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
      dodo.fetch(new Request(url, init));
    const sdk = new DodoPayments({
      bearerToken: dodo.api_key,
      baseURL: dodo.url,
      fetch,
      maxRetries: 2,
    });
    expect((await sdk.payments.list()).items).toEqual([]);
    expect(
      dodo.requests.map((request) => [request.status, request.headers["x-stainless-retry-count"]]),
    ).toEqual([
      [503, "0"],
      [503, "1"],
      [200, "2"],
    ]);
  });
});

test("controls reject with a DodoError that has status, code and message", async () => {
  const error = await createBench()
    .dodo.pay("cks_unknown")
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(DodoError);
  expect(error).toMatchObject({
    name: "DodoError",
    status: 404,
    code: "NOT_FOUND",
    message: "checkout session cks_unknown not found",
  });
});

test("an error that nothing foresaw is a 500 without its cause", async () => {
  const bench = createBench();
  bench.dodo.putPayment({
    payment_id: "pay_1",
    created_at: "2026-11-23T08:00:00Z",
    disputes: 7,
  });
  const { status, body } = await call(bench, "GET", "/payments");
  expect([status, body]).toEqual([
    500,
    { code: "INTERNAL_SERVER_ERROR", message: "internal server error" },
  ]);
});
