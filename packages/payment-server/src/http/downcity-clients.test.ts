/**
 * The expectations of the clients, the dashboard and the other services of a Federation.
 */
import { describe, expect, test } from "vitest";
import { createCity } from "../../test/city.ts";

interface Listed {
  items: {
    id: string;
    name: string;
    env: { key: string; configured?: boolean }[];
  }[];
}

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

  test("[D14] a JSON content type on a GET, a city_id and unknown fields in a body are accepted", async () => {
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

  test("[D10] [A02] another user's topup and one that does not exist get the same answer", async () => {
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
