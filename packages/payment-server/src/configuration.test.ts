/** Inside a Federation a wrong variable closes the payment routes and nothing else, until the next edit mends it. */
import { describe, expect, test } from "vitest";
import { createCity, type City } from "../test/city.ts";
import { keyOf } from "../test/signing.ts";
import {
  dodoPaymentProvider,
  memoryStorage,
  PaymentService,
  type PaymentServiceOptions,
  type ProviderFactory,
  type Storage,
} from "./index.ts";

const SECRET = "whsec_dGhpcyBpcyBhIHNlY3JldA";

/** Variables that are wrong, and what a person has to read. */
const WRONG: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
  [{ DODO_ENVIRONMENT: "production" }, "DODO_ENVIRONMENT must be `test_mode` or `live_mode`"],
  [{ DODO_API_BASE_URL: "http://dodo.example" }, "DODO_API_BASE_URL must be an https address"],
  [
    { DODO_ENVIRONMENT: "live" },
    "In live_mode DODO_API_BASE_URL can only be https://live.dodopayments.com",
  ],
  [{ DODO_WEBHOOK_KEY: SECRET }, "A key in DODO_WEBHOOK_KEY "],
  [
    { DODO_PAYMENTS_WEBHOOK_KEY: keyOf(24, 9) },
    "DODO_WEBHOOK_KEY and DODO_PAYMENTS_WEBHOOK_KEY have different values",
  ],
  [{ DODO_CURRENCY: "dollars" }, "DODO_CURRENCY must be a currency code"],
  [{ DOWNCITY_CITY_BASE_URL: "shop.example" }, "`base_url` must be an origin"],
];

const ROUTES: readonly (readonly [string, string, string | null])[] = [
  ["POST", "/checkout/create", "ada"],
  ["GET", "/payments/me", "ada"],
  ["GET", "/payments", "admin"],
  ["GET", "/events", "admin"],
  ["POST", "/webhook", null],
  ["GET", "/redirect/success?ref=x", null],
  ["GET", "/redirect/cancel?ref=x", null],
  ["POST", "/reconcile", "admin"],
  ["POST", "/events/replay", "admin"],
  ["POST", "/payments/release", "admin"],
];

/** Every route but `methods` says this, and to come again; everything else of the Federation goes on. */
async function expectClosed(city: City, sentence: string): Promise<void> {
  for (const [method, path, as] of ROUTES) {
    const answer = await city.send(method, path, {
      as,
      ...(method === "POST" ? { body: {} } : {}),
    });
    expect([path, answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
      path,
      503,
      "5",
      {
        code: "configuration",
        error: expect.stringContaining(sentence),
        request_id: expect.any(String),
      },
    ]);
  }
  const [status, methods] = await city.json("GET", "/methods");
  expect([status, methods]).toEqual([
    200,
    {
      items: [
        {
          id: "dodo",
          type: "checkout",
          service: "payment",
          action: "checkout/create",
          requires_user: true,
          enabled: false,
          label: "Dodo Payments",
          currency: "usd",
          reason: expect.stringContaining(sentence),
        },
      ],
    },
  ]);
  expect(JSON.stringify(methods)).not.toContain(SECRET);
  expect([(await city.base.health()).ok, await city.json("GET", "/v1/weather/today")]).toEqual([
    true,
    [200, { sun: true }],
  ]);
}

async function expectOpen(city: City): Promise<void> {
  expect(await city.json("GET", "/methods")).toMatchObject([
    200,
    { items: [{ id: "dodo", enabled: true }] },
  ]);
  await city.create(city.world.host.addTopup().topup_id);
}

const saidOf = (city: City): string[] =>
  city.world.log.filter((line) => line.includes("until the configuration is mended"));
/** Not a line per request: they are as many as an attacker likes. */
const failuresOf = (city: City): string[] =>
  city.world.log.filter((line) => line.includes("a request failed"));

