/**
 * Inside a Federation a wrong variable closes the payment routes and nothing else, until the next
 * edit corrects it.
 */
import { describe, expect, test } from "vitest";
import { createCity, type City } from "../test/city.ts";
import { expectClosed, expectOpen, SECRET } from "../test/closed-city.ts";
import { keyOf } from "../test/signing.ts";
import { dodoPaymentProvider, type ProviderFactory } from "./index.ts";

/** Wrong variables, each with the sentence that a person has to read. */
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

const misconfiguredLines = (city: City): string[] =>
  city.world.log.filter((line) => line.includes("until the configuration is corrected"));
/**
 * Returns the lines about failed requests. There must be none: an attacker could send any number.
 */
const failedLines = (city: City): string[] =>
  city.world.log.filter((line) => line.includes("a request failed"));

describe("a wrong variable", () => {
  test.each(WRONG)(
    "[D02] [D07] %j from the start closes the payment routes, and its edit opens them",
    async (variables, sentence) => {
      await using city = await createCity({ variables });
      await expectClosed(city, sentence);
      expect([misconfiguredLines(city), failedLines(city)]).toEqual([
        [expect.stringContaining(sentence)],
        [],
      ]);
      expect(misconfiguredLines(city).join()).not.toContain(SECRET);
      await correct(city, variables);
      await expectOpen(city);
    },
  );

  test.each(WRONG)(
    "[D07] %j while it runs closes them, each cause is logged once, and the next edit corrects it",
    async (variables, sentence) => {
      await using city = await createCity();
      await expectOpen(city);
      for (const [key, value] of Object.entries(variables)) await city.setVariable(key, value);
      await expectClosed(city, sentence);
      await city.setVariable("DODO_PRODUCT_ID", "pdt_other");
      await expectClosed(city, sentence);
      expect(misconfiguredLines(city)).toHaveLength(1);
      await city.setVariable("DODO_PRODUCT_ID", "pdt_topup");
      await correct(city, variables);
      await expectOpen(city);
      for (const [key, value] of Object.entries(variables)) await city.setVariable(key, value);
      await city.send("GET", "/methods");
      expect([misconfiguredLines(city).length, failedLines(city)]).toEqual([2, []]);
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
        docs: "https://x.github.io/payment-kit/codes/configuration/",
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
    expect([misconfiguredLines(city).length, city.world.log.join().includes("secret")]).toEqual([
      1,
      false,
    ]);
  });

  async function correct(city: City, variables: Readonly<Record<string, string>>): Promise<void> {
    const good: Record<string, string> = {
      DODO_API_BASE_URL: city.world.dodo.url,
      DODO_WEBHOOK_KEY: city.world.dodo.webhook_key,
    };
    for (const key of Object.keys(variables)) await city.setVariable(key, good[key] ?? null);
  }
});
