/** A paid checkout in transactional mode, and what a delivery of it must lead to. */
import { expect } from "vitest";
import { bodyOf, expectAudited } from "./books.ts";
import type { SharedShop } from "./shared-shop.ts";
import type { PaymentService } from "../src/index.ts";

/** Makes a topup whose checkout is paid at Dodo; `body` is the delivery Dodo would send. */
export async function paid(
  shop: SharedShop,
): Promise<{ topup_id: string; payment_id: string; body: Record<string, unknown> }> {
  const topup_id = await shop.addTopup();
  const { payment_id, provider_session_id } = await shop.world.create(topup_id, {
    service: shop.service,
  });
  return {
    topup_id,
    payment_id,
    body: bodyOf(shop.world, await shop.world.dodo.pay(provider_session_id, { silent: true })),
  };
}

/** Delivers the body to the shop's service, or to another one. */
export async function deliver(
  shop: SharedShop,
  body: unknown,
  webhook_id = "msg_a",
  service: PaymentService = shop.service,
): Promise<Response> {
  return await shop.world.deliver(body, { webhook_id, service });
}

/** Expects the payment to be claimed, and neither side to have booked anything. */
export async function expectNothing(shop: SharedShop, topup_id: string): Promise<void> {
  expect(await shop.balance()).toBe(0);
  expect((await shop.storage.listAttempts(topup_id)).map(({ status }) => status)).toEqual([
    "crediting",
  ]);
  expect(await shop.storage.readCredit(topup_id)).toMatchObject({ state: "claimed", fence: 1 });
}

/** Expects one credit, and rows that agree with it. */
export async function expectCredited(shop: SharedShop, topup_id: string): Promise<void> {
  expect(await shop.balance()).toBe(500);
  const [payment] = await shop.storage.listAttempts(topup_id);
  expect(payment).toMatchObject({ status: "paid", net_minor: 5_000 });
  expect(await shop.storage.readCredit(topup_id)).toMatchObject({
    state: "done",
    payment_id: payment?.payment_id,
  });
  if (payment !== undefined) await expectAudited({ storage: shop.storage }, payment);
}
