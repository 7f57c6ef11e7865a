/** In transactional mode a topup that is paid by other means is never taken for our credit. */
import { describe, expect, test } from "vitest";
import { createSharedShop, SHARED_SHOPS } from "../shared-shop.ts";
import { paid, deliver, expectNothing } from "../shared-shop-scenes.ts";

describe.each(SHARED_SHOPS)("on %s", (kind) => {
  test("[C13] a topup that is paid by other means while its claim is open is not taken for our credit: the payment is held", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body, payment_id } = await paid(shop);
    shop.after = async () => await Promise.reject(new Error("the host is down"));
    expect((await deliver(shop, body)).status).toBe(503);
    await shop.markPaid(topup_id);
    expect(await (await deliver(shop, body)).json()).toMatchObject({ sync_status: "held" });
    expect(await shop.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_changed",
    });
    expect(
      await shop.service.releasePayment({ payment_id, decision: "dismiss", note: "refunded" }),
    ).toMatchObject({ status: "dismissed" });
    expect([
      shop.calls,
      await shop.balance(),
      (await shop.storage.readCredit(topup_id))?.state,
    ]).toEqual([[topup_id], 0, "void"]);
  });

  test("[C13] a topup that was paid by other means is not called, and the payment is held", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body, payment_id } = await paid(shop);
    await shop.markPaid(topup_id);
    expect((await deliver(shop, body)).status).toBe(200);
    expect(await shop.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_changed",
    });
    expect([shop.calls, await shop.balance()]).toEqual([[], 0]);
  });
});

test("[C13] a topup that is paid by other means while the host is called is not taken for our credit when it throws", async () => {
  await using shop = await createSharedShop("postgres");
  const { topup_id, body, payment_id } = await paid(shop);
  shop.before = async () => {
    await shop.markPaid(topup_id);
    throw new Error("already paid");
  };
  expect((await deliver(shop, body)).status).toBe(503);
  await expectNothing(shop, topup_id);
  expect((await deliver(shop, body)).status).toBe(200);
  expect(await shop.storage.readPayment(payment_id)).toMatchObject({
    status: "held",
    hold_reason: "topup_changed",
  });
});
