/** A reconciliation that is stopped ends, and leaves the rest to the next run. */
import { describe, expect, test } from "vitest";
import { until } from "../books.ts";
import { HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";

/** The number of payments that one reconciliation checks at once. */
const IN_FLIGHT = 4;

describe.each(STORAGES)("on %s", (storage) => {
  test("[O02] a reconciliation that is stopped makes no call beyond those in flight; what it skipped counts as failed and is due again in a minute", async () => {
    await using world = await createWorld({ storage });
    for (let at = 0; at < 10; at += 1) await open(world);
    world.clock.advance(HOUR);
    const stop = new AbortController();
    const requested = world.dodo.requests.length;
    world.dodo.faults.api.transform = (_path, body) => {
      stop.abort();
      return body;
    };
    const { checked, ...others } = await world.payment.reconcile({ signal: stop.signal });
    expect(others).toEqual({ credited: 0, held: 0, failed: 10 - checked });
    expect(world.dodo.requests.length - requested).toBe(checked);
    expect(checked).toBeLessThanOrEqual(IN_FLIGHT);
    world.dodo.faults.api = {};
    world.clock.advance(MINUTE);
    expect(await world.payment.reconcile({ recent: 0 })).toMatchObject({ checked: 10, failed: 0 });
  });

  test("[O02] one that is stopped among the recent payments queries no further payment", async () => {
    await using world = await createWorld({ storage });
    for (let at = 0; at < 3; at += 1)
      await world.dodo.pay((await open(world)).session_id, { silent: true });
    const stop = new AbortController();
    const requested = world.dodo.requests.length;
    world.dodo.faults.api.transform = (_path, body) => {
      stop.abort();
      return body;
    };
    await world.payment.reconcile({ limit: 0, signal: stop.signal });
    expect(world.dodo.requests.slice(requested).map(({ path }) => path)).toEqual(["/payments"]);
    expect(world.host.calls).toEqual([]);
  });

  test("[O02] one that was stopped before it began does nothing, and says that more may be due", async () => {
    await using world = await createWorld({ storage });
    await open(world);
    world.clock.advance(HOUR);
    const requested = world.dodo.requests.length;
    expect(await world.payment.reconcile({ signal: AbortSignal.abort() })).toEqual({
      checked: 0,
      credited: 0,
      held: 0,
      failed: 1,
    });
    expect(world.dodo.requests.length).toBe(requested);
    expect(await world.payment.reconcile({ recent: 0 })).toMatchObject({ checked: 1 });
  });
});

describe.each(STORAGES)(
  "on %s, where the clock stands still and the budget never refills",
  (storage) => {
    test("[O02] a reconciliation that waits for the budget ends when it is stopped", async () => {
      await using world = await createWorld({ storage, service: { provider_calls_per_second: 1 } });
      for (let at = 0; at < 5; at += 1) await open(world);
      world.clock.advance(HOUR);
      const stop = new AbortController();
      const requested = world.dodo.requests.length;
      const running = world.payment.reconcile({ signal: stop.signal });
      await until(() => world.dodo.requests.length - requested === 4);
      stop.abort();
      expect(await running).toEqual({ checked: 4, credited: 0, held: 0, failed: 1 });
      expect(world.dodo.requests.length - requested).toBe(4);
    });
  },
);
