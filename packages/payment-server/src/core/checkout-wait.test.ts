/** A create waits for earlier payments of its topup that may still be paid. */
import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../../test/world.ts";
import { posts, refusal } from "../../test/refused-creates.ts";

const HOUR = 3_600_000;

describe.each(STORAGES)("on %s", (storage) => {
  test.each([true, false])(
    "[A09] a create waits for a payment that is processing (its webhook arrived: %s)",
    async (delivered) => {
      await using world = await createWorld({ storage });
      const first = await world.create(world.host.addTopup().topup_id);
      const { payment_id } = await world.dodo.pay(first.provider_session_id, {
        result: "processing",
      });
      if (delivered) await world.dodo.deliver();
      world.clock.advance(72 * HOUR);
      expect(await refusal(world, first.topup_id)).toMatchObject({
        status: 409,
        code: "payment_processing",
        status_url: first.status_url,
      });
      expect(posts(world)).toBe(1);
      await world.dodo.finish(payment_id, "succeeded");
      await world.dodo.deliverAll();
      expect(world.host.balance("ada")).toBe(500);
    },
  );

  test("[A09] a create waits for a payment that was declined and is then processing, whichever of the two webhooks arrived", async () => {
    await using world = await createWorld({ storage, dodo: { payment_id_after_decline: "new" } });
    const first = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(first.provider_session_id, { result: "failed" });
    await world.dodo.deliver();
    await world.dodo.pay(first.provider_session_id, { result: "processing", silent: true });
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
      status_url: first.status_url,
    });
    expect(posts(world)).toBe(1);
  });

  test("[A09] a payment that was paid while its webhook was lost is credited by the next create, which creates no checkout", async () => {
    await using world = await createWorld({ storage });
    world.dodo.faults.webhooks.lose = 1;
    const first = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(first.provider_session_id);
    await world.dodo.deliver();
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
      status_url: first.status_url,
    });
    expect(await world.only(first.topup_id)).toMatchObject({ status: "paid" });
    // Once it is known, the response names the payment.
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
      status_url: first.status_url,
    });
    expect(world.host.balance("ada")).toBe(500);
    expect(posts(world)).toBe(1);
  });

  test("[A09] an older payment that was paid while its webhook was lost is found too", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(first.provider_session_id, { result: "failed" });
    await world.dodo.deliver();
    await world.create(first.topup_id);
    await world.dodo.pay(first.provider_session_id, { silent: true });
    // A status that was polled in the last three seconds is used as stored.
    world.clock.advance(3_000);
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
    });
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[A09] a payment that is held for review keeps the topup from being paid again", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(first.provider_session_id, {
      overrides: { total_amount: 1 },
      silent: true,
    });
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 409,
      code: "payment_held",
    });
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 409,
      code: "payment_held",
    });
    expect(posts(world)).toBe(1);
  });

  test("a topup that the host reassigned to another user shows that user nothing of the existing payment", async () => {
    await using world = await createWorld({ storage });
    const topup = world.host.addTopup();
    const first = await world.create(topup.topup_id);
    await world.dodo.pay(first.provider_session_id, {
      overrides: { total_amount: 1 },
      silent: true,
    });
    expect(await refusal(world, topup.topup_id)).toMatchObject({
      code: "payment_held",
      status_url: first.status_url,
    });
    world.host.topups.set(topup.topup_id, { ...topup, user_id: "bob" });
    const response = await world.send("POST", "/checkout/create", {
      as: "user:bob",
      body: { method_id: "dodo", topup_id: topup.topup_id },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).not.toHaveProperty("status_url");
  });

  test("[A09] no second checkout is created while Dodo cannot report the status of the payment", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    world.dodo.faults.api.fail = { status: 500, method: "GET" };
    expect(await refusal(world, first.topup_id)).toMatchObject({
      status: 503,
      code: "provider_unavailable",
    });
    expect(posts(world)).toBe(1);
    world.dodo.faults.api = {};
    expect(await world.create(first.topup_id)).toEqual(first);
  });
});
