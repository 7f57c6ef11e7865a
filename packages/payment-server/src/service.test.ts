import { describe, expect, test } from "vitest";
import { createWorld, ORIGIN, type World } from "../test/world.ts";
import {
  dodoPaymentProvider,
  PaymentService,
  type PaymentServiceOptions,
  type RouteName,
} from "./index.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const whole: PaymentServiceOptions = {
  readTopup: () => null,
  finishTopup: () => null,
  providers: [dodoPaymentProvider()],
  env: {},
  logger: silent,
};

describe("a service", () => {
  const lines = (extra: Partial<PaymentServiceOptions>): string[] => {
    const log: string[] = [];
    const write = (message: string): unknown => log.push(message);
    const logger = { info: write, warn: write, error: write };
    try {
      void new PaymentService({ ...whole, ...extra, logger });
    } catch {
      // Options that are refused may log as well.
    }
    return log;
  };

  test("without a storage warns once that nothing outlives the process", async () => {
    await using world = await createWorld({});
    expect(lines({}).filter((line) => line.includes("NOTHING outlives this process"))).toHaveLength(
      1,
    );
    expect(lines({ storage: world.storage }).join()).not.toContain("outlives");
    // Transactional mode without a storage is refused, so there is nothing to warn of.
    expect(lines({ transactional: true } as object)).toEqual([]);
  });

  test("reads the environment it is given, as an object or as a function, and nothing else", async () => {
    const variables: Record<string, string> = {
      DODO_PAYMENTS_API_KEY: "key",
      DODO_PRODUCT_ID: "pdt",
      DODO_CURRENCY: "EUR",
    };
    const asked = async (env: PaymentServiceOptions["env"]): Promise<unknown> => {
      const service = new PaymentService({ ...whole, env });
      return await (await service.fetch(new Request(`${ORIGIN}/v1/payment/methods`))).json();
    };
    const enabled = { items: [expect.objectContaining({ enabled: true, currency: "eur" })] };
    expect(await asked(variables)).toEqual(enabled);
    expect(await asked((name) => variables[name])).toEqual(enabled);
    expect(await asked({})).toEqual({
      items: [
        expect.objectContaining({ enabled: false, currency: "usd", reason: "not_configured" }),
      ],
    });
  });

  test("answers under its base path, with or without a slash at the end, and nowhere else", async () => {
    const service = new PaymentService({ ...whole, base_path: "/pay/" });
    const status = async (path: string): Promise<number> =>
      (await service.fetch(new Request(ORIGIN + path))).status;
    expect(
      await Promise.all(["/pay/methods", "/pay/methods/", "/pay/methods?x=1"].map(status)),
    ).toEqual([200, 200, 200]);
    expect(
      await Promise.all(
        [
          "/v1/payment/methods",
          "/methods",
          "/pay",
          "/pay//methods",
          "/pay/METHODS",
          "/x/pay/methods",
          "/",
        ].map(status),
      ),
    ).toEqual([404, 404, 404, 404, 404, 404, 404]);
  });
});

describe("the handlers by name", () => {
  test("are bound and answer like fetch", async () => {
    await using world = await createWorld({});
    const { createCheckout, methods, myPayments, redirectSuccess, webhook } =
      world.payment.handlers;
    const { topup_id } = world.host.addTopup();
    const headers = { authorization: "Bearer user:ada", "content-type": "application/json" };
    const created = await createCheckout(
      new Request(`${ORIGIN}/v1/payment/checkout/create`, {
        method: "POST",
        headers,
        body: JSON.stringify({ topup_id }),
      }),
    );
    expect([created.status, (await world.only(topup_id)).status]).toEqual([200, "pending"]);
    await pay(world, topup_id, webhook);
    expect(world.host.balance("ada")).toBe(500);
    const { ref } = await world.only(topup_id);
    const page = await redirectSuccess(new Request(`${ORIGIN}/anything?ref=${ref}`));
    expect(await page.text()).toContain("<h1>Paid</h1>");
    expect((await methods(new Request(`${ORIGIN}/anything`))).status).toBe(200);
    expect(
      await (await myPayments(new Request(`${ORIGIN}/anything`, { headers }))).json(),
    ).toMatchObject({ items: [{ topup_id, status: "paid" }] });
  });

  // A record, so that a route without an entry does not compile.
  const NOT_TAKEN: Readonly<Record<RouteName, string>> = {
    methods: "POST",
    createCheckout: "GET",
    myPayments: "POST",
    payments: "DELETE",
    events: "POST",
    webhook: "GET",
    redirectSuccess: "POST",
    redirectCancel: "POST",
    reconcile: "PUT",
    replayEvent: "GET",
    closeEvent: "GET",
    releasePayment: "PATCH",
    check: "POST",
    drift: "POST",
    paymentAudit: "DELETE",
    paymentSummary: "POST",
    openapi: "POST",
    prune: "GET",
  };

  test.each(Object.entries(NOT_TAKEN) as [RouteName, string][])(
    "%s answers %s with 405 and the methods it takes",
    async (name, method) => {
      await using world = await createWorld({});
      const response = await world.payment.handlers[name](
        new Request(ORIGIN, { method, headers: { authorization: "Bearer admin" } }),
      );
      expect([response.status, await response.json()]).toEqual([
        405,
        {
          code: "method_not_allowed",
          error: expect.stringMatching(/^This route takes (GET|POST|GET and POST)\.$/),
          request_id: expect.any(String),
        },
      ]);
    },
  );
});

async function pay(
  world: World,
  topup_id: string,
  webhook: (request: Request) => Promise<Response>,
): Promise<void> {
  const data = await world.dodo.pay((await world.only(topup_id)).provider_session_id ?? "", {
    silent: true,
  });
  const timestamp = Math.floor(world.clock.now() / 1_000);
  const response = await webhook(
    world.dodo.signedRequest(
      { type: "payment.succeeded", data },
      { timestamp, url: `${ORIGIN}/anything` },
    ),
  );
  expect(response.status).toBe(200);
}

test("a list from server code ignores a filter without a value, and refuses one that does not exist", async () => {
  await using world = await createWorld({ storage: "sqlite" });
  const { topup_id } = world.host.addTopup();
  await world.create(topup_id);
  const unset: Record<string, undefined> = { status: undefined };
  expect((await world.payment.listPayments(unset)).items).toHaveLength(1);
  const unknown: Record<string, string> = { "1=1; DROP TABLE topup_payments; --": "x" };
  await expect(world.payment.listPayments(unknown)).rejects.toMatchObject({
    code: "invalid_request",
  });
});
