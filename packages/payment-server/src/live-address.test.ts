/** The public address in live_mode, to which buyers who have paid are sent. */
import { describe, expect, test } from "vitest";
import { createCity } from "../test/city.ts";
import { expectClosed } from "../test/closed-city.ts";
import { liveService } from "../test/scenes.ts";
import { createWorld, type World } from "../test/world.ts";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "./index.ts";

const MISSING = "set `base_url` or DOWNCITY_CITY_BASE_URL";

const missingLines = (world: World): string[] =>
  world.log.filter((line) => line.includes("public address"));

describe("in live_mode", () => {
  const SENTENCE = "In live_mode `base_url` must be a public https address";
  const REFUSED = [
    "http://shop.example",
    "http://localhost:3000",
    "https://localhost",
    "https://127.0.0.1:3000",
    "https://127.1",
    "https://[::1]/shop",
    "https://shop.localhost",
    "https://localhost./",
    "https://0.0.0.0",
  ];
  const build = (base_url: string | undefined, env: Record<string, string>): PaymentService =>
    new PaymentService({
      readTopup: () => null,
      finishTopup: () => null,
      providers: [dodoPaymentProvider({ environment: "live_mode" })],
      storage: { ...memoryStorage(), durable: true },
      logger: { info() {}, warn() {}, error() {} },
      base_url,
      env,
    });

  test.each(REFUSED)("[F21] base_url %s refuses to construct", (base_url) => {
    const refusal = expect.objectContaining({
      code: "configuration",
      message: expect.stringContaining(SENTENCE),
    });
    expect(() => build(base_url, {})).toThrow(refusal);
    expect(() => build(undefined, { PAYMENT_BASE_URL: base_url })).toThrow(refusal);
    expect(build("https://shop.example", { PAYMENT_BASE_URL: base_url })).toBeInstanceOf(
      PaymentService,
    );
  });

  test.each(REFUSED)(
    "[F21] inside a Federation the variable %s closes the routes",
    async (value) => {
      await using city = await createCity({
        world: { storage: "sqlite" },
        variables: {
          DODO_ENVIRONMENT: "live",
          DODO_API_BASE_URL: undefined,
          PAYMENT_BASE_URL: value,
        },
      });
      await expectClosed(city, SENTENCE);
      await city.setVariable("PAYMENT_BASE_URL", "https://shop.example");
      expect((await city.send("GET", "/payments", { as: "admin" })).status).toBe(200);
    },
  );

  test("[F21] without base_url a checkout from localhost is refused, and check() says so before", async () => {
    await using world = await createWorld();
    const live = liveService(world, { base_url: undefined });
    const { topup_id } = world.host.addTopup();
    const finding = expect.objectContaining({
      level: "error",
      code: "configuration",
      message: expect.stringContaining(MISSING),
    });
    expect(await live.check()).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([finding]),
    });
    expect(missingLines(world)).toHaveLength(1);
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id },
      service: live,
    });
    expect([response.status, await response.json()]).toMatchObject([
      500,
      { code: "configuration" },
    ]);
    await expect(live.createCheckout({ topup_id, user_id: "ada" })).rejects.toMatchObject({
      code: "configuration",
    });
    expect(await world.payments(topup_id)).toEqual([]);
  });
});
