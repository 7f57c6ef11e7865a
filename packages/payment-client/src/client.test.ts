// Against the real server's own `fetch`: what one side sends, the other one reads.
import { inspect } from "node:util";
import { describe, expect, expectTypeOf, test } from "vitest";
import { BASE, createWorld, ORIGIN, type World } from "../../payment-server/test/world.ts";
import type {
  ReconcileResult as ServerReconcileResult,
  WireCheckout,
  WireEvent,
  WireMethod,
  WirePayment,
  WirePayments,
  WireStatus,
} from "../../payment-server/src/index.ts";
import { createPaymentClient, type PaymentClient, type PaymentClientOptions } from "./client.ts";
import { PaymentClientError } from "./errors.ts";
import { waitForTopup } from "./wait.ts";
import type {
  Checkout,
  Payment,
  PaymentEvent,
  PaymentMethod,
  PaymentPage,
  ReconcileResult,
  TopupStatus,
} from "./wire.ts";

function clientOf(world: World, as: string, options: PaymentClientOptions = {}): PaymentClient {
  return createPaymentClient({
    endpoint: BASE,
    token: as,
    fetch: async (request) => await world.payment.fetch(request),
    ...options,
  });
}

/** A client whose every request is answered so. */
function answered(
  answer: () => Response | Promise<Response>,
  requests: Request[] = [],
): PaymentClient {
  return createPaymentClient({
    endpoint: BASE,
    fetch: async (request) => {
      requests.push(request);
      return await answer();
    },
  });
}

const failureOf = async (call: Promise<unknown>): Promise<PaymentClientError> => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PaymentClientError))
    throw new Error("not an error of ours", { cause: error });
  return error;
};

test("its types are the server's", () => {
  expectTypeOf<PaymentMethod>().toEqualTypeOf<WireMethod>();
  expectTypeOf<Checkout>().toEqualTypeOf<WireCheckout>();
  expectTypeOf<TopupStatus>().toEqualTypeOf<WireStatus>();
  expectTypeOf<Omit<Payment, "hold_reason">>().toEqualTypeOf<Omit<WirePayment, "hold_reason">>();
  expectTypeOf<WirePayment>().toExtend<Payment>();
  expectTypeOf<Omit<PaymentPage, "items">>().toEqualTypeOf<Omit<WirePayments, "items">>();
  expectTypeOf<WireEvent>().toExtend<PaymentEvent>();
  expectTypeOf<keyof PaymentEvent>().toEqualTypeOf<keyof WireEvent>();
  expectTypeOf<ReconcileResult>().toEqualTypeOf<ServerReconcileResult>();
});

