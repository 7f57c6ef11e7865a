/** How far back reconciliation looks through Dodo's recent payments. */
import { describe, expect, test } from "vitest";
import { everyPayment, expectSoundBooks } from "../../../test/books.ts";
import { PAID_IN_USD } from "../../../test/payloads.ts";
import { DAY, everyHour, HOUR, MINUTE, open } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";
import type { ReconcileOptions } from "../../index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[O03] after days of downtime a success that a decline followed in its session is credited", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const { session_id } = await open(world);
    const good = await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed", silent: true });
    world.clock.advance(3 * DAY);
    await world.secondService().reconcile();
    expect(
      (await everyPayment(world)).map(({ status, provider_payment_id }) => [
        status,
        provider_payment_id,
      ]),
    ).toContainEqual(["paid", good.payment_id]);
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
    expect(days).toEqual([
      15,
      ...Array<number>(23).fill(2),
      15,
      ...Array<number>(23).fill(2),
      15,
      2,
    ]);
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
    expect(
      await daysBack(world, async () => await world.payment.reconcile({ recent: 3 * DAY })),
    ).toBe(3);
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(15);
    expect(
      await daysBack(world, async () => await world.payment.reconcile({ recent: 30 * DAY })),
    ).toBe(30);
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(2);
    expect(await daysBack(world, async () => await world.secondService().reconcile())).toBe(15);
    expect(
      await daysBack(world, async () => await world.payment.reconcile({ recent: 0 })),
    ).toBeNaN();
  });

  test("[O03] at a shop with more payments than one run looks through, the next run goes on where it stopped", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed", silent: true });
    world.clock.advance(3 * DAY);
    strangers(world, 2_000);
    expect(await looks(world)).toEqual([15, range(0, 20)]);
    expect(world.host.balance("ada")).toBe(0);
    world.clock.advance(MINUTE);
    strangers(world, 100);
    // The window is the one it began with: what is paid meanwhile moves nothing.
    expect(await looks(world)).toEqual([15, [20]]);
    expect(world.host.balance("ada")).toBe(500);
    world.clock.advance(MINUTE);
    expect(await looks(world)).toEqual([2, range(0, 20)]);
    expect(await looks(world)).toEqual([2, range(20, 22)]);
    world.clock.advance(DAY);
    expect(await looks(world)).toEqual([15, range(0, 20)]);
  });

  test("[O03] a look that was stopped or failed goes on with that page, and one that must go back further begins again", async () => {
    await using world = await createWorld({ storage });
    strangers(world, 500);
    world.dodo.faults.api.transform = (path, body) => {
      world.dodo.faults.api = { fail: { status: 500, path: /^\/payments$/ } };
      return body;
    };
    expect(await looks(world)).toEqual([15, [0, 1]]);
    world.dodo.faults.api = {};
    const stop = new AbortController();
    world.dodo.faults.api.transform = (_path, body) => {
      stop.abort();
      return body;
    };
    expect(await looks(world, { signal: stop.signal })).toEqual([15, [1]]);
    world.dodo.faults.api = { fail: { status: 500, path: /^\/payments$/ } };
    expect(await looks(world)).toEqual([15, [1]]);
    world.dodo.faults.api = {};
    expect(await looks(world, { recent: 30 * DAY })).toEqual([30, range(0, 6)]);
  });

  test("[O03] a page that fails again and again keeps nothing newer from being found", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    strangers(world, 500);
    const { session_id } = await open(world);
    const failAfterOne = (): void => {
      world.dodo.faults.api = {
        transform: (path, body) => {
          if (path === "/payments")
            world.dodo.faults.api = { fail: { status: 500, path: /^\/payments$/ } };
          return body;
        },
      };
    };
    failAfterOne();
    expect(await looks(world, { limit: 0 })).toEqual([15, [0, 1]]);
    // Only the provider's list leads to the first of two.
    world.clock.advance(MINUTE);
    await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed", silent: true });
    expect(await looks(world, { limit: 0 })).toEqual([15, [1]]);
    expect(world.host.balance("ada")).toBe(0);
    failAfterOne();
    expect(await looks(world, { limit: 0 })).toEqual([15, [0, 1]]);
    expect(world.host.balance("ada")).toBe(500);
  });
});

/** How far back the run looks, in days, and at which pages. */
async function looks(
  world: World,
  options: ReconcileOptions = {},
): Promise<[days: number, pages: number[]]> {
  const before = world.dodo.requests.length;
  await world.payment.reconcile(options);
  const lists = world.dodo.requests.slice(before).filter(({ path }) => path === "/payments");
  const windows = new Set(
    lists.map(({ query }) => `${query["created_at_gte"]} ${query["created_at_lte"]}`),
  );
  expect(windows.size).toBe(1);
  const { created_at_gte = "", created_at_lte = "" } = lists[0]?.query ?? {};
  return [
    (Date.parse(created_at_lte) - Date.parse(created_at_gte)) / DAY,
    lists.map(({ query }) => Number(query["page_number"])),
  ];
}

/** So many payments of the merchant's other products. */
function strangers(world: World, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const created_at = new Date(world.clock.now()).toISOString();
    world.dodo.putPayment({
      ...PAID_IN_USD.data,
      payment_id: `pay_${world.clock.now()}_${index}`,
      created_at,
    });
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** Since when Dodo's payments are listed, in days; not a number when they are not. */
async function daysBack(world: World, act: () => Promise<unknown>): Promise<number> {
  const before = world.dodo.requests.length;
  await act();
  const list = world.dodo.requests.slice(before).find(({ path }) => path === "/payments");
  return (world.clock.now() - Date.parse(list?.query["created_at_gte"] ?? "")) / DAY;
}
