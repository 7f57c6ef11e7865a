/** Shops whose records disagree with ours or with Dodo's. */
import { expect } from "vitest";
import type { DriftItem, DriftOptions } from "../src/index.ts";
import { DAY, foreignSession, open, stuckCrediting, type Opened } from "./scenes.ts";
import type { World } from "./world.ts";

/** A well-formed payment id that has no row. */
export const UNKNOWN_PAYMENT: string = `pmt_${"x".repeat(22)}`;

/** A topup that was paid, with the id of Dodo's payment. */
export type Paid = Opened & { provider_payment_id: string };

/** Makes a topup that is paid, delivered and credited. */
export async function credited(world: World): Promise<Paid> {
  const opened = await open(world);
  const { payment_id } = await world.dodo.pay(opened.session_id);
  await world.dodo.deliver();
  expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
  return { ...opened, provider_payment_id: payment_id };
}

/** Makes a credited topup that the host then shows as pending. */
export async function unpaidAtHost(world: World): Promise<void> {
  const { topup } = await credited(world);
  world.host.topups.set(topup.topup_id, topup);
}

/** Pays at Dodo with this metadata, in a foreign session; returns the payment's id. */
export async function payFor(world: World, metadata: Record<string, string>): Promise<string> {
  return (
    await world.dodo.pay(await foreignSession(world, "pdt_topup", metadata), { silent: true })
  ).payment_id;
}

/** Makes one drift item of most reasons. */
export async function everyKind(world: World): Promise<void> {
  await stuckCrediting(world);
  await payFor(world, { payment_id: UNKNOWN_PAYMENT });
  await world.dodo.pay((await open(world)).session_id, { silent: true });
  await unpaidAtHost(world);
  world.dodo.patchPayment((await credited(world)).provider_payment_id, { total_amount: 5_100 });
  const { topup } = await open(world);
  world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
  await open(world);
}

/** Returns the drift items of a day later, when no payment is young any more. */
export async function drift(world: World, options: DriftOptions = {}): Promise<DriftItem[]> {
  world.clock.advance(DAY);
  const { items, failed } = await world.payment.drift(options);
  expect(failed).toBe(0);
  return items;
}
