// Which responses become which error of this package.
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { BASE } from "../../payment-server/test/world.ts";
import { ERROR_STATUS } from "../../payment-server/src/errors.ts";
import { answered, failureOf } from "../test/client-bench.ts";
import { createPaymentClient } from "./client.ts";
import { PaymentClientError } from "./errors.ts";

describe("[B07] a response that is no success", () => {
  const html = (status: number, headers: Record<string, string> = {}): Response =>
    new Response("<h1>proxy</h1> ada@example.com", {
      status,
      headers: { "content-type": "text/html", ...headers },
    });

  test.each([
    ["HTML with 200", () => html(200), { code: "invalid_answer", retryable: false }],
    ["HTML with 404", () => html(404), { code: "invalid_answer", status: 404, retryable: false }],
    ["HTML with 500", () => html(500), { code: "unavailable", status: 500, retryable: true }],
    ["HTML with 401", () => html(401), { code: "unauthorized", status: 401, retryable: false }],
    [
      "429 with a huge Retry-After",
      () => html(429, { "retry-after": "86400" }),
      { code: "unavailable", status: 429, retryable: true, retry_after_ms: 86_400_000 },
    ],
    ["JSON of something else", () => Response.json({ ok: true }), { code: "invalid_answer" }],
    ["JSON null", () => Response.json(null), { code: "invalid_answer" }],
    ["an empty body", () => new Response(null, { status: 200 }), { code: "invalid_answer" }],
    [
      "a code without a sentence",
      () => Response.json({ code: "evil" }, { status: 400 }),
      { code: "invalid_answer", status: 400 },
    ],
    [
      "our own error",
      () =>
        Response.json(
          { error: "Sign in first.", code: "unauthorized", request_id: "req_1" },
          { status: 401 },
        ),
      { code: "unauthorized", message: "Sign in first.", request_id: "req_1" },
    ],
    [
      "no connection",
      () => Promise.reject(new TypeError("fetch failed")),
      { code: "network", retryable: true },
    ],
    [
      "a configuration that is wrong",
      () =>
        Response.json(
          { error: "Set `base_url`.", code: "configuration", request_id: "req_1" },
          { status: 500 },
        ),
      { code: "configuration", retryable: false },
    ],
  ])("%s", async (_, answer, expected) => {
    const error = await failureOf(answered(answer).createCheckout({ topup_id: "tu_1" }));
    expect(error).toMatchObject(expected);
    expect(error.message).toMatch(/^([A-Z]|[a-z_]+: ).*\.$/);
    expect(error.message).not.toMatch(/proxy|ada@|fetch failed/);
  });

  test("a POST is sent once, whatever the response", async () => {
    for (const answer of [
      () => html(502),
      () => html(503, { "retry-after": "0" }),
      (): Promise<Response> => Promise.reject(new TypeError("fetch failed")),
    ]) {
      const requests: Request[] = [];
      await failureOf(answered(answer, requests).createCheckout({ topup_id: "tu_1" }));
      expect(requests).toHaveLength(1);
    }
  });

  test("a GET is retried once where that may help, and not if the server says when to come back", async () => {
    const bad: Request[] = [];
    await failureOf(answered(() => html(502), bad).methods());
    const busy: Request[] = [];
    await failureOf(answered(() => html(503, { "retry-after": "3600" }), busy).methods());
    expect([bad.length, busy.length]).toEqual([2, 1]);
  });

  test("a signal aborts a call, which rejects with the reason of the signal", async () => {
    let sent: (request: Request) => void = () => {};
    const sent_request = new Promise<Request>((resolve) => void (sent = resolve));
    const fetch = async (request: Request): Promise<Response> => {
      sent(request);
      return await new Promise((_, reject) =>
        request.signal.addEventListener("abort", () => reject(request.signal.reason)),
      );
    };
    const controller = new AbortController();
    const call = createPaymentClient({ endpoint: BASE, fetch }).methods({
      signal: controller.signal,
    });
    const request = await sent_request;
    controller.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    expect(request.signal.aborted).toBe(true);
  });

  test("[W09] an error holds neither the request nor its token", async () => {
    for (const answer of [
      async () => html(500),
      (): Promise<Response> => Promise.reject(new TypeError("fetch failed")),
    ]) {
      const client = createPaymentClient({
        endpoint: BASE,
        token: "canary-token",
        headers: { "x-key": "canary-header" },
        fetch: answer,
      });
      const error = await failureOf(client.createCheckout({ topup_id: "tu_1" }));
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("canary");
    }
  });
});

test("every code of the server is retryable by its HTTP status, except those of a wrong setup", () => {
  const retryable = Object.entries(ERROR_STATUS)
    .filter(([code, status]) => new PaymentClientError(code, { status }).retryable)
    .map(([code]) => code);
  expect(retryable).toEqual([
    "body_timeout",
    "too_many_attempts",
    "internal",
    "provider_rejected",
    "provider_invalid",
    "provider_unavailable",
    "storage_unavailable",
    "host_unavailable",
    "payment_unmatched",
    "busy",
  ]);
});
