/** How far back reconciliation looks through Dodo's recent payments. */
import { describe, expect, test } from "vitest";
import { everyPayment, expectSoundBooks } from "../../test/books.ts";
import { DAY, everyHour, HOUR, open } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[O03] after days of downtime a success that a decline followed in its session is credited", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const { session_id } = await open(world);
    const good = await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed", silent: true });
    world.clock.advance(3 * DAY);
    await world.secondService().reconcile();
    expect((await everyPayment(world)).map(({ status, provider_payment_id }) => [status, provider_payment_id])).toContainEqual(["paid", good.payment_id]);
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test("[O03] a process that kept running finds it within a day", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    await world.payment.reconcile();
    const { session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed" });
    await world.dodo.deliver();
    // Nobody reconciles for three days.
    world.clock.advance(3 * DAY);
    await everyHour(world, 1);
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[O02] the look goes 15 days back at first and once a day, 48 hours otherwise", async () => {
    await using world = await createWorld({ storage });
    const days: number[] = [];
    for (let hour = 0; hour <= 49; hour += 1) {
      days.push(await daysBack(world, async () => await world.payment.reconcile()));
      world.clock.advance(HOUR);
    }
    expect(days).toEqual([15, ...Array<number>(23).fill(2), 15, ...Array<number>(23).fill(2), 15, 2]);
  });

  test("a page of HTML is no empty list: the look counts as failed, and is taken again", async () => {
    await using world = await createWorld({ storage });
    world.dodo.faults.api.fail = { status: 200, body: "<h1>Back soon</h1>", path: /^\/payments$/ };
    expect(await world.payment.reconcile()).toMatchObject({ failed: 1 });
    world.dodo.faults.api = {};
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(15);
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(2);
  });

  test("[O02] every process looks far back at its first run, and one that is told how far obeys", async () => {
    await using world = await createWorld({ storage });
    expect(await daysBack(world, async () => await world.payment.reconcile({ recent: 3 * DAY }))).toBe(3);
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(15);
    expect(await daysBack(world, async () => await world.payment.reconcile({ recent: 30 * DAY }))).toBe(30);
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(2);
    expect(await daysBack(world, async () => await world.secondService().reconcile())).toBe(15);
    expect(await daysBack(world, async () => await world.payment.reconcile({ recent: 0 }))).toBeNaN();
  });
});

/** Since when Dodo's payments are listed, in days; not a number when they are not. */
async function daysBack(world: World, act: () => Promise<unknown>): Promise<number> {
  const before = world.dodo.requests.length;
  await act();
  const list = world.dodo.requests.slice(before).find(({ path }) => path === "/payments");
  return (world.clock.now() - Date.parse(list?.query["created_at_gte"] ?? "")) / DAY;
}
