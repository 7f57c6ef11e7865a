// What a button sends: to which address, with which token, and what it accepts as an answer.
import { afterEach, describe, expect, test, vi } from "vitest";
import { failureOf } from "../test/client-bench.ts";
import { CHECKOUT } from "../test/scripted-client.ts";
import { createBuyerClient } from "./buyer-client.ts";
import { toClientError } from "./http-errors.ts";

const ENDPOINT = "https://shop.test/v1/payment";

/** Records the requests of the page, and answers each with the same JSON. */
function stubFetch(body: unknown, status = 200): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    // As the browser's own: a request that is aborted is not sent.
    request.signal.throwIfAborted();
    requests.push(request.clone());
    return await Promise.resolve(Response.json(body, { status }));
  });
  return requests;
}
afterEach(() => void vi.unstubAllGlobals());

const pathsOf = (requests: readonly Request[]): string[] =>
  requests.map(({ method, url }) => `${method} ${url.slice("https://shop.test".length)}`);

describe("an endpoint", () => {
  test.each([
    [ENDPOINT, "/v1/payment/methods"],
    [`${ENDPOINT}/`, "/v1/payment/methods"],
    ["https://shop.test", "/methods"],
    ["https://shop.test/shop/pay", "/shop/pay/methods"],
  ])("of %s is asked at %s", async (endpoint, path) => {
    const requests = stubFetch({ items: [] });
    await createBuyerClient(endpoint).methods();
    expect(pathsOf(requests)).toEqual([`GET ${path}`]);
  });

  test.each(["https://[", "https://user:secret@shop.test"])(
    "of %s, which no request can have, is an error of this package that does not show it",
    async (endpoint) => {
      const requests = stubFetch({ items: [] });
      const error = await failureOf(createBuyerClient(endpoint).methods());
      expect(error).toMatchObject({ code: "network", retryable: true });
      expect(error.message).not.toContain("secret");
      expect(requests).toEqual([]);
    },
  );

  test("with a header that no request can have rejects, call for call, and never throws", async () => {
    const requests = stubFetch({ items: [], checkout_url: "https://shop.test/checkout" });
    const client = createBuyerClient(ENDPOINT, undefined, { headers: { "bad name": "x" } });
    const calls = [
      client.methods(),
      client.createCheckout({ topup_id: "tu_1", method_id: "dodo" }),
      client.status("https://shop.test/v1/payment/redirect/success?ref=ref_1"),
    ];
    for (const call of calls)
      expect(await failureOf(call)).toMatchObject({ code: "network", status: undefined });
    expect(requests).toEqual([]);
  });

  test("with a token that cannot be a header rejects with an error that does not show it", async () => {
    const requests = stubFetch({ items: [] });
    const error = await failureOf(createBuyerClient(ENDPOINT, () => "two\nlines").methods());
    expect(error.code).toBe("network");
    expect(`${error.message} ${String(error.cause)}`).not.toContain("two\nlines");
    expect(requests).toEqual([]);
  });

  test.each([undefined, null])("that is %s is the usual one", (endpoint) => {
    expect(createBuyerClient(endpoint).endpoint).toBe("/v1/payment");
  });

  test("is completed by the page it is on", async () => {
    vi.stubGlobal("location", new URL("https://shop.test/credits"));
    const seen: string[] = [];
    const { methods } = createBuyerClient("/pay", undefined, {
      baseUrl: "https://shop.test/",
      fetch: async (request) => {
        seen.push((request as Request).url);
        return await Promise.resolve(Response.json({ items: [] }));
      },
    });
    await methods();
    expect(seen).toEqual(["https://shop.test/pay/methods"]);
  });
});

describe("a checkout", () => {
  test("is asked for once, with what is known and nothing that is not", async () => {
    const requests = stubFetch(CHECKOUT);
    const body = { topup_id: "tu_1", method_id: undefined, language: "de" };
    expect(await createBuyerClient(ENDPOINT).createCheckout(body)).toEqual(CHECKOUT);
    expect(pathsOf(requests)).toEqual(["POST /v1/payment/checkout/create"]);
    expect(await requests[0]?.json()).toEqual({ topup_id: "tu_1", language: "de" });
  });

  test("without its address is none, whatever else it has", async () => {
    stubFetch({ ...CHECKOUT, checkout_url: undefined });
    const error = await failureOf(createBuyerClient(ENDPOINT).createCheckout({ topup_id: "tu_1" }));
    expect([error.code, error.retryable]).toEqual(["invalid_answer", false]);
  });
});

