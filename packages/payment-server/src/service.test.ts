import { describe, expect, test } from "vitest";
import { createWorld, ORIGIN, type World } from "../test/world.ts";
import {
  dodoPaymentProvider,
  PaymentError,
  PaymentService,
  type PaymentServiceOptions,
} from "./index.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const whole: PaymentServiceOptions = {
  readTopup: () => null,
  finishTopup: () => null,
  providers: [dodoPaymentProvider()],
  env: {},
  logger: silent,
};

/** Options as a program without types may give them. */
function options(wrong: Record<string, unknown>): PaymentServiceOptions {
  return { ...whole, ...wrong };
}

function refusal(wrong: Record<string, unknown>): unknown {
  try {
    return new PaymentService(options(wrong));
  } catch (error) {
    return error;
  }
}

describe("an option that is wrong refuses to construct and says the fix", () => {
  test.each([
    [{ readTopup: undefined }, "`readTopup` must be a function that returns the topup or null."],
    [{ finishTopup: "credit" }, "`finishTopup` must be a function that credits the topup once."],
    [{ providers: undefined }, "`providers` must be a list, such as `[dodoPaymentProvider()]`."],
    [{ providers: dodoPaymentProvider() }, "`providers` must be a list"],
    [{ providers: [] }, "`providers` is empty; name one"],
    [
      { providers: [dodoPaymentProvider(), dodoPaymentProvider({ environment: "live_mode" })] },
      "Two providers have the id `dodo`",
    ],
    [{ base_url: "shop.example" }, "`base_url` must be an origin such as `https://shop.example`"],
    [
      { base_url: "https://shop.example/shop?x=1" },
      "or one with the path in front of the routes, such as `https://shop.example/shop`;",
    ],
    [{ base_url: "https://shop.example/#shop" }, "`base_url` must be an origin"],
    [{ base_url: "https://shop.example//evil.example" }, "`base_url` must be an origin"],
    [{ base_url: "https://shop.example/a//b" }, "`base_url` must be an origin"],
    [{ base_url: "https://ada:secret@shop.example" }, "`base_url` must be an origin"],
    [{ base_url: "javascript:alert(1)" }, "`base_url` must be an origin"],
    [{ id: "" }, "`id` must be made of letters, digits, `-` and `_`, such as `payment`."],
    [{ id: "shop/payment" }, "`id` must be made of"],
    [{ id: "päyment" }, "`id` must be made of"],
    [{ base_path: "payment" }, "`base_path` must be a path such as `/v1/payment`."],
    [{ base_path: "//evil.example" }, "`base_path` must be a path"],
    [{ base_path: "/v1/pay?x=1" }, "`base_path` must be a path"],
    [{ base_path: "/v1/<b>" }, "`base_path` must be a path"],
    [{ allowed_origins: ["*"] }, "`allowed_origins` must be an origin"],
    [{ allowed_origins: ["null"] }, "`allowed_origins` must be an origin"],
    [
      { allowed_origins: ["https://app.example", "https://*.app.example/x"] },
      "`allowed_origins` must be an origin",
    ],
    [
      { allowed_origins: ["https://app.example/shop"] },
      "`allowed_origins` must be an origin such as `https://shop.example`, without a path.",
    ],
    [{ return_origins: ["app.example"] }, "`return_origins` must be an origin"],
    [{ confirm: "never" }, "`confirm` must be `always` or `when_unsigned`."],
    [{ confirm: false }, "`confirm` must be `always` or `when_unsigned`."],
    [
      { conversion_tolerance_bps: -1 },
      "`conversion_tolerance_bps` must be a whole number from 0 to 1,000.",
    ],
    [{ conversion_tolerance_bps: 0.5 }, "`conversion_tolerance_bps` must be"],
    [{ conversion_tolerance_bps: 1_001 }, "`conversion_tolerance_bps` must be"],
    [{ conversion_tolerance_bps: Number.NaN }, "`conversion_tolerance_bps` must be"],
    [
      { provider_calls_per_second: 0 },
      "`provider_calls_per_second` must be a number from 1 to 10,000.",
    ],
    [{ provider_calls_per_second: 0.4 }, "`provider_calls_per_second` must be"],
    [{ provider_calls_per_second: Number.NaN }, "`provider_calls_per_second` must be"],
    [
      { provider_calls_per_second: Number.POSITIVE_INFINITY },
      "`provider_calls_per_second` must be",
    ],
  ])("%j", (wrong, sentence) => {
    const error = refusal(wrong);
    expect(error).toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({
      code: "configuration",
      message: expect.stringContaining(sentence),
    });
    expect(String(error)).not.toContain("secret");
  });

  test("right ones are taken", () => {
    for (const right of [
      {},
      { base_url: "https://shop.example/" },
      { base_url: "https://shop.example/shop/" },
      { id: "coins-2_b" },
      { base_path: "" },
      { base_path: "/pay/" },
      { allowed_origins: ["https://app.example/"] },
      { confirm: "when_unsigned" },
      { provider_calls_per_second: 1 },
    ]) {
      expect(refusal(right)).toBeInstanceOf(PaymentService);
    }
  });
});

describe("a service", () => {
  const lines = (extra: Partial<PaymentServiceOptions>): string[] => {
    const log: string[] = [];
    const write = (message: string): unknown => log.push(message);
    refusal({ ...extra, logger: { info: write, warn: write, error: write } });
    return log;
  };

  test("without a storage says once that nothing outlives the process", async () => {
    await using world = await createWorld({});
    expect(lines({}).filter((line) => line.includes("NOTHING outlives this process"))).toHaveLength(
      1,
    );
    expect(lines({ storage: world.storage }).join()).not.toContain("outlives");
    // Refused as it stands: nothing is in memory then.
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
  test("are bound and answer as fetch does", async () => {
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

  test.each([
    ["methods", "POST"],
    ["createCheckout", "GET"],
    ["myPayments", "POST"],
    ["payments", "DELETE"],
    ["events", "POST"],
    ["webhook", "GET"],
    ["redirectSuccess", "POST"],
    ["redirectCancel", "POST"],
    ["reconcile", "PUT"],
    ["replayEvent", "GET"],
    ["releasePayment", "PATCH"],
  ] as const)("%s answers %s with 405 and the methods it takes", async (name, method) => {
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
  });
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

test("a list from server code takes a filter that is not set, and refuses one that does not exist", async () => {
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
