/** What the clients, the dashboard and the other services of a Federation expect of a payment service. */
import { describe, expect, test } from "vitest";
import { createCity, type City } from "../../test/city.ts";
import { createWorld } from "../../test/world.ts";
import { dodoPaymentProvider, memoryStorage } from "../index.ts";

interface Listed {
  items: {
    topup_id: string;
    service: string;
    id: string;
    name: string;
    env: { key: string; configured?: boolean }[];
  }[];
  next_cursor: string | null;
}

/** Topups with a payment each, straight into the storage. */
async function fill(city: Pick<City, "world">, count: number): Promise<void> {
  const { world } = city;
  const { topup_id } = world.host.addTopup();
  await world.create(topup_id);
  const sample = await world.only(topup_id);
  const { payment_id: _, ...rest } = sample;
  for (let number = 1; number < count; number += 1) {
    const payment = {
      ...rest,
      payment_id: `pmt_${number}`,
      ref: `ref_${number}`,
      topup_id: `tu_more_${number}`,
      write_id: `w_${number}`,
      provider_session_id: null,
      provider_payment_id: null,
    };
    const [entry] = await world.storage.listAudit(sample.payment_id);
    if (entry === undefined) throw new Error("no audit");
    await world.storage.insertPayment(payment, { ...entry, payment_id: payment.payment_id });
  }
}