describe("a status", () => {
  test.each([
    ["https://shop.test/v1/payment/redirect/success?ref=ref_1", "?ref=ref_1"],
    ["https://evil.example/steal?ref=ref_1", "?ref=ref_1"],
    ["/redirect/success?ref=a%26b", "?ref=a%26b"],
    ["?ref=ref_1?payment_id=pay_1", "?ref=ref_1"],
  ])("of %s is asked at the endpoint with %s", async (status_url, query) => {
    const requests = stubFetch({ status: "paid" });
    await createBuyerClient(ENDPOINT, () => "token").status(status_url);
    expect(pathsOf(requests)).toEqual([`GET /v1/payment/redirect/success${query}`]);
  });

  test("of an address without a query finds nothing, and asks nobody else", async () => {
    const requests = stubFetch({ error: "Not found.", code: "not_found" }, 404);
    expect(
      await failureOf(createBuyerClient(ENDPOINT).status("https://evil.example/")),
    ).toMatchObject({ code: "not_found" });
    expect(new URL(requests[0]?.url ?? "").origin).toBe("https://shop.test");
  });
});

describe("a token", () => {
  test.each([
    ["a text", () => "abc", "Bearer abc"],
    ["a function", () => () => "abc", "Bearer abc"],
    ["a promise", () => async () => await Promise.resolve("abc"), "Bearer abc"],
    ["null of a function", () => () => null, null],
    ["an empty text", () => "", null],
    ["nothing", () => undefined, null],
  ])("of %s", async (_, token, header) => {
    const requests = stubFetch({ items: [] });
    await createBuyerClient(ENDPOINT, token).methods();
    expect(requests[0]?.headers.get("authorization")).toBe(header);
  });

  test("is never part of an address", async () => {
    const requests = stubFetch({ items: [] });
    await createBuyerClient(ENDPOINT, () => "canary").methods();
    expect(requests[0]?.url).not.toContain("canary");
  });
});

test("a call that was aborted before it began sends nothing", async () => {
  const requests = stubFetch({ items: [] });
  const reason = new Error("gone");
  const call = createBuyerClient(ENDPOINT).methods({ signal: AbortSignal.abort(reason) });
  await expect(call).rejects.toBe(reason);
  expect(requests).toEqual([]);
});

describe("what a failed request is", () => {
  const response = (status: number, headers: Record<string, string> = {}): Response =>
    new Response(null, { status, headers });

  test.each<[string, unknown, object]>([
    ["an error of the network", new TypeError("failed"), { code: "network", retryable: true }],
    ["a time that is over", { name: "TimeoutError" }, { code: "network", retryable: true }],
    ["a body that is no JSON", new SyntaxError("x"), { code: "invalid_answer", retryable: false }],
    ["nothing", undefined, { code: "network" }],
    ["401", { name: "HTTPError", response: response(401) }, { code: "unauthorized", status: 401 }],
    ["404", { name: "HTTPError", response: response(404) }, { code: "invalid_answer" }],
    [
      "429",
      { name: "HTTPError", response: response(429) },
      { code: "unavailable", retryable: true },
    ],
    [
      "500",
      { name: "HTTPError", response: response(500) },
      { code: "unavailable", retryable: true },
    ],
    [
      "a wait in seconds",
      { name: "HTTPError", response: response(503, { "retry-after": "3" }) },
      { retry_after_ms: 3_000 },
    ],
    [
      "a wait until a date",
      {
        name: "HTTPError",
        response: response(503, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }),
      },
      { retry_after_ms: undefined },
    ],
    [
      "the server's own code",
      {
        name: "HTTPError",
        response: response(409),
        data: { error: "It is being paid.", code: "payment_processing", status_url: "/s?ref=1" },
      },
      { code: "payment_processing", message: "It is being paid.", status_url: "/s?ref=1" },
    ],
    [
      "a body that only looks like one",
      { name: "HTTPError", response: response(409), data: "a text" },
      { code: "invalid_answer" },
    ],
  ])("%s", (_, thrown, expected) => {
    expect(toClientError(thrown)).toMatchObject(expected);
  });
});
