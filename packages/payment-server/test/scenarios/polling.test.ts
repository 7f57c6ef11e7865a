/** A buyer who polls often takes nothing from one who polls rarely. */
import { describe, expect, test } from "vitest";
import { MINUTE, open, pageStatus } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    [
      "a list",
      async (world: World, { topup }: Awaited<ReturnType<typeof open>>): Promise<unknown> =>
        await world.send("GET", `/payments/me?topup_id=${topup.topup_id}`, { as: "user:ada" }),
    ],
    [
      "a result page",
      async (world: World, { checkout }: Awaited<ReturnType<typeof open>>): Promise<unknown> =>
        await pageStatus(world, checkout),
    ],
  ])(
    "[V12] a buyer who polls %s causes one call to Dodo in three seconds, and does not spend the budget of others",
    async (_, poll) => {
      await using world = await createWorld({
        storage,
        signed: false,
        service: { provider_calls_per_second: 8 },
      });
      const [one, two] = [await open(world), await open(world)];
      const requested = world.dodo.requests.length;
      for (let at = 0; at < 30; at += 1) await poll(world, one);
      expect(world.dodo.requests.slice(requested).map(({ path }) => path)).toEqual([
        `/checkouts/${one.session_id}`,
      ]);
      await world.dodo.pay(two.session_id);
      expect(await pageStatus(world, two.checkout)).toBe("paid");
      world.clock.advance(2_999);
      await poll(world, one);
      expect(pollsOf(world, one.session_id)).toBe(1);
      world.clock.advance(1);
      await poll(world, one);
      expect(pollsOf(world, one.session_id)).toBe(2);
    },
  );

  test("[V12] however many payments are polled, Dodo is called no more often than the budget", async () => {
    await using world = await createWorld({ storage, service: { provider_calls_per_second: 8 } });
    const opened = [];
    for (let at = 0; at < 5; at += 1) opened.push(await open(world));
    const requested = world.dodo.requests.length;
    for (const { checkout } of opened) expect(await pageStatus(world, checkout)).toBe("pending");
    expect(world.dodo.requests.length - requested).toBe(2);
    world.clock.advance(1_000);
    for (const { checkout } of opened) await pageStatus(world, checkout);
    expect(world.dodo.requests.length - requested).toBe(3);
  });

  test("[V12] an unsigned delivery is followed even while a buyer polls", async () => {
    await using world = await createWorld({
      storage,
      signed: false,
      service: { provider_calls_per_second: 2 },
    });
    const [one, two] = [await open(world), await open(world)];
    for (let at = 0; at < 30; at += 1) await pageStatus(world, one.checkout);
    await world.dodo.pay(two.session_id);
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[K10] a process whose clock is ahead does not keep the others from querying a payment on return", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    const ahead = world.secondService({ clock: () => world.clock.now() + 10 * MINUTE });
    expect(await pageStatus(world, checkout, ahead)).toBe("pending");
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(MINUTE);
    expect(await pageStatus(world, checkout)).toBe("paid");
  });
});

function pollsOf(world: World, session_id: string): number {
  return world.dodo.requests.filter(
    ({ method, path }) => method === "GET" && path === `/checkouts/${session_id}`,
  ).length;
}
