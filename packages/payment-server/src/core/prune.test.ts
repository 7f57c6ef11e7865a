import { describe, expect, test } from "vitest";
import { sampleEvent } from "../testing/storage/records.ts";
import { credited } from "../../test/drifts.ts";
import { DAY } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import type { SyncStatus } from "../index.ts";

/** Records events of this status that were delivered this many days ago. */
async function deliver(
  world: World,
  count: number,
  days: number,
  sync_status: SyncStatus,
): Promise<void> {
  const created_at = world.clock.now() - days * DAY;
  for (let index = 0; index < count; index += 1)
    await world.storage.recordEvent(
      sampleEvent(`${sync_status}_${days}_${index}`, { sync_status, created_at }),
      false,
    );
}

async function counts(world: World): Promise<Partial<Record<SyncStatus, number>> | undefined> {
  return (await world.payment.check()).summary?.events;
}

describe.each(STORAGES)("prune on %s", (storage) => {
  test("deletes old events that are decided, and keeps undecided, held and younger ones", async () => {
    await using world = await createWorld({ storage });
    await deliver(world, 205, 1, "applied");
    for (const status of ["pending", "processing", "failed", "held", "applied", "ignored"] as const)
      await deliver(world, 3, 100, status);
    await deliver(world, 2, 89, "ignored");
    expect(await world.payment.prune()).toEqual({ events: 6, more: false });
    expect(await counts(world)).toEqual({
      pending: 3,
      processing: 3,
      failed: 3,
      held: 3,
      applied: 205,
      ignored: 2,
    });
    expect(await world.payment.prune({ events_older_than_days: 15 })).toEqual({
      events: 2,
      more: false,
    });
  });

  test("stops at its limit, and the next run continues", async () => {
    await using world = await createWorld({ storage });
    await deliver(world, 200, 1, "applied");
    await deliver(world, 1_205, 100, "ignored");
    expect(await world.payment.prune({ limit: 700 })).toEqual({ events: 700, more: true });
    const answer = await world.send("POST", "/prune", { as: "admin", body: {} });
    expect(await answer.json()).toEqual({ events: 505, more: false });
    expect(await counts(world)).toEqual({ applied: 200 });
  });
});

test("the newest 200 events are kept, so that check() does not call a quiet shop silent", async () => {
  await using world = await createWorld();
  for (let index = 0; index < 3; index += 1) await credited(world);
  world.clock.advance(400 * DAY);
  expect(await world.payment.prune()).toEqual({ events: 0, more: false });
  const codes = (await world.payment.check()).findings.map(({ code }) => code);
  expect(codes).toContain("webhook_works");
});

test.each([
  { events_older_than_days: 14 },
  { events_older_than_days: 0 },
  { events_older_than_days: -1 },
  { events_older_than_days: 90.5 },
  { events_older_than_days: Number.NaN },
  { limit: 0 },
  { limit: 1.5 },
])("%o is refused", async (options) => {
  await using world = await createWorld();
  await expect(world.payment.prune(options)).rejects.toMatchObject({ code: "invalid_request" });
  const answer = await world.send("POST", "/prune", { as: "admin", body: options });
  expect(answer.status).toBe(400);
});
