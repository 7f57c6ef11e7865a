/**
 * A database that was restored from an older copy: our rows, the host's books, or both are older
 * than Dodo's records.
 */
import { describe, expect, test } from "vitest";
import { bodyOf } from "../books.ts";
import { outcomes, everyHour, foreignSession, MINUTE, open, type Opened } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { memoryStorage, type Payment, type PaymentService, type Storage } from "../../src/index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[K16] a paid payment whose row is gone is listed for review, once, and credits nothing", async () => {
    await using world = await createWorld({ storage });
    const { provider_payment_id, event_id } = await paid(world);
    const { service, rows } = restored(world);
    await everyHour(world, 3, async () => await service.reconcile());
    expect(await rows.readEvent(event_id)).toMatchObject({
      sync_status: "held",
      sync_error: "unmatched",
      payment_id: null,
      attempts: 1,
    });
    const { items } = await service.listEvents({ sync_status: "held" });
    expect(items.map((event) => event.event_id)).toEqual([`dodo:recent_${provider_payment_id}`]);
    const { ok, findings, summary } = await service.check();
    expect([ok, summary?.unmatched_events]).toEqual([true, 1]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "warning",
        code: "unmatched",
        message: expect.stringMatching(/^1 paid/),
      }),
    );
    expect(world.host.calls).toHaveLength(1);
  });

  test("[K16] a row may still be in flight for a quarter of an hour", async () => {
    await using world = await createWorld({ storage });
    const { event_id } = await paid(world);
    const { service, rows } = restored(world);
    world.clock.advance(15 * MINUTE - 1_000);
    await service.reconcile();
    expect(await rows.readEvent(event_id)).toBeNull();
    expect((await service.check()).findings.map(({ code }) => code)).not.toContain("unmatched");
    world.clock.advance(1_000);
    await service.reconcile();
    expect(await rows.readEvent(event_id)).toMatchObject({ sync_error: "unmatched" });
  });

  test("[K16] what was never paid, and what names no payment of ours, is not recorded", async () => {
    await using world = await createWorld({ storage });
    await world.dodo.pay((await open(world)).session_id, { result: "failed", silent: true });
    await world.dodo.pay((await open(world)).session_id, { result: "processing", silent: true });
    await world.dodo.pay(await foreignSession(world, "pdt_topup", { payment_id: "order 42" }), {
      silent: true,
    });
    const { service } = restored(world);
    await everyHour(world, 2, async () => await service.reconcile());
    expect((await service.listEvents()).items).toEqual([]);
    expect((await service.check()).summary?.unmatched_events).toBe(0);
  });

  test("[K16] once the row is back, the event is replayed like any delivery", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    const row = await world.only(opened.topup.topup_id);
    const { payment_id } = await world.dodo.pay(opened.session_id, { silent: true });
    const { service, rows } = restored(world);
    await everyHour(world, 1, async () => await service.reconcile());
    await rows.insertPayment(row, await firstEntry(world, row));
    expect(await service.replayEvent(`dodo:recent_${payment_id}`)).toMatchObject({
      sync_status: "applied",
      payment_id: row.payment_id,
    });
    expect(await rows.readPayment(row.payment_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
    expect((await service.check()).summary?.unmatched_events).toBe(0);
  });

  test("[C24] a delivery that names an unknown payment is shown by check() too", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
    const { service } = restored(world);
    world.clock.advance(15 * MINUTE);
    expect(await (await world.deliver(body, { service })).json()).toMatchObject({
      sync_status: "held",
    });
    const { findings, summary } = await service.check();
    expect(summary?.unmatched_events).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({ level: "warning", code: "unmatched" }),
    );
  });

  test.each(["failed", "cancelled", "processing"] as const)(
    "[C24] a delivery that names an unknown payment and reports it as %s is no money: redelivered while young, then ignored",
    async (result) => {
      await using world = await createWorld({ storage });
      const { session_id } = await open(world);
      const body = bodyOf(world, await world.dodo.pay(session_id, { result, silent: true }));
      const { service } = restored(world);
      expect((await world.deliver(body, { service })).status).toBe(503);
      world.clock.advance(15 * MINUTE);
      expect(await (await world.deliver(body, { service })).json()).toMatchObject({
        sync_status: "ignored",
      });
      expect((await service.check()).summary?.unmatched_events).toBe(0);
    },
  );

  test("[K16] a held payment that has its row is not called unmatched", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id, { overrides: { total_amount: 4_000 } });
    await world.dodo.deliver();
    const { findings, summary } = await world.payment.check();
    expect(summary).toMatchObject({ unmatched_events: 0, events: { held: 1 } });
    expect(findings.map(({ code }) => code)).toEqual(expect.not.arrayContaining(["unmatched"]));
  });

  test("[K16] rows older than the host's books: held for review, not credited twice", async () => {
    await using world = await createWorld({ storage });
    const { row, entry } = await paid(world);
    const { service, rows } = restored(world);
    await rows.insertPayment(row, entry);
    await everyHour(world, 1, async () => await service.reconcile());
    expect(outcomes(await rows.listAttempts(row.topup_id))).toEqual(["held: topup_changed"]);
    expect(world.host.calls).toHaveLength(1);
  });

  test("[K16] rows and books from the same older copy: credited again, once", async () => {
    await using world = await createWorld({ storage });
    const { topup, row, entry } = await paid(world);
    world.host.ledger.length = 0;
    world.host.topups.set(topup.topup_id, topup);
    const { service, rows } = restored(world);
    await rows.insertPayment(row, entry);
    await everyHour(world, 3, async () => await service.reconcile());
    expect(outcomes(await rows.listAttempts(row.topup_id))).toEqual(["paid"]);
    expect(world.host.balance("ada")).toBe(500);
  });
});

/** A paid and credited payment; `row` and `entry` are its state in an older copy. */
async function paid(world: World) {
  const opened: Opened = await open(world);
  const row = await world.only(opened.topup.topup_id);
  const entry = await firstEntry(world, row);
  const { payment_id } = await world.dodo.pay(opened.session_id);
  await world.dodo.deliver();
  expect(world.host.balance("ada")).toBe(500);
  return {
    ...opened,
    row,
    entry,
    provider_payment_id: payment_id,
    event_id: `dodo:recent_${payment_id}`,
  };
}

async function firstEntry(world: World, { payment_id }: Payment) {
  const [entry] = await world.storage.listAudit(payment_id);
  if (entry === undefined) throw new Error(`no history of ${payment_id}`);
  return entry;
}

/** The same service on an empty database. */
function restored(world: World): { service: PaymentService; rows: Storage } {
  const rows = memoryStorage({ clock: () => world.clock.now() });
  return { service: world.secondService({ storage: rows }), rows };
}
