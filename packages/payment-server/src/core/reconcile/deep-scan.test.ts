/** The range in which reconciliation scans Dodo's recent payments. */
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
    // Reconciliation does not run for three days.
    world.clock.advance(3 * DAY);
    await everyHour(world, 1);
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[O02] the scan covers 15 days at first and once a day, 48 hours otherwise", async () => {
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

  test("a page of HTML is no empty list: the scan counts as failed, and is repeated", async () => {
    await using world = await createWorld({ storage });
    world.dodo.faults.api.fail = { status: 200, body: "<h1>Back soon</h1>", path: /^\/payments$/ };
    expect(await world.payment.reconcile()).toMatchObject({ failed: 1 });
    world.dodo.faults.api = {};
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(15);
    expect(await daysBack(world, async () => await world.payment.reconcile())).toBe(2);
  });

  test("[O02] every process scans far back at its first run, and one that is given a range uses it", async () => {
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

  test("[O03] at a shop with more payments than one run scans, the next run continues where it stopped", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed", silent: true });
    world.clock.advance(3 * DAY);
    addForeignPayments(world, 2_000);
    expect(await scans(world)).toEqual([15, range(0, 20)]);
    expect(world.host.balance("ada")).toBe(0);
    world.clock.advance(MINUTE);
    addForeignPayments(world, 100);
    // The range stays as it was when the scan began; a payment in the meantime does not move it.
    expect(await scans(world)).toEqual([15, [20]]);
    expect(world.host.balance("ada")).toBe(500);
    world.clock.advance(MINUTE);
    expect(await scans(world)).toEqual([2, range(0, 20)]);
    expect(await scans(world)).toEqual([2, range(20, 22)]);
    world.clock.advance(DAY);
    expect(await scans(world)).toEqual([15, range(0, 20)]);
  });

  test("[O03] a scan that was stopped or failed continues with that page, and one that must cover more begins again", async () => {
    await using world = await createWorld({ storage });
    addForeignPayments(world, 500);
    world.dodo.faults.api.transform = (path, body) => {
      world.dodo.faults.api = { fail: { status: 500, path: /^\/payments$/ } };
      return body;
    };
    expect(await scans(world)).toEqual([15, [0, 1]]);
    world.dodo.faults.api = {};
    const stop = new AbortController();
    world.dodo.faults.api.transform = (_path, body) => {
      stop.abort();
      return body;
    };
    expect(await scans(world, { signal: stop.signal })).toEqual([15, [1]]);
    world.dodo.faults.api = { fail: { status: 500, path: /^\/payments$/ } };
    expect(await scans(world)).toEqual([15, [1]]);
    world.dodo.faults.api = {};
    expect(await scans(world, { recent: 30 * DAY })).toEqual([30, range(0, 6)]);
  });

  test("[O03] a page that fails repeatedly keeps nothing newer from being found", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    addForeignPayments(world, 500);
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
    expect(await scans(world, { limit: 0 })).toEqual([15, [0, 1]]);
    // Only the provider's list contains the first of the two payments.
    world.clock.advance(MINUTE);
    await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(session_id, { result: "failed", silent: true });
    expect(await scans(world, { limit: 0 })).toEqual([15, [1]]);
    expect(world.host.balance("ada")).toBe(0);
    failAfterOne();
    expect(await scans(world, { limit: 0 })).toEqual([15, [0, 1]]);
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[O03] a first deep scan that was interrupted is repeated", async () => {
    await using world = await createWorld({ storage, dodo: MANY });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(5 * DAY);
    const booted = world.secondService();
    await booted.reconcile({ signal: AbortSignal.abort() });
    world.clock.advance(HOUR);
    await booted.reconcile();
    expect((await everyPayment(world)).map(({ status }) => status).sort()).toEqual([
      "held",
      "paid",
    ]);
  });
});

/** Returns how many days back the run scans, and which pages. */
async function scans(
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

/** Adds `count` payments of the merchant's other products to Dodo. */
function addForeignPayments(world: World, count: number): void {
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

/**
 * Returns how many days back Dodo's payments are listed during `act`; NaN if they are not listed.
 */
async function daysBack(world: World, act: () => Promise<unknown>): Promise<number> {
  const before = world.dodo.requests.length;
  await act();
  const list = world.dodo.requests.slice(before).find(({ path }) => path === "/payments");
  return (world.clock.now() - Date.parse(list?.query["created_at_gte"] ?? "")) / DAY;
}

const MANY = { payments_per_session: "many" } as const;
