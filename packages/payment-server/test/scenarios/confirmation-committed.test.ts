/**
 * In transactional mode our mark commits together with the host's writes, and the topup is read
 * back afterwards.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, PAST_LEASE_MS } from "../books.ts";
import { HOUR, MINUTE } from "../scenes.ts";
import { createSharedShop, SHARED_SHOPS } from "../shared-shop.ts";

describe.each(SHARED_SHOPS)("in transactional mode on %s", (kind) => {
  test("[F08] a host that books nothing: paid, since our mark is committed, and reported in the log and by check() until the topup says so", async () => {
    await using shop = await createSharedShop(kind);
    const topup_id = await shop.addTopup();
    const checkout = await shop.world.create(topup_id, { service: shop.service });
    const paid = await shop.world.dodo.pay(checkout.provider_session_id, { silent: true });
    // This undoes the host's booking in the same transaction.
    shop.after = async (ask) =>
      await ask("UPDATE shop_topups SET status = 'pending' WHERE topup_id = ?", topup_id);
    const response = await shop.world.deliver(bodyOf(shop.world, paid), { service: shop.service });
    expect([
      response.status,
      ((await response.json()) as { sync_status: string }).sync_status,
    ]).toEqual([200, "applied"]);
    const row = async () => await shop.storage.readPayment(checkout.payment_id);
    expect(await row()).toMatchObject({
      status: "paid",
      unconfirmed_since: shop.world.clock.now(),
    });
    expect(
      shop.world.log.filter((line) => line.startsWith("finishTopup() has committed")),
    ).toHaveLength(1);
    const finding = async (): Promise<unknown> =>
      (await shop.service.check()).findings.find(({ code }) => code === "topup_not_paid");
    expect(await finding()).toMatchObject({ level: "error" });
    shop.world.clock.advance(2 * MINUTE);
    await shop.service.reconcile();
    expect(await row()).toMatchObject({ status: "paid", unconfirmed_since: expect.any(Number) });
    await shop.markPaid(topup_id);
    shop.world.clock.advance(2 * MINUTE);
    await shop.service.reconcile();
    expect(await row()).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
      next_check_at: null,
    });
    expect(await finding()).toBeUndefined();
    expect(shop.calls).toHaveLength(1);
  });

  test("[F08] it is read less and less often until the topup says paid, and check() keeps listing it", async () => {
    await using shop = await createSharedShop(kind);
    const topup_id = await shop.addTopup();
    const checkout = await shop.world.create(topup_id, { service: shop.service });
    const paid = await shop.world.dodo.pay(checkout.provider_session_id, { silent: true });
    shop.after = async (ask) =>
      await ask("UPDATE shop_topups SET status = 'pending' WHERE topup_id = ?", topup_id);
    await shop.world.deliver(bodyOf(shop.world, paid), { service: shop.service });
    const reads: number[] = [];
    const pauses: number[] = [];
    for (let read = 0; read < 12; read += 1) {
      const row = await shop.storage.readPayment(checkout.payment_id);
      pauses.push((row?.next_check_at ?? 0) - shop.world.clock.now());
      shop.world.clock.advance(pauses.at(-1) ?? 0);
      reads.push((await shop.service.reconcile({ recent: 0 })).checked);
    }
    expect(pauses).toEqual(
      [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024].map((minutes) => minutes * MINUTE),
    );
    expect(reads).toEqual(pauses.map(() => 1));
    expect((await shop.service.check()).findings.map(({ code }) => code)).toContain(
      "topup_not_paid",
    );
    shop.world.clock.advance(24 * HOUR);
    await shop.markPaid(topup_id);
    await shop.service.reconcile({ recent: 0 });
    expect(await shop.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
      next_check_at: null,
    });
    expect(shop.calls).toHaveLength(1);
  });

  test("[F08] [O05] a release of it reads the topup again, and does not call the host", async () => {
    await using shop = await createSharedShop(kind);
    const topup_id = await shop.addTopup();
    const checkout = await shop.world.create(topup_id, { service: shop.service });
    const paid = await shop.world.dodo.pay(checkout.provider_session_id, { silent: true });
    shop.after = async (ask) =>
      await ask("UPDATE shop_topups SET status = 'pending' WHERE topup_id = ?", topup_id);
    await shop.world.deliver(bodyOf(shop.world, paid), { service: shop.service });
    const released = async () => {
      await shop.service.releasePayment({
        payment_id: checkout.payment_id,
        decision: "credit",
        note: "reviewed",
      });
      return await shop.storage.readPayment(checkout.payment_id);
    };
    expect(await released()).toMatchObject({
      status: "paid",
      unconfirmed_since: expect.any(Number),
    });
    await shop.markPaid(topup_id);
    expect(await released()).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
      next_check_at: null,
    });
    expect((await shop.service.check()).findings.map(({ code }) => code)).not.toContain(
      "topup_not_paid",
    );
    expect(shop.calls).toHaveLength(1);
  });

  test("[F08] a topup that says paid costs one read and no second commit", async () => {
    await using shop = await createSharedShop(kind);
    const topup_id = await shop.addTopup();
    const checkout = await shop.world.create(topup_id, { service: shop.service });
    const paid = await shop.world.dodo.pay(checkout.provider_session_id, { silent: true });
    expect(
      (await shop.world.deliver(bodyOf(shop.world, paid), { service: shop.service })).status,
    ).toBe(200);
    const row = await shop.storage.readPayment(checkout.payment_id);
    expect(row).toMatchObject({ status: "paid", unconfirmed_since: null });
    expect((await shop.storage.listAudit(checkout.payment_id)).map(({ action }) => action)).toEqual(
      ["reserve", "open", "claim", "close"],
    );
  });
});

test.each(["a promise", "a callback", "an emitter"])(
  "[F09] a host on PostgreSQL that returns while its queries still run (%s) is rolled back, and the log says to await them",
  async (kind) => {
    await using shop = await createSharedShop("postgres");
    const topup_id = await shop.addTopup();
    const checkout = await shop.world.create(topup_id, { service: shop.service });
    const paid = await shop.world.dodo.pay(checkout.provider_session_id, { silent: true });
    shop.after = async (_ask, tx) => {
      if (kind === "a promise") void tx.query("SELECT pg_sleep(0.2)").catch(() => undefined);
      else if (kind === "a callback") tx.query("SELECT pg_sleep(0.2)", () => undefined);
      else tx.query(new (await import("pg")).default.Query("SELECT pg_sleep(0.2)"));
    };
    expect(
      (await shop.world.deliver(bodyOf(shop.world, paid), { service: shop.service })).status,
    ).toBe(503);
    expect(await shop.balance()).toBe(0);
    expect(await shop.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "crediting",
    });
    expect(shop.world.log.join("\n")).toContain("await every query");
    shop.after = async (_ask, tx) => {
      await tx.query("SELECT 1");
      await new Promise<void>((resolve) => tx.query("SELECT 1", () => resolve()));
    };
    shop.world.clock.advance(PAST_LEASE_MS);
    expect(
      (await shop.world.deliver(bodyOf(shop.world, paid), { service: shop.service })).status,
    ).toBe(200);
    expect(await shop.balance()).toBe(500);
  },
);
