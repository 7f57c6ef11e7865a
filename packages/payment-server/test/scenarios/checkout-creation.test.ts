/**
 * A payment whose checkout is being created: its row exists without a session, while Dodo may have
 * created the checkout.
 */
import { describe, expect, test } from "vitest";
import { expectSoundBooks, until } from "../books.ts";
import { suspendingAfter, MINUTE } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { Topup, WireCheckout } from "../../src/index.ts";

interface SuspendedCreate {
  topup: Topup;
  creating: Promise<WireCheckout>;
  /** Lets the process continue. */
  resume(): void;
}

/** Starts a create in another process, which is suspended once the payment is stored. */
async function suspendedCreate(world: World): Promise<SuspendedCreate> {
  const topup = world.host.addTopup();
  const inserting = suspendingAfter(world.storage, "insertPayment");
  const creating = world.create(topup.topup_id, {
    service: world.secondService({ storage: inserting.storage }),
  });
  // A create that is never resumed is answered 503 when its time is over, after its test.
  creating.catch(() => undefined);
  await until(inserting.isSuspended);
  return { topup, creating, resume: inserting.resume };
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[O01] a payment whose checkout is being created does not expire while its process is slow: the checkout is returned, and can be paid", async () => {
    await using world = await createWorld({ storage });
    const { topup, creating, resume } = await suspendedCreate(world);
    world.clock.advance(20_000);
    expect((await world.payment.reconcile({ recent: 0 })).checked).toBe(1);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "pending",
      provider_session_id: null,
    });
    resume();
    const checkout = await creating;
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "pending",
      checkout_url: checkout.checkout_url,
    });
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(
      (await world.storage.listAudit(checkout.payment_id)).map(({ to_status }) => to_status),
    ).not.toContain("expired");
    await expectSoundBooks(world);
  });

  test("[O01] a payment whose process died while it created the checkout stays open for ten minutes and expires after them", async () => {
    await using world = await createWorld({ storage });
    const { topup } = await suspendedCreate(world);
    const status = async (): Promise<string> => (await world.only(topup.topup_id)).status;
    for (let minute = 1; minute <= 10; minute += 1) {
      world.clock.advance(MINUTE);
      await world.payment.reconcile({ recent: 0 });
      expect([minute, await status()]).toEqual([minute, "pending"]);
    }
    // The next poll is due within the pause that has grown since.
    for (let minute = 11; minute <= 40 && (await status()) === "pending"; minute += 1) {
      world.clock.advance(MINUTE);
      await world.payment.reconcile({ recent: 0 });
    }
    expect(await status()).toBe("expired");
    expect((await world.create(topup.topup_id)).status).toBe("pending");
  });
});
