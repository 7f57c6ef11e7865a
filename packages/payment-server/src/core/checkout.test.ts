import { describe, expect, test } from "vitest";
import { DECLINE_ENDS_PAYMENT } from "../../test/dodo-answers.ts";
import { around } from "../../test/faults.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import { posts, refusal } from "../../test/refused-creates.ts";
import type { Change } from "./storage-records.ts";

const HOUR = 3_600_000;

describe.each(STORAGES)("on %s", (storage) => {
  test("[A01] twenty concurrent creates for one topup get the same checkout", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    const services = [world.payment, world.secondService()];
    // This is longer than a create waits between two reads.
    world.dodo.faults.api = { delay_ms: 150, only: { method: "POST" } };
    const checkouts = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, index) =>
          await world.create(topup_id, { service: services[index % 2] ?? world.payment }),
      ),
    );
    expect(new Set(checkouts.map(({ checkout_url }) => checkout_url)).size).toBe(1);
    expect(new Set(checkouts.map(({ payment_id }) => payment_id)).size).toBe(1);
    expect(posts(world)).toBe(1);
    await world.dodo.pay(checkouts[0]?.provider_session_id ?? "");
    await world.dodo.deliver();
    expect(world.host.balance("ada")).toBe(500);
    expect(await world.only(topup_id)).toMatchObject({ status: "paid" });
  });

  test("[A01] concurrent creates of two topups get one checkout each", async () => {
    await using world = await createWorld({ storage });
    const topups = [world.host.addTopup(), world.host.addTopup({ user_id: "bob" })];
    const [ada, bob] = await Promise.all(
      topups.map(
        async ({ topup_id, user_id }) => await world.create(topup_id, { as: `user:${user_id}` }),
      ),
    );
    expect(ada?.checkout_url).not.toBe(bob?.checkout_url);
  });

  test("[A02] another user's topup is answered like an unknown one", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup({ user_id: "bob" });
    await world.create(topup_id, { as: "user:bob" });
    const [bobs, unknown] = [await refusal(world, topup_id), await refusal(world, "tu_unknown")];
    expect(bobs).toEqual({
      status: 404,
      code: "topup_not_found",
      error: "There is no such topup.",
      headers: expect.any(Array),
    });
    expect(bobs).toEqual(unknown);
    world.host.topups.set(topup_id, {
      ...world.host.addTopup(),
      topup_id,
      user_id: "bob",
      status: "paid",
    });
    expect(await refusal(world, topup_id)).toEqual(unknown);
  });

  test("[A08] a buyer who returns without paying gets the same checkout", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    world.clock.advance(23 * HOUR);
    expect(await world.create(first.topup_id)).toEqual(first);
    expect(posts(world)).toBe(1);
  });

  test("[A08] a buyer who has started to pay still gets the same checkout", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(first.provider_session_id, {
      result: "processing",
      overrides: { status: "requires_payment_method" },
      silent: true,
    });
    expect(await world.create(first.topup_id)).toMatchObject({
      checkout_url: first.checkout_url,
      payment_id: first.payment_id,
    });
    expect(posts(world)).toBe(1);
  });

  describe.each(["failed", "cancelled"] as const)(
    "[A08] the checkout of a payment that %s",
    (result) => {
      test.each([true, false])(
        "is replaced by a new one at once (its webhook arrived: %s)",
        async (delivered) => {
          await using world = await createWorld({ storage });
          const first = await world.create(world.host.addTopup().topup_id);
          await world.dodo.pay(first.provider_session_id, { result });
          if (delivered) await world.dodo.deliver();
          world.clock.advance(1_000);
          const second = await world.create(first.topup_id);
          expect(second.payment_id).not.toBe(first.payment_id);
          expect(second.checkout_url).not.toBe(first.checkout_url);
          await world.dodo.pay(second.provider_session_id);
          await world.dodo.deliver();
          expect((await world.payments(first.topup_id)).map(({ status }) => status)).toEqual([
            result === "failed" ? "failed" : "canceled",
            "paid",
          ]);
          expect(world.host.balance("ada")).toBe(500);
        },
      );
    },
  );

  test.each([
    ["amount", { usd_cents: 6_000, credits: 500 }],
    ["credits", { usd_cents: 5_000, credits: 600 }],
  ])("[A10] an edited %s gets a new checkout, and the old one credits nothing", async (_, edit) => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    const topup = world.host.topups.get(first.topup_id) ?? world.host.addTopup();
    world.host.topups.set(first.topup_id, { ...topup, ...edit });
    world.clock.advance(1_000);
    const second = await world.create(first.topup_id);
    expect(second.checkout_url).not.toBe(first.checkout_url);
    expect(lastAmount(world)).toBe(edit.usd_cents);
    expect(await world.create(first.topup_id)).toEqual(second);
    await world.dodo.pay(first.provider_session_id);
    await world.dodo.deliver();
    expect(world.host.calls).toEqual([]);
    await world.dodo.pay(second.provider_session_id);
    await world.dodo.deliver();
    expect(
      (await world.payments(first.topup_id)).map(({ status, hold_reason }) => [
        status,
        hold_reason,
      ]),
    ).toEqual([
      ["held", "topup_changed"],
      ["paid", null],
    ]);
    expect(world.host.balance("ada")).toBe(edit.credits);
  });

  test("[A10] a checkout that ends while its return address is stored is not handed out again", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const first = await world.create(world.host.addTopup().topup_id);
    const racing = around(world.storage, async (verb, run, [change]) => {
      if (verb === "changePayment" && (change as Change).audit.action === "return_to") {
        await world.dodo.pay(first.provider_session_id, { result: "failed" });
        await world.dodo.deliver();
      }
      return await run();
    });
    const service = world.secondService({ storage: racing });
    const again = async (): Promise<Response> =>
      await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { method_id: "dodo", topup_id: first.topup_id, return_to: "/wallet" },
        service,
      });
    const answer = await again();
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ code: "busy" }),
    ]);
    world.clock.advance(3_000);
    expect(await (await again()).json()).toMatchObject({
      payment_id: expect.not.stringMatching(first.payment_id),
    });
  });

  test("[A10] a topup reassigned to another user gets a new checkout", async () => {
    await using world = await createWorld({ storage });
    const first = await world.create(world.host.addTopup().topup_id);
    const topup = world.host.topups.get(first.topup_id) ?? world.host.addTopup();
    world.host.topups.set(first.topup_id, { ...topup, user_id: "bob" });
    const second = await world.create(first.topup_id, { as: "user:bob" });
    expect(second.checkout_url).not.toBe(first.checkout_url);
    await world.dodo.pay(second.provider_session_id);
    await world.dodo.deliver();
    expect([world.host.balance("ada"), world.host.balance("bob")]).toEqual([0, 500]);
  });
});

/** Returns the amount of the last checkout that was created at Dodo. */
function lastAmount(world: World): unknown {
  const body = Object(world.dodo.requests.findLast(({ method }) => method === "POST")?.body);
  return Reflect.get(Object(Reflect.get(Object(Reflect.get(body, "product_cart")), 0)), "amount");
}