describe("a wrong variable", () => {
  test.each(WRONG)(
    "[D02] [D07] %j from the start closes the payment routes, and its edit opens them",
    async (variables, sentence) => {
      await using city = await createCity({ variables });
      await expectClosed(city, sentence);
      expect([saidOf(city), failuresOf(city)]).toEqual([[expect.stringContaining(sentence)], []]);
      expect(saidOf(city).join()).not.toContain(SECRET);
      await mend(city, variables);
      await expectOpen(city);
    },
  );

  test.each(WRONG)(
    "[D07] %j while it runs closes them, each cause is logged once, and the next edit mends it",
    async (variables, sentence) => {
      await using city = await createCity();
      await expectOpen(city);
      for (const [key, value] of Object.entries(variables)) await city.setVariable(key, value);
      await expectClosed(city, sentence);
      await city.setVariable("DODO_PRODUCT_ID", "pdt_other");
      await expectClosed(city, sentence);
      expect(saidOf(city)).toHaveLength(1);
      await city.setVariable("DODO_PRODUCT_ID", "pdt_topup");
      await mend(city, variables);
      await expectOpen(city);
      for (const [key, value] of Object.entries(variables)) await city.setVariable(key, value);
      await city.send("GET", "/methods");
      expect([saidOf(city).length, failuresOf(city)]).toEqual([2, []]);
    },
  );

  test("[D02] the functions throw it, and check() lists it first", async () => {
    await using city = await createCity({ variables: { DODO_ENVIRONMENT: "production" } });
    await city.base.health();
    const { service } = city;
    const calls = [
      service.reconcile(),
      service.drift(),
      service.listPayments(),
      service.listEvents(),
      service.replayEvent("dodo:x"),
      service.releasePayment({ payment_id: "x", decision: "dismiss", note: "" }),
      service.createCheckout({ topup_id: "tu", user_id: "ada" }),
    ];
    for (const call of calls)
      await expect(call).rejects.toMatchObject({
        code: "configuration",
        message: expect.stringContaining("DODO_ENVIRONMENT"),
      });
    const { ok, findings, summary } = await service.check();
    expect([ok, findings[0], summary]).toEqual([
      false,
      {
        level: "error",
        code: "configuration",
        message: expect.stringContaining("DODO_ENVIRONMENT"),
      },
      expect.any(Object),
    ]);
    await city.setVariable("DODO_ENVIRONMENT", "test");
    expect(await service.listPayments()).toMatchObject({ items: [] });
  });

  test("[D02] a provider that throws something of its own is off, and its text stays with the host", async () => {
    const dodo = dodoPaymentProvider();
    const bank: ProviderFactory = {
      id: "bank",
      variables: [],
      create(runtime) {
        if (runtime.env("BANK") === "away") throw new TypeError("secret of the bank");
        return dodo.create(runtime);
      },
    };
    await using city = await createCity({ service: { providers: [bank] } });
    expect(await city.json("GET", "/methods")).toMatchObject([200, { items: [{ enabled: true }] }]);
    await city.setVariable("BANK", "away");
    const sentence = "A payment provider could not be set up; the server's log says why.";
    expect(await city.json("GET", "/methods")).toMatchObject([
      200,
      { items: [{ id: "bank", label: "bank", enabled: false, reason: sentence }] },
    ]);
    expect(await city.json("GET", "/payments", { as: "admin" })).toMatchObject([
      503,
      { code: "configuration", error: sentence },
    ]);
    expect([saidOf(city).length, city.world.log.join().includes("secret")]).toEqual([1, false]);
  });

  async function mend(city: City, variables: Readonly<Record<string, string>>): Promise<void> {
    const good: Record<string, string> = {
      DODO_API_BASE_URL: city.world.dodo.url,
      DODO_WEBHOOK_KEY: city.world.dodo.webhook_key,
    };
    for (const key of Object.keys(variables)) await city.setVariable(key, good[key] ?? null);
  }
});

