/** Thousands of open payments whose webhooks are lost, reconciled by several processes at once. */
import { describe, expect, test } from "vitest";
import { openCrowd, type Buyer } from "../crowd.ts";
import { around, diesAfterTaking } from "../faults.ts";
import { inProcesses } from "../processes.ts";
import { HOUR, MINUTE } from "../scenes.ts";
import { openShop } from "../shop-service.ts";
import { createWorld, type World } from "../world.ts";
import type { PaymentService } from "../../src/index.ts";

const SERVICES = 4;
/** The number of payments a process takes at once. */
const TAKEN = 20;
/** The number of requests that each process may have in flight when its budget runs out. */
const LANES = 4;

describe.each([
  { storage: "sqlite", count: 10_000, rate: 500 },
  { storage: "postgres", count: 2_000, rate: 100 },
] as const)("on $storage, $count payments", ({ storage, count, rate }) => {
  test("[O01] [O02] [O03] 28 hours after Dodo stopped delivering, four services at once credit each paid one once, and the others finish the work of one that crashes", async () => {
    await using world = await createWorld({ storage });
    const crowd = await openCrowd(world, count, 20);
    world.clock.advance(28 * HOUR);
    const verbs: string[] = [];
    const watched = around(world.storage, async (verb, run) => {
      verbs.push(verb);
      const result = await run();
      expect(Array.isArray(result) ? result.length : 0).toBeLessThanOrEqual(TAKEN);
      return result;
    });
    const [crashing, ...services] = Array.from({ length: SERVICES }, (_, index) =>
      world.secondService({
        storage: index === 0 ? diesAfterTaking(world.storage) : watched,
        provider_calls_per_second: rate,
      }),
    );
    const started_at = world.clock.now();
    const died = crashing?.reconcile({ limit: count, recent: 0 }).catch((error: unknown) => error);
    const first = await worked(world, services, count);

    expect(await died).toMatchObject({ code: "storage_unavailable" });
    expect(first.reduce((sum, one) => sum + one.checked, 0)).toBe(count - TAKEN);
    for (const one of first) expect(one.checked).toBeGreaterThan(count / SERVICES / 4);
    expectOncePerSession(world, crowd, count - TAKEN);
    expectWithinBudget(world, started_at, rate);
    expect([...new Set(verbs)].filter((verb) => verb.startsWith("list"))).toEqual([]);
    expect(
      await world.storage.listPayments({
        filter: { status: "pending" },
        after: null,
        limit: 100,
      }),
    ).toHaveLength(TAKEN);

    world.clock.set(Math.max(world.clock.now(), started_at + MINUTE));
    const then = await worked(world, services, count);
    expect([
      then.reduce((sum, one) => sum + one.checked, 0),
      then.reduce((sum, one) => sum + one.failed, 0),
    ]).toEqual([TAKEN, 0]);
    expect(world.host.ledger.map(({ topup_id }) => topup_id).sort()).toEqual(paidOf(crowd));
    expect(world.host.calls).toHaveLength(paidOf(crowd).length);
    for (const { payment_id, paid } of crowd.slice(0, 100))
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: paid ? "paid" : "expired",
      });
  });
});

test("[O02] four processes reconcile 400 payments at once: each is queried once, each paid one is credited once", async () => {
  await using world = await createWorld({ storage: "sqlite" });
  // The payments are so old that unpaid ones are polled again in minutes, not in seconds, since the
  // processes use the real clock.
  world.clock.set(Date.now() - 28 * HOUR);
  const crowd = await openCrowd(world, 400, 4);
  world.clock.set(Date.now());
  await world.dodo.listen();
  const shop = openShop(`${world.folder}/shop.sqlite`, [...world.host.topups.values()]);
  const { url, api_key, webhook_key } = world.dodo;
  const done = await inProcesses(SERVICES, "reconcile-worker.ts", [
    `${world.folder}/payments.sqlite`,
    `${world.folder}/shop.sqlite`,
    JSON.stringify({ url, api_key, webhook_key }),
  ]);

  expect(
    done.reduce((sum: number, one) => sum + Number(Reflect.get(Object(one), "checked")), 0),
  ).toBe(400);
  for (const one of done) expect(one).toMatchObject({ failed: 0, held: 0 });
  expectOncePerSession(world, crowd, crowd.length);
  expect(
    shop
      .prepare("SELECT topup_id FROM ledger ORDER BY topup_id")
      .all()
      .map((row) => row["topup_id"]),
  ).toEqual(paidOf(crowd));
  expect(shop.prepare("SELECT * FROM calls").all()).toHaveLength(100);
  shop.close();
});

/** Runs all services at once; Dodo's clock moves only when all of them wait for their budget. */
async function worked(world: World, services: readonly PaymentService[], limit: number) {
  let running = true;
  const all = Promise.all(
    services.map(async (service) => await service.reconcile({ limit, recent: 0 })),
  ).finally(() => (running = false));
  for (let requested = -1; running;) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (requested === world.dodo.requests.length) world.clock.advance(1_000);
    requested = world.dodo.requests.length;
  }
  return await all;
}

/** Expects requests about at least `least` of the sessions, and at most one about each. */
function expectOncePerSession(world: World, crowd: readonly Buyer[], least: number): void {
  const requested = new Map<string, number>();
  for (const { method, path } of world.dodo.requests)
    if (method === "GET") requested.set(path, (requested.get(path) ?? 0) + 1);
  const times = crowd.map(({ session_id }) => requested.get(`/checkouts/${session_id}`) ?? 0);
  expect(times.filter((count) => count > 1)).toEqual([]);
  expect(times.filter((count) => count === 1).length).toBeGreaterThanOrEqual(least);
}

/**
 * Expects that there were never more calls than the budgets of all services had granted until then.
 */
function expectWithinBudget(world: World, since: number, rate: number): void {
  const calls = world.dodo.requests.filter(({ at, method }) => method === "GET" && at >= since);
  calls.forEach(({ at }, index) => {
    const held = SERVICES * (2 * rate + (rate * (at - since)) / 1_000 + LANES);
    if (index + 1 > held)
      expect.fail(`${index + 1} calls after ${at - since} ms, where the budgets hold ${held}`);
  });
  expect(calls.at(-1)?.at).toBeGreaterThan(since);
}

function paidOf(crowd: readonly Buyer[]): string[] {
  return crowd
    .filter(({ paid }) => paid)
    .map(({ topup_id }) => topup_id)
    .sort();
}
