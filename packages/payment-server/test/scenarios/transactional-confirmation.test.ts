/**
 * In transactional mode our mark commits together with the host's writes, and the topup is read
 * back afterwards.
 */
import { describe, expect, test } from "vitest";
import { PAST_LEASE_MS } from "../books.ts";
import { HOUR, MINUTE } from "../scenes.ts";
import { createSharedShop, SHARED_SHOPS, type SharedShop } from "../shared-shop.ts";
import { deliver, paid } from "../shared-shop-scenes.ts";

describe.each(SHARED_SHOPS)("in transactional mode on %s", (kind) => {
  test("[F08] a host that books nothing: paid, since our mark is committed, and reported in the log and by check() until the topup says so", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, payment_id, response } = await unconfirmedCredit(shop);
    expect([
      response.status,
      ((await response.json()) as { sync_status: string }).sync_status,
    ]).toEqual([200, "applied"]);
    const row = async () => await shop.storage.readPayment(payment_id);
    const unconfirmed = { status: "paid", unconfirmed_since: shop.world.clock.now() };
    expect(await row()).toMatchObject(unconfirmed);
    expect(
      shop.world.log.filter((line) => line.startsWith("finishTopup() has committed")),
    ).toHaveLength(1);
    expect(await finding(shop)).toMatchObject({ level: "error" });
    // The topup is read less and less often, for as long as it does not say `paid`.
    for (const minutes of [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]) {
      expect((await row())?.next_check_at).toBe(shop.world.clock.now() + minutes * MINUTE);
      shop.world.clock.advance(minutes * MINUTE);
      expect((await shop.service.reconcile({ recent: 0 })).checked).toBe(1);
      expect(await row()).toMatchObject(unconfirmed);
    }
    expect(await finding(shop)).toMatchObject({ level: "error" });
    shop.world.clock.advance(24 * HOUR);
    await shop.markPaid(topup_id);
    await shop.service.reconcile({ recent: 0 });
    expect(await row()).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
      next_check_at: null,
    });
    expect(await finding(shop)).toBeUndefined();
    expect(shop.calls).toHaveLength(1);
  });

  test("[F08] [O05] a release of it reads the topup again, and does not call the host", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, payment_id } = await unconfirmedCredit(shop);
    const released = async () => {
      await shop.service.releasePayment({ payment_id, decision: "credit", note: "reviewed" });
      return await shop.storage.readPayment(payment_id);
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
    expect(await finding(shop)).toBeUndefined();
    expect(shop.calls).toHaveLength(1);
  });

  test("[F08] a topup that says paid costs one read and no second commit", async () => {
    await using shop = await createSharedShop(kind);
    const { payment_id, body } = await paid(shop);
    expect((await deliver(shop, body)).status).toBe(200);
    const row = await shop.storage.readPayment(payment_id);
    expect(row).toMatchObject({ status: "paid", unconfirmed_since: null });
    expect((await shop.storage.listAudit(payment_id)).map(({ action }) => action)).toEqual([
      "reserve",
      "open",
      "claim",
      "close",
    ]);
  });
});

test.each(["a promise", "a callback", "an emitter"])(
  "[F09] a host on PostgreSQL that returns while its queries still run (%s) is rolled back, and the log says to await them",
  async (kind) => {
    await using shop = await createSharedShop("postgres");
    const { payment_id, body } = await paid(shop);
    shop.after = async (_query, tx) => {
      if (kind === "a promise") void tx.query("SELECT pg_sleep(0.2)").catch(() => undefined);
      else if (kind === "a callback") tx.query("SELECT pg_sleep(0.2)", () => undefined);
      else tx.query(new (await import("pg")).default.Query("SELECT pg_sleep(0.2)"));
    };
    expect((await deliver(shop, body)).status).toBe(503);
    expect(await shop.balance()).toBe(0);
    expect(await shop.storage.readPayment(payment_id)).toMatchObject({
      status: "crediting",
    });
    expect(shop.world.log.join("\n")).toContain("await every query");
    shop.after = async (_query, tx) => {
      await tx.query("SELECT 1");
      await new Promise<void>((resolve) => tx.query("SELECT 1", () => resolve()));
    };
    shop.world.clock.advance(PAST_LEASE_MS);
    expect((await deliver(shop, body)).status).toBe(200);
    expect(await shop.balance()).toBe(500);
  },
);

/** Delivers a paid checkout whose host undoes its own booking in the transaction. */
async function unconfirmedCredit(
  shop: SharedShop,
): Promise<{ topup_id: string; payment_id: string; response: Response }> {
  const { topup_id, payment_id, body } = await paid(shop);
  shop.after = async (query) =>
    await query("UPDATE shop_topups SET status = 'pending' WHERE topup_id = ?", topup_id);
  return { topup_id, payment_id, response: await deliver(shop, body) };
}

async function finding(shop: SharedShop): Promise<unknown> {
  return (await shop.service.check()).findings.find(({ code }) => code === "topup_not_paid");
}