describe("variables that change", () => {
  test("[D07] a table that is filled after the first request is read", async () => {
    await using city = await createCity({
      variables: {
        DODO_PAYMENTS_API_KEY: undefined,
        DODO_PRODUCT_ID: undefined,
        DODO_WEBHOOK_KEY: undefined,
        DODO_API_BASE_URL: undefined,
      },
    });
    await city.base.health();
    expect(await city.json("GET", "/methods")).toMatchObject([
      200,
      { items: [{ enabled: false, reason: "not_configured" }] },
    ]);
    const { api_key, url, webhook_key } = city.world.dodo;
    await city.setVariable("DODO_PAYMENTS_API_KEY", api_key);
    await city.setVariable("DODO_PRODUCT_ID", "pdt_topup");
    await city.setVariable("DODO_API_BASE_URL", url);
    await city.setVariable("DODO_WEBHOOK_KEY", webhook_key);
    const { topup_id } = city.world.host.addTopup();
    const { provider_session_id } = await city.create(topup_id);
    expect((await city.base.fetch(await city.delivery(provider_session_id))).status).toBe(200);
    expect(city.world.host.ledger).toHaveLength(1);
  });

  test("[D07] a signing key is rotated without a restart", async () => {
    await using city = await createCity();
    const [old, next] = [city.world.dodo.webhook_key, keyOf(32, 5)];
    const { provider_session_id } = await city.create(city.world.host.addTopup().topup_id);
    const signed_old = await city.delivery(provider_session_id, (json) => json, [old]);
    const body = await signed_old.clone().text();
    const signed_new = (): Request =>
      city.world.dodo.signedRequest(body, {
        url: signed_old.url,
        keys: [next],
        timestamp: Math.floor(city.world.clock.now() / 1_000),
      });
    expect((await city.base.fetch(signed_new())).status).toBe(401);
    await city.setVariable("DODO_WEBHOOK_KEY", `${next} ${old}`);
    await city.setVariable("DODO_WEBHOOK_KEY", next);
    expect((await city.base.fetch(signed_old)).status).toBe(401);
    expect((await city.base.fetch(signed_new())).status).toBe(200);
    expect(city.world.host.ledger).toHaveLength(1);
  });

  test("[D07] nothing is made anew unless a variable has changed, and what is kept in memory outlives each edit", async () => {
    let made = 0;
    await using city = await createCity({ service: { storage: undefined } });
    const dodo = dodoPaymentProvider({
      fetch: async (request) => await city.world.dodo.fetch(request),
    });
    const counting: ProviderFactory = {
      ...dodo,
      create: (runtime) => {
        made += 1;
        return dodo.create(runtime);
      },
    };
    city.base.use(
      city.world.secondService({ env: undefined, storage: undefined, providers: [counting] }),
    );
    const { topup_id } = city.world.host.addTopup();
    await city.create(topup_id);
    const before = made;
    for (let asked = 0; asked < 5; asked += 1) await city.send("GET", "/methods");
    expect(made).toBe(before);
    for (const byte of [1, 2, 3]) {
      await city.setVariable("DODO_WEBHOOK_KEY", keyOf(24, byte));
      const forged = city.world.dodo.signedRequest(
        { type: "payment.succeeded", data: {} },
        { keys: [keyOf(24, 9)], url: "http://localhost:3000/v1/payment/webhook" },
      );
      expect((await city.base.fetch(forged)).status).toBe(401);
    }
    expect(made).toBe(before + 3);
    // A timer of a minute, and the rows of the storage in memory that nobody gave.
    expect(city.world.log.filter((line) => line.includes("a delivery was refused"))).toHaveLength(
      1,
    );
    expect(await city.json("GET", "/payments", { as: "admin" })).toMatchObject([
      200,
      { items: [{ topup_id }] },
    ]);
    expect(city.world.log.filter((line) => line.includes("NOTHING outlives"))).toHaveLength(2);
  });

  test("[D07] what was said of the variables is not said again at each edit", async () => {
    await using city = await createCity({
      variables: { DODO_WEBHOOK_KEY: undefined, DOWNCITY_CITY_BASE_URL: "https://city.example" },
    });
    await city.base.health();
    const said = (word: string): number =>
      city.world.log.filter((line) => line.includes(word)).length;
    const before = [said("deliveries are unsigned"), said("TEST MODE")];
    for (const currency of ["eur", "dollars", "usd"]) {
      await city.setVariable("DODO_CURRENCY", currency);
      await city.send("GET", "/methods");
    }
    expect([said("deliveries are unsigned"), said("TEST MODE")]).toEqual(before);
    expect(said("payments go on")).toBe(1);
  });

  test("[D07] an `env` that was given is read in place of the Federation's, and followed too", async () => {
    const env: Record<string, string> = {
      DODO_PAYMENTS_API_KEY: "key",
      DODO_PRODUCT_ID: "pdt_topup",
      DODO_WEBHOOK_KEY: keyOf(24),
    };
    await using city = await createCity({
      service: { env },
      variables: { DODO_ENVIRONMENT: "production" },
    });
    expect(await city.json("GET", "/methods")).toMatchObject([
      200,
      { items: [{ enabled: true, currency: "usd" }] },
    ]);
    env["DODO_CURRENCY"] = "eur";
    expect(await city.json("GET", "/methods")).toMatchObject([
      200,
      { items: [{ enabled: true, currency: "eur" }] },
    ]);
  });
});

describe("live mode without a storage that keeps", () => {
  const LINE = 'add `storage: sqliteStorage("payments.sqlite")`';
  const live = { DODO_ENVIRONMENT: "live_mode", DODO_API_BASE_URL: undefined } as const;

  test("[F53] inside a Federation closes the payment routes with the line to add, and test mode opens them", async () => {
    await using city = await createCity({ service: { storage: undefined }, variables: live });
    await expectClosed(city, LINE);
    await city.setVariable("DODO_ENVIRONMENT", "test_mode");
    expect(await city.json("GET", "/methods")).toMatchObject([
      200,
      { items: [{ enabled: true, test_mode: true }] },
    ]);
  });

  test("[F53] inside a Federation with a file is live", async () => {
    await using city = await createCity({ world: { storage: "sqlite" }, variables: live });
    const [status, { items }] = await city.json<{ items: object[] }>("GET", "/methods");
    expect([status, items]).toEqual([200, [expect.not.objectContaining({ test_mode: true })]]);
  });

  test.each([
    ["no storage", undefined],
    ["a storage in memory", memoryStorage()],
    [
      "a storage that does not say",
      { ...memoryStorage(), durable: undefined } as unknown as Storage,
    ],
  ])("[F53] outside of one, with %s it refuses to construct", (_, storage) => {
    const options: PaymentServiceOptions = {
      readTopup: () => null,
      finishTopup: () => null,
      providers: [dodoPaymentProvider({ environment: "live_mode" })],
      env: {},
      storage,
      logger: { info() {}, warn() {}, error() {} },
    };
    expect(() => new PaymentService(options)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(LINE) }),
    );
    expect(
      new PaymentService({ ...options, storage: { ...memoryStorage(), durable: true } }),
    ).toBeInstanceOf(PaymentService);
  });
});
