/** Names that JavaScript objects inherit, such as `__proto__`, where a client may put a name. */
import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../../test/world.ts";

describe.each(STORAGES)("names of the language itself on %s", (storage) => {
  const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

  test("[W08] in a body or a query pollute nothing and change nothing", async () => {
    await using world = await createWorld({ storage });
    world.host.addTopup();
    const evil = `"__proto__":{"polluted":1,"user_id":"bob","usd_cents":1},"constructor":{"prototype":{"polluted":1}}`;
    const created = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: `{"topup_id":"tu_1",${evil}}`,
    });
    expect(created.status).toBe(200);
    expect(await world.only("tu_1")).toMatchObject({ user_id: "ada", amount_minor: 5_000 });
    expect(JSON.stringify(world.dodo.requests)).not.toContain("polluted");
    const missing = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: `{"__proto__":{"topup_id":"tu_1"}}`,
    });
    expect([missing.status, (await world.allPayments()).length]).toEqual([400, 1]);
    expect(
      (
        await world.send(
          "GET",
          "/payments?__proto__=x&constructor=y&__proto__[polluted]=1&toString=z",
          { as: "admin" },
        )
      ).status,
    ).toBe(200);
    expect((await world.send("GET", "/payments?status=constructor", { as: "admin" })).status).toBe(
      400,
    );
    for (const path of NAMES)
      expect((await world.send("GET", `/${path}`, { as: "admin" })).status).toBe(404);
    for (const method_id of NAMES)
      expect(
        (
          await world.send("POST", "/checkout/create", {
            as: "user:ada",
            body: { topup_id: "tu_1", method_id },
          })
        ).status,
      ).toBe(400);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test.each(["always", "when_unsigned"] as const)(
    "[W08] in a delivery pollute nothing and credit nothing (confirm: %s)",
    async (confirm) => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { provider_session_id, payment_id } = await world.create(
        world.host.addTopup().topup_id,
      );
      const nested = `{"type":"payment.succeeded","__proto__":{"polluted":1},"data":{"payment_id":"pay_1","__proto__":{"polluted":1},"metadata":{"__proto__":{"payment_id":"${payment_id}"}}}}`;
      expect(
        await (await world.deliver(nested, { webhook_id: "msg_nested" })).json(),
      ).toMatchObject({ sync_status: "ignored" });
      const names = `{"type":"constructor","data":{"payment_id":"constructor","checkout_session_id":"${provider_session_id}x","metadata":{"payment_id":"__proto__"}}}`;
      expect(await (await world.deliver(names, { webhook_id: "msg_names" })).json()).toMatchObject({
        sync_status: "ignored",
      });
      expect(await world.only("tu_1")).toMatchObject({ status: "pending", version: 2 });
      expect([world.host.calls, Reflect.get({}, "polluted")]).toEqual([[], undefined]);
    },
  );

  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test.each(NAMES)(
      "[W08] as the status of a payment, %s is an unknown status",
      async (status) => {
        await using world = await createWorld({ storage, service: { confirm } });
        const checkout = await world.create(world.host.addTopup().topup_id);
        const before = await world.only("tu_1");
        const payment = await world.dodo.pay(checkout.provider_session_id, {
          silent: true,
          overrides: { status },
        });
        const response = await world.deliver({
          type: "payment.succeeded",
          data: { payload_type: "Payment", ...payment },
        });
        expect(await response.json()).toMatchObject({ sync_status: "applied" });
        expect(await world.only("tu_1")).toMatchObject({
          status: "pending",
          provider_status: "unknown",
          version: before.version + 1,
        });
        world.dodo.patchPayment(payment.payment_id, { status: "succeeded" });
        await world.payment.reconcile();
        expect(world.host.balance("ada")).toBe(0 + 500);
      },
    );
  });

  test.each(NAMES)("[W08] as an error code of Dodo's, %s is an unknown code", async (code) => {
    await using world = await createWorld({ storage });
    world.dodo.faults.api.fail = { status: 422, code, method: "POST" };
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id: world.host.addTopup().topup_id },
    });
    expect(await response.json()).toMatchObject({
      code: "provider_rejected",
      error: "Dodo refused the request; `check()` says what is wrong with the product.",
    });
  });
});
