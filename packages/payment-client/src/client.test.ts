// Calls the real server's `fetch`, so that each side reads what the other one sends.
import { describe, expect, expectTypeOf, test } from "vitest";
import { BASE, createWorld, ORIGIN, type World } from "../../payment-server/test/world.ts";
import { failureOf } from "../test/client-bench.ts";
import type {
  ReconcileResult as ServerReconcileResult,
  WireCheckout,
  WireEvent,
  WireMethod,
  WireAdminPayment,
  WirePayment,
  WirePayments,
  WireStatus,
} from "../../payment-server/src/index.ts";
import { createPaymentClient, type PaymentClient, type PaymentClientOptions } from "./client.ts";
import { waitForTopup } from "./wait.ts";
import type {
  AdminPayment,
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

test("its types are the server's", () => {
  expectTypeOf<PaymentMethod>().toEqualTypeOf<WireMethod>();
  expectTypeOf<Checkout>().toEqualTypeOf<WireCheckout>();
  expectTypeOf<TopupStatus>().toEqualTypeOf<WireStatus>();
  expectTypeOf<Omit<Payment, "hold_reason">>().toEqualTypeOf<Omit<WirePayment, "hold_reason">>();
  expectTypeOf<WirePayment>().toExtend<Payment>();
  expectTypeOf<WireAdminPayment>().toExtend<AdminPayment>();
  expectTypeOf<keyof AdminPayment>().toEqualTypeOf<keyof WireAdminPayment>();
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

  test("a payment in processing is reported in its status, and in the error of a second checkout", async () => {
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

  test("a token may be a function, which is called for each request and may return none", async () => {
    const requests: Request[] = [];
    const tokens = ["first", null, "third"];
    const client = createPaymentClient({
      endpoint: BASE,
      token: async () => tokens.shift() ?? null,
      fetch: async (request) => (requests.push(request), Response.json({ items: [] })),
    });
    for (let call = 0; call < 3; call += 1) await client.methods();
    expect(requests.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer first",
      null,
      "Bearer third",
    ]);
  });

  test("a status is requested below the endpoint, wherever its address points", async () => {
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
    // A `status_url` that is no address is sent too: the server answers that it has no such payment.
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

describe("[F39] outside of a page", () => {
  test.each([undefined, "/v1/payment", "v1/payment", "//shop.example/v1/payment"])(
    "the relative endpoint %s rejects with `relative_endpoint`, and not with a TypeError",
    async (endpoint) => {
      let requests = 0;
      const client = createPaymentClient({
        endpoint,
        fetch: async () => await Promise.resolve(new Response(String((requests += 1)))),
      });
      for (const call of [
        client.methods(),
        client.createCheckout({ topup_id: "tu_1" }),
        client.status("/v1/payment/redirect/success?ref=ref_1"),
        client.myPayments(),
      ])
        await expect(call).rejects.toMatchObject({
          name: "PaymentClientError",
          code: "relative_endpoint",
          retryable: false,
        });
      expect(requests).toBe(0);
    },
  );
});