describe("lists", () => {
  test("[D13] have 200 rows by default, since a dashboard sums what it gets", async () => {
    await using city = await createCity();
    await fill(city, 203);
    const rows = async (path: string, as: string): Promise<number> =>
      (await city.json<Listed>("GET", path, { as }))[1].items.length;
    expect([
      await rows("/payments", "admin"),
      await rows("/payments/me", "ada"),
      await rows("/payments?limit=3", "admin"),
    ]).toEqual([200, 200, 3]);
    const [, first] = await city.json<Listed>("GET", "/payments", { as: "admin" });
    expect(await rows(`/payments?cursor=${first.next_cursor}`, "admin")).toBe(3);
    expect(await city.json("GET", "/events", { as: "admin" })).toMatchObject([200, { items: [] }]);
  });

  test("[D13] have 50 elsewhere", async () => {
    await using world = await createWorld();
    await fill({ world }, 60);
    const { items } = (await (
      await world.send("GET", "/payments", { as: "admin" })
    ).json()) as Listed;
    expect([items.length, (await world.payment.listPayments()).items.length]).toEqual([50, 50]);
  });
});

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

  test("[D12] two services stand side by side, each with rows of its own", async () => {
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
      (await city.json<Listed>("GET", path, { as: "admin" }))[1].items.length;
    expect([await items("/v1/coins/payments"), await items("/v1/payment/payments")]).toEqual([
      1, 0,
    ]);
  });

  test("[D12] a prefix that a Federation does not follow is said, and its own is used", async () => {
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

describe("what a Federation shows of it", () => {
  test("[D12] its name and its variables, to anyone; what is configured and what it does, to an administrator", async () => {
    await using city = await createCity();
    const [, services] = await city.json<Listed>("GET", "/v1/services");
    const own = services.items.find(({ id }) => id === "payment");
    const keys = [
      "DOWNCITY_CITY_BASE_URL",
      "PAYMENT_BASE_URL",
      "DODO_PAYMENTS_API_KEY",
      "DODO_PRODUCT_ID",
      "DODO_WEBHOOK_KEY",
      "DODO_PAYMENTS_WEBHOOK_KEY",
      "DODO_ENVIRONMENT",
      "DODO_PAYMENTS_ENVIRONMENT",
      "DODO_CURRENCY",
      "DODO_API_BASE_URL",
    ];
    expect([own?.name, own?.env.map(({ key }) => key)]).toEqual(["Payment", keys]);
    expect(
      own?.env.every(
        (variable) => Object.keys(variable).sort().join() === "description,key,required",
      ),
    ).toBe(true);
    expect((await city.send("GET", "/v1/env/catalog")).status).toBe(401);
    const [, catalog] = await city.json<Listed>("GET", "/v1/env/catalog", { as: "admin" });
    expect(
      catalog.items
        .find(({ id }) => id === "payment")
        ?.env.filter(({ configured }) => configured)
        .map(({ key }) => key),
    ).toEqual([
      "DODO_PAYMENTS_API_KEY",
      "DODO_PRODUCT_ID",
      "DODO_WEBHOOK_KEY",
      "DODO_API_BASE_URL",
    ]);
    const instruction = await city.send("GET", "/v1/federation/instruction", { as: "admin" });
    expect(await instruction.text()).toContain(
      "## Payment (payment)\nOpens hosted checkouts for topups",
    );
  });

  test("[D12] hooks run around its actions, and one that throws keeps the action from running", async () => {
    await using city = await createCity();
    const seen: string[] = [];
    let closed = false;
    city.base.use({
      id: "watch",
      install(ctx) {
        ctx.hook.before(({ service, action, user }) => {
          seen.push(`before ${service?.id} ${action?.id} ${user?.user_id}`);
          if (closed) throw Object.assign(new Error("closed"), { statusCode: 423 });
        });
        ctx.hook.after(
          ({ action, output }) =>
            void seen.push(
              `after ${action?.id} ${output instanceof Response ? output.status : "?"}`,
            ),
        );
        ctx.hook.onError(
          ({ action, error }) => void seen.push(`error ${action?.id} ${error?.message}`),
        );
      },
    });
    const { topup_id } = city.world.host.addTopup();
    await city.create(topup_id);
    closed = true;
    expect(
      (await city.send("POST", "/checkout/create", { as: "ada", body: { topup_id } })).status,
    ).toBe(423);
    expect(seen).toEqual([
      "before payment checkout/create ada",
      "after checkout/create 200",
      "before payment checkout/create ada",
      "error checkout/create closed",
    ]);
  });
});

describe("the clients' habits", () => {
  const SAYS_JSON = { "content-type": "application/json", accept: "application/json" };

  test("[D14] JSON is said on a GET, city_id and whatever else stands in a body", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    expect(await city.json("GET", "/methods", { headers: SAYS_JSON })).toMatchObject([
      200,
      { items: [{ id: "dodo", enabled: true }] },
    ]);
    expect(
      (
        await city.send("GET", "/payments/me?city_id=city_downcity&page=1", {
          as: "ada",
          headers: SAYS_JSON,
        })
      ).status,
    ).toBe(200);
    const body = {
      method_id: "dodo",
      topup_id,
      city_id: "city_downcity",
      amount: 1,
      note: null,
      nested: { provider: "other" },
    };
    expect(
      await city.json("POST", "/checkout/create", { as: "ada", headers: SAYS_JSON, body }),
    ).toMatchObject([200, { topup_id }]);
    expect(
      (
        await city.send("POST", "/checkout/create", {
          as: "ada",
          headers: SAYS_JSON,
          body: { ...body, city_id: "city_other" },
        })
      ).status,
    ).toBe(403);
    for (const path of ["/reconcile", "/events/replay", "/payments/release"]) {
      const known = {
        event_id: "dodo:none",
        payment_id: "none",
        decision: "dismiss",
        note: "as asked",
        city_id: "city_downcity",
        older_than: 0,
      };
      expect([200, 404], path).toContain(
        (await city.send("POST", path, { as: "admin", headers: SAYS_JSON, body: known })).status,
      );
    }
  });

  test("[D10] [A02] another user's topup and one that does not exist are told apart by nothing", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup({ user_id: "eve" });
    const told = await Promise.all(
      [topup_id, "tu_unknown"].map(
        async (id) =>
          await city.json("POST", "/checkout/create", { as: "ada", body: { topup_id: id } }),
      ),
    );
    expect(told.map(([status, body]) => [status, { ...body, request_id: "" }])).toEqual(
      Array.from({ length: 2 }, () => [
        404,
        { code: "topup_not_found", error: expect.any(String), request_id: "" },
      ]),
    );
  });

  test("[D14] an error is text that a client can show, with its status", async () => {
    await using city = await createCity();
    const answer = await city.send("POST", "/checkout/create", {
      as: "ada",
      headers: SAYS_JSON,
      body: { topup_id: "tu_unknown" },
    });
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('"code":"topup_not_found"'),
    ]);
  });
});