describe("with a server in the same process", () => {
  test("a buyer's calls: methods, checkout, status and list", async () => {
    await using world = await createWorld();
    const ada = clientOf(world, "user:ada");
    expect(await ada.methods()).toMatchObject([{ id: "dodo", enabled: true }]);
    const { topup_id } = world.host.addTopup();
    const checkout = await ada.createCheckout({
      topup_id,
      method_id: "dodo",
      return_to: "/account",
    });
    expect(await ada.status(checkout.status_url)).toMatchObject({
      topup_id,
      status: "pending",
      on_its_way: false,
      return_to: `${ORIGIN}/account`,
    });
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    expect(await waitForTopup({ client: ada, status_url: checkout.status_url })).toMatchObject({
      phase: "applied",
      status: "paid",
      payment_id: checkout.payment_id,
    });
    expect(await ada.myPayments({ topup_id, status: "paid", limit: 1 })).toMatchObject({
      items: [{ topup_id, status: "paid" }],
      next_cursor: null,
    });
    const error = await failureOf(ada.createCheckout({ topup_id }));
    expect(error).toMatchObject({
      code: "topup_not_pending",
      status: 409,
      retryable: false,
      status_url: checkout.status_url,
      request_id: expect.stringMatching(/^req_/),
    });
  });

  test("a slow payment is on its way, in a status and in the error of a second checkout", async () => {
    await using world = await createWorld();
    const ada = clientOf(world, "user:ada");
    const checkout = await ada.createCheckout(world.host.addTopup());
    await world.dodo.pay(checkout.provider_session_id, { result: "processing" });
    await world.dodo.deliver();
    expect(await ada.status(checkout.status_url)).toMatchObject({
      status: "pending",
      on_its_way: true,
    });
    expect((await ada.myPayments()).items).toMatchObject([{ status: "pending", on_its_way: true }]);
    expect(await failureOf(ada.createCheckout({ topup_id: checkout.topup_id }))).toMatchObject({
      code: "payment_processing",
      status_url: checkout.status_url,
      retry_after_ms: 10_000,
    });
  });

  test("an administrator's calls: payments, events, replay, release, reconcile", async () => {
    await using world = await createWorld();
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id, { overrides: { total_amount: 1 } });
    await world.dodo.deliver();
    const admin = clientOf(world, "admin");
    const { items } = await admin.payments({ user_id: "ada" });
    expect(items).toMatchObject([{ status: "held", hold_reason: "underpaid" }]);
    const [event] = (await admin.events({ sync_status: "held" })).items;
    expect(await admin.replayEvent(event?.event_id ?? "")).toMatchObject({
      event_id: event?.event_id,
      sync_status: "held",
    });
    expect(await admin.reconcile({ limit: 10 })).toMatchObject({ checked: expect.any(Number) });
    expect(
      await admin.releasePayment({
        payment_id: checkout.payment_id,
        decision: "dismiss",
        note: "agreed",
      }),
    ).toMatchObject({ status: "dismissed" });
    expect(await failureOf(clientOf(world, "user:ada").payments())).toMatchObject({
      code: "not_found",
      status: 404,
    });
  });

  test("a bearer may be a function, is asked for at each request, and may be none", async () => {
    const requests: Request[] = [];
    const tokens = ["first", null, "third"];
    const client = createPaymentClient({
      endpoint: BASE,
      token: async () => tokens.shift() ?? null,
      fetch: async (request) => (requests.push(request), Response.json({ items: [] })),
    });
    for (let asked = 0; asked < 3; asked += 1) await client.methods();
    expect(requests.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer first",
      null,
      "Bearer third",
    ]);
  });

  test("a status is asked for below the endpoint, wherever its address points", async () => {
    const requests: Request[] = [];
    const client = createPaymentClient({
      endpoint: "https://shop.test/pay/",
      token: "secret",
      fetch: async (request) => (requests.push(request), Response.json({ status: "paid" })),
    });
    for (const status_url of [
      "https://evil.example/anything?ref=ref_1",
      "/v1/payment/redirect/success?ref=ref_1",
      "no address",
      undefined as unknown as string,
    ])
      await client.status(status_url);
    expect(requests.map(({ headers }) => headers.get("accept"))).toEqual(
      Array(4).fill("application/json"),
    );
    const known = "https://shop.test/pay/redirect/success?ref=ref_1";
    // What is no address is asked about too: the server says that it knows no such payment.
    expect(requests.map(({ url }) => url)).toEqual([
      known,
      known,
      "https://shop.test/pay/redirect/success?undefined",
      "https://shop.test/pay/redirect/success?undefined",
    ]);
  });

  test("cookies go to other origins only on request", async () => {
    const seen: string[] = [];
    const fetch = async (request: Request): Promise<Response> => (
      seen.push(request.credentials),
      Response.json({ items: [] })
    );
    await createPaymentClient({ endpoint: BASE, fetch }).methods();
    await createPaymentClient({ endpoint: BASE, fetch, credentials: "include" }).methods();
    expect(seen).toEqual(["same-origin", "include"]);
  });
});

describe("[B07] an answer that is none", () => {
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

  test("a POST is sent once, whatever comes back", async () => {
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

  test("a GET is asked once more where that may help, and a server that says when is not", async () => {
    const bad: Request[] = [];
    await failureOf(answered(() => html(502), bad).methods());
    const busy: Request[] = [];
    await failureOf(answered(() => html(503, { "retry-after": "3600" }), busy).methods());
    expect([bad.length, busy.length]).toEqual([2, 1]);
  });

  test("a signal ends it, with its own reason", async () => {
    let sent: (request: Request) => void = () => {};
    const asked = new Promise<Request>((resolve) => void (sent = resolve));
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
    const request = await asked;
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

describe("waiting for a topup", () => {
  test("ends with the signal's reason, and asks no more", async () => {
    const requests: Request[] = [];
    const controller = new AbortController();
    const client = answered(() => {
      if (requests.length === 3) setTimeout(() => controller.abort(new Error("enough")));
      return Response.json({
        payment_id: "pmt_1",
        status: "pending",
        on_its_way: true,
        retry_after_ms: 1,
      });
    }, requests);
    const waiting = waitForTopup({
      client,
      status_url: `${BASE}/redirect/success?ref=ref_1`,
      signal: controller.signal,
    });
    await expect(waiting).rejects.toThrow("enough");
    // Longer than the pause that goes before each look.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(requests).toHaveLength(3);
    await expect(
      waitForTopup({ client, status_url: BASE, signal: AbortSignal.abort(new Error("before")) }),
    ).rejects.toThrow("before");
  });

  test("ends honestly when patience is over: confirming, and slow", async () => {
    const client = answered(() =>
      Response.json({
        payment_id: "pmt_1",
        status: "crediting",
        on_its_way: false,
        retry_after_ms: 20,
      }),
    );
    expect(
      await waitForTopup({
        client,
        status_url: `${BASE}/redirect/success?ref=ref_1`,
        patience_ms: 100,
      }),
    ).toMatchObject({ phase: "confirming", slow: true, status: "crediting", payment_id: "pmt_1" });
  });
});
