/** Two providers in one service. */
import { describe, expect, test } from "vitest";
import { BASE, STORAGES } from "../world.ts";
import { createTillWorld } from "../till-world.ts";

describe.each(STORAGES)("two providers side by side, on %s", (storage) => {
  test("both are listed, and a create names one of them", async () => {
    const { world, send, create } = await createTillWorld({ storage, beside_dodo: true });
    await using _ = world;
    const methods = (await (await send("GET", "/methods")).json()) as {
      items: { id: string; enabled: boolean; label: string }[];
    };
    expect(methods.items.map(({ id, enabled, label }) => [id, enabled, label])).toEqual([
      ["till", true, "The till"],
      ["dodo", true, "Dodo Payments"],
    ]);
    const { topup_id } = world.host.addTopup();
    const unnamed = await send("POST", "/checkout/create", { topup_id });
    expect([unnamed.status, await unnamed.json()]).toEqual([
      400,
      expect.objectContaining({ code: "invalid_request" }),
    ]);
    const checkouts = [
      await create(topup_id, "till"),
      await create(topup_id, "dodo"),
      await create(topup_id, "till"),
    ];
    expect(checkouts.map(({ provider }) => provider)).toEqual(["till", "dodo", "till"]);
    expect(checkouts[2]?.checkout_url).toBe(checkouts[0]?.checkout_url);
  });

  test("each delivery goes to the provider that its address names, and to no other", async () => {
    const { world, payment, till, create, deliver } = await createTillWorld({
      storage,
      beside_dodo: true,
    });
    await using _ = world;
    const [first, second] = [world.host.addTopup(), world.host.addTopup()];
    const paid = till.pay((await create(first.topup_id, "till")).provider_session_id);
    const delivery = till.deliver("payment", paid);
    const refused = [
      await deliver(delivery),
      await deliver(delivery, "?provider=stripe"),
      await deliver(delivery, "?provider=dodo"),
    ];
    expect(
      await Promise.all(
        refused.map(async (response) => [
          response.status,
          Reflect.get(Object(await response.json()), "code"),
        ]),
      ),
    ).toEqual([
      [400, "unknown_method"],
      [400, "unknown_method"],
      [401, "invalid_signature"],
    ]);
    expect([world.host.calls, await world.allEvents()]).toEqual([[], []]);
    expect(await (await deliver(delivery, "?provider=till")).json()).toMatchObject({
      provider: "till",
      sync_status: "applied",
    });

    const data = {
      payload_type: "Payment",
      ...(await world.dodo.pay((await create(second.topup_id, "dodo")).provider_session_id)),
    };
    const body = {
      business_id: world.dodo.business_id,
      type: "payment.succeeded",
      timestamp: data.created_at,
      data,
    };
    const request = world.dodo.signedRequest(body, {
      timestamp: world.clock.now() / 1_000,
      url: `${BASE}/webhook?provider=dodo`,
    });
    expect(await (await payment.fetch(request)).json()).toMatchObject({
      provider: "dodo",
      sync_status: "applied",
    });
    expect(world.host.ledger.map(({ topup_id }) => topup_id)).toEqual([
      first.topup_id,
      second.topup_id,
    ]);
  });

  test("one topup that is paid at both is credited once; the second payment is held", async () => {
    const { world, payment, till, create } = await createTillWorld({ storage, beside_dodo: true });
    await using _ = world;
    const { topup_id } = world.host.addTopup();
    const checkouts = {
      till: await create(topup_id, "till"),
      dodo: await create(topup_id, "dodo"),
    };
    till.pay(checkouts.till.provider_session_id);
    await world.dodo.pay(checkouts.dodo.provider_session_id);
    world.clock.advance(60_000);
    await payment.reconcile();
    const payments = await world.payments(topup_id);
    expect(payments.map(({ provider }) => provider).sort()).toEqual(["dodo", "till"]);
    expect(payments.map(({ status, hold_reason }) => [status, hold_reason]).sort()).toEqual([
      ["held", "duplicate_payment"],
      ["paid", null],
    ]);
    expect(world.host.ledger).toHaveLength(1);
  });

  test("an error of one does not affect the other", async () => {
    const { world, payment, till, create } = await createTillWorld({ storage, beside_dodo: true });
    await using _ = world;
    const [first, second] = [world.host.addTopup(), world.host.addTopup()];
    till.pay((await create(first.topup_id, "till")).provider_session_id);
    await world.dodo.pay((await create(second.topup_id, "dodo")).provider_session_id);
    till.trouble("down", "");
    world.clock.advance(60_000);
    expect(await payment.reconcile()).toMatchObject({ credited: 1 });
    expect(
      (await payment.check()).findings
        .filter(({ level }) => level === "error")
        .map(({ code }) => code),
    ).toEqual(["provider_unavailable"]);
    till.trouble(null, "");
    world.clock.advance(3_600_000);
    expect(await payment.reconcile()).toMatchObject({ credited: 1 });
    expect(world.host.ledger.map(({ topup_id }) => topup_id)).toEqual([
      second.topup_id,
      first.topup_id,
    ]);
  });
});
