/** A payment whose provider status is unknown blocks another checkout. */
import { describe, expect, test } from "vitest";
import { bodyOf } from "../books.ts";
import { DAY, HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each(["in_review", "", null, "SUCCEEDED"])(
    "[F02] a payment whose status is %j is not known to have ended: no other checkout until its session ends",
    async (status) => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      await world.dodo.pay(opened.session_id, { silent: true, overrides: { status } });
      const posts = (): number =>
        world.dodo.requests.filter(({ method }) => method === "POST").length;
      const before = posts();
      for (const pause of [0, 0, 3_000, HOUR, 22 * HOUR]) {
        world.clock.advance(pause);
        expect(await create(world, opened.topup.topup_id)).toMatchObject({
          status: 409,
          code: "payment_processing",
        });
      }
      expect(posts()).toBe(before);
      world.clock.advance(2 * HOUR);
      expect(await create(world, opened.topup.topup_id)).toMatchObject({ status: 200 });
      expect(posts()).toBe(before + 1);
    },
  );

  test("[F02] it is credited once the status is known, and no other payment takes its row", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    const paid = await world.dodo.pay(opened.session_id, {
      silent: true,
      overrides: { status: "in_review" },
    });
    await world.deliver(bodyOf(world, paid));
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "pending",
      provider_payment_id: paid.payment_id,
      provider_status: "unknown",
    });
    const beside = { ...paid, payment_id: "pay_beside", status: "failed" as const };
    world.dodo.putPayment(beside);
    await world.deliver(bodyOf(world, beside));
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "pending",
      provider_payment_id: paid.payment_id,
    });
    world.dodo.patchPayment(paid.payment_id, { status: "succeeded" });
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[F02] a declined payment whose provider status is unknown to us blocks another checkout as well", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    const declined = await world.dodo.pay(opened.session_id, { result: "failed" });
    await world.dodo.deliver();
    world.dodo.patchPayment(declined.payment_id, { status: "in_review" });
    world.dodo.putSession({ session_id: opened.session_id, payment_id: declined.payment_id });
    world.clock.advance(MINUTE);
    expect(await create(world, opened.topup.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
    });
    expect(await create(world, opened.topup.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
    });
  });

  test("[F02] a session that names a payment which the API does not know blocks another checkout until it ends", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    world.dodo.putSession({ session_id: opened.session_id, payment_id: "pay_not_there_yet" });
    expect(await create(world, opened.topup.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
    });
    world.clock.advance(DAY + HOUR);
    expect(await create(world, opened.topup.topup_id)).toMatchObject({ status: 200 });
  });
});

async function create(
  world: World,
  topup_id: string,
): Promise<{ status: number; code: string | undefined; checkout_url: string | undefined }> {
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  const body = (await response.json()) as { code?: string; checkout_url?: string };
  return { status: response.status, code: body.code, checkout_url: body.checkout_url };
}
