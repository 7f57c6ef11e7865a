/** Inside a Federation an administrator edits the variables while the service runs. */
import { describe, expect, test } from "vitest";
import { createCity } from "../test/city.ts";
import { DAY } from "../test/scenes.ts";
import { keyOf } from "../test/signing.ts";
import { dodoPaymentProvider, type ProviderFactory } from "./index.ts";

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

  test("[D07] nothing is rebuilt unless a variable has changed, and what is kept in memory outlives each edit", async () => {
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
    // The mistakes and the default storage in memory have outlived the edits.
    expect(
      city.world.log.filter((line) => line.includes("signature of this delivery is wrong")),
    ).toHaveLength(1);
    expect(await city.json("GET", "/payments", { as: "admin" })).toMatchObject([
      200,
      { items: [{ topup_id }] },
    ]);
    expect(city.world.log.filter((line) => line.includes("NOTHING outlives"))).toHaveLength(2);
  });

  test("[D07] a warning about the variables is not repeated at each edit", async () => {
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
    expect(said("the configuration is correct again")).toBe(1);
  });

  test("after an edit the payments of 15 days are scanned again, because a new key may be that of another account", async () => {
    await using city = await createCity();
    await city.base.health();
    const { clock, dodo } = city.world;
    const daysBack = async (): Promise<number> => {
      const before = dodo.requests.length;
      await city.service.reconcile();
      const list = dodo.requests.slice(before).find(({ path }) => path === "/payments");
      return (clock.now() - Date.parse(list?.query["created_at_gte"] ?? "")) / DAY;
    };
    expect(await daysBack()).toBe(15);
    expect(await daysBack()).toBe(2);
    await city.setVariable("DODO_CURRENCY", "eur");
    expect(await daysBack()).toBe(15);
    expect(await daysBack()).toBe(2);
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
