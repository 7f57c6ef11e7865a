/** Dodo's rate limit, which a backlog of reconciliation must leave to those who buy. */
import { afterEach, expect, test, vi } from "vitest";
import { HOUR, open } from "../scenes.ts";
import { createWorld, type World } from "../world.ts";

afterEach(() => void vi.useRealTimers());

/** Lets the clock and the timers run for some seconds, a tenth of a second at a time. */
async function pass(world: World, seconds: number): Promise<void> {
  for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
    world.clock.advance(100);
    await vi.advanceTimersByTimeAsync(100);
  }
}

test("[O02] with the default rate, a backlog refuses no checkout at Dodo's lowest tier", async () => {
  await using world = await createWorld();
  for (let page = 0; page < 300; page += 1) await open(world);
  world.clock.advance(HOUR);
  world.dodo.faults.api.rate_limit = { per_second: 40, per_minute: 240 };
  const service = world.secondService({ provider_calls_per_second: undefined });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const stop = new AbortController();
  const before = world.dodo.requests.length;
  const running = service.reconcile({ limit: 1_000, recent: 0, signal: stop.signal });
  const statuses: number[] = [];
  for (let buyer = 0; buyer < 40; buyer += 1) {
    await pass(world, 3);
    const { topup_id } = world.host.addTopup();
    const body = { topup_id };
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body,
      service,
    });
    statuses.push(response.status);
  }
  // Two minutes of a busy run, and a checkout every three seconds.
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(world.dodo.requests.length - before).toBeGreaterThan(150);
  stop.abort();
  await pass(world, 1);
  await running;
});

test.each([
  ["the seconds of Retry-After", { "retry-after": "20" }, 20],
  ["the seconds of X-RateLimit-Reset", { "x-ratelimit-reset": "30" }, 30],
  ["ten seconds if it says nothing", {}, 10],
  ["a minute at most", { "retry-after": "86400" }, 60],
])(
  "[O02] after a 429 reconciliation makes no call for %s, and checkouts are created",
  async (_, headers, seconds) => {
    await using world = await createWorld();
    for (let page = 0; page < 5; page += 1) await open(world);
    world.clock.advance(HOUR);
    world.dodo.faults.api.fail = { status: 429, count: 1, headers };
    const stop = new AbortController();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const running = world.payment.reconcile({ limit: 100, recent: 0, signal: stop.signal });
    await pass(world, 1);
    const refused = world.dodo.requests.length;
    await pass(world, seconds - 2);
    expect(world.dodo.requests.length).toBe(refused);
    await world.create(world.host.addTopup().topup_id);
    const created = world.dodo.requests.length;
    expect(created).toBeGreaterThan(refused);
    await pass(world, 62);
    await world.payment.reconcile({ recent: 0, signal: AbortSignal.timeout(1_000) });
    expect(world.dodo.requests.length).toBeGreaterThan(created);
    stop.abort();
    await pass(world, 1);
    await running;
  },
);
