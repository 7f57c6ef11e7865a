/** The `id` of a service, which several services of one Federation need. */
import { describe, expect, test } from "vitest";
import { createCity } from "../../test/city.ts";
import { createWorld } from "../../test/world.ts";
import { dodoPaymentProvider, memoryStorage } from "../index.ts";

describe("an id of its own", () => {
  test("[D12] is what methods name as service, where the routes are and what addresses have in them", async () => {
    await using city = await createCity({ service: { id: "coins" } });
    expect(city.service.id).toBe("coins");
    expect(await city.json("GET", "/v1/coins/methods")).toMatchObject([
      200,
      { items: [{ id: "dodo", service: "coins", action: "checkout/create", enabled: true }] },
    ]);
    expect((await city.send("GET", "/v1/payment/methods")).status).toBe(404);
    const { status_url, provider_session_id } = await city.create(
      city.world.host.addTopup().topup_id,
    );
    expect(status_url).toMatch(/^http:\/\/localhost:3000\/v1\/coins\/redirect\/success\?ref=/);
    expect(
      (await city.base.fetch(new Request(status_url, { headers: { accept: "application/json" } })))
        .status,
    ).toBe(200);
    expect((await city.base.fetch(await city.delivery(provider_session_id))).status).toBe(200);
  });

  test("[D12] outside of a Federation it is the prefix too, unless another one is given", async () => {
    await using world = await createWorld();
    const status = async (path: string, options: object): Promise<number> =>
      (await world.secondService(options).fetch(new Request(`http://localhost:3000${path}`)))
        .status;
    expect(await status("/v1/coins/methods", { id: "coins" })).toBe(200);
    expect(await status("/v1/payment/methods", { id: "coins" })).toBe(404);
    expect(await status("/pay/methods", { id: "coins", base_path: "/pay" })).toBe(200);
  });

  test("[D12] two services run in one Federation, each with rows of its own", async () => {
    await using city = await createCity();
    const { world } = city;
    city.base.use(
      world.secondService({
        id: "coins",
        env: undefined,
        storage: memoryStorage({ clock: () => world.clock.now() }),
        providers: [
          dodoPaymentProvider({ fetch: async (request) => await world.dodo.fetch(request) }),
        ],
      }),
    );
    const { topup_id } = world.host.addTopup();
    expect(
      await city.json("POST", "/v1/coins/checkout/create", { as: "ada", body: { topup_id } }),
    ).toMatchObject([200, { topup_id }]);
    const items = async (path: string): Promise<number> =>
      (await city.json<{ items: unknown[] }>("GET", path, { as: "admin" }))[1].items.length;
    expect([await items("/v1/coins/payments"), await items("/v1/payment/payments")]).toEqual([
      1, 0,
    ]);
  });

  test("[D12] a `base_path` is ignored with a warning, and the Federation's prefix is used", async () => {
    await using city = await createCity({ service: { base_path: "/pay" } });
    const { status_url } = await city.create(city.world.host.addTopup().topup_id);
    expect(new URL(status_url).pathname).toBe("/v1/payment/redirect/success");
    expect(
      city.world.log.filter((line) =>
        line.includes("`base_path` does nothing inside a Federation"),
      ),
    ).toHaveLength(1);
  });
});
