/** Reconciliation queries several payments concurrently. */
import { describe, expect, test } from "vitest";
import { until } from "../../test/books.ts";
import { openCrowd } from "../../test/crowd.ts";
import { diesAfterTaking } from "../../test/faults.ts";
import { outcomes, MINUTE, open } from "../../test/scenes.ts";
import { createSharedShop, SHARED_SHOPS } from "../../test/shared-shop.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import { dodoPaymentProvider } from "../index.ts";

const LANES = 4;

describe.each(STORAGES)("on %s", (storage) => {
  test("[O02] requests to a slow Dodo are made a few at a time", async () => {
    await using world = await dueCrowd({ storage });
    let [running, most] = [0, 0];
    const provider = waitingForDodo(world, async () => {
      most = Math.max(most, (running += 1));
      // The first requests wait for each other, however slow the machine is; then each waits long
      // enough for one more to be seen.
      await until(() => most >= LANES);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
    });
    expect(
      await world.secondService({ providers: [provider] }).reconcile({ recent: 0 }),
    ).toMatchObject({ checked: 12, failed: 0 });
    expect(most).toBe(LANES);
  });

  test("[O02] a slow process drops the payments it took once other processes may take them", async () => {
    await using world = await dueCrowd({ storage });
    let slow = true;
    let others: { checked: number; failed: number } | null = null;
    const provider = waitingForDodo(world, async () => {
      if (!slow) return;
      slow = false;
      world.clock.advance(MINUTE);
      others = await world.payment.reconcile({ recent: 0 });
    });
    await world.secondService({ providers: [provider] }).reconcile({ recent: 0 });
    // The other lanes of the slow process may have ended before the minute was over.
    expect(others).toMatchObject({
      checked: expect.toSatisfy(
        (checked: number) => checked > 12 - LANES && checked <= 12,
      ) as number,
      failed: 0,
    });
    const paths = world.dodo.requests
      .filter(({ method }) => method === "GET")
      .map(({ path }) => path)
      .filter((path) => path.startsWith("/checkouts/"));
    expect(new Set(paths).size).toBe(12);
    expect(paths.length).toBeLessThanOrEqual(12 + LANES);
  });

  test("[O02] when the database goes away the run ends, and no request continues in the background", async () => {
    await using world = await dueCrowd({ storage });
    let running = 0;
    const provider = waitingForDodo(world, async () => {
      running += 1;
      await new Promise((resolve) => setTimeout(resolve, 10 * running));
      running -= 1;
    });
    const before = world.dodo.requests.length;
    const service = world.secondService({
      providers: [provider],
      storage: diesAfterTaking(world.storage),
    });
    await expect(service.reconcile({ recent: 0 })).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    expect(running).toBe(0);
    expect(
      world.dodo.requests.slice(before).filter(({ path }) => path.startsWith("/checkouts/")),
    ).toHaveLength(LANES);
  });

  test("[O02] two paid payments of one topup are reconciled in order: the older one credits, the younger one is held in the same run", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const older = await open(world);
    await world.dodo.pay(older.session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(MINUTE);
    const younger = await world.create(older.topup.topup_id);
    await world.dodo.pay(older.session_id, { silent: true });
    await world.dodo.pay(younger.provider_session_id, { silent: true });
    world.clock.advance(10 * MINUTE);
    expect(await world.payment.reconcile({ recent: 0 })).toMatchObject({ credited: 1, held: 1 });
    expect(outcomes(await world.payments(older.topup.topup_id))).toEqual([
      "held: duplicate_payment",
      "paid",
    ]);
    expect(await world.storage.readPayment(older.checkout.payment_id)).toMatchObject({
      status: "paid",
    });
  });
});

test.each(SHARED_SHOPS)(
  "[O02] on %s, a host that books in our transaction is called for one payment at a time",
  async (kind) => {
    let [running, most] = [0, 0];
    await using shop = await createSharedShop(kind);
    for (let index = 0; index < 8; index += 1) {
      const { provider_session_id } = await shop.world.create(await shop.addTopup(), {
        service: shop.service,
      });
      await shop.world.dodo.pay(provider_session_id, { silent: true });
    }
    shop.world.clock.advance(MINUTE);
    shop.before = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
    };
    expect(await shop.service.reconcile({ recent: 0 })).toMatchObject({ credited: 8, failed: 0 });
    expect([most, await shop.balance()]).toEqual([1, 4_000]);
  },
);

/** A world with twelve open payments that are due. */
async function dueCrowd(options: { storage: (typeof STORAGES)[number] }): Promise<World> {
  const world = await createWorld(options);
  await openCrowd(world, 12, 20);
  world.clock.advance(MINUTE);
  return world;
}

/** Options of a process whose requests to Dodo each wait for `wait()`. */
function waitingForDodo(world: World, wait: () => Promise<void>) {
  const { api_key, webhook_key, url } = world.dodo;
  return dodoPaymentProvider({
    api_key,
    webhook_key,
    api_base_url: url,
    product_id: "pdt_topup",
    fetch: async (request) => {
      await wait();
      return await world.dodo.fetch(request);
    },
  });
}
