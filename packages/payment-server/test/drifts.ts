/** Shops whose books do not agree. */
import { expect } from "vitest";
import type { DriftItem, DriftOptions } from "../src/index.ts";
import { DAY, foreignSession, open, stuckCrediting, type Opened } from "./scenes.ts";
import type { World } from "./world.ts";

/** A payment of ours that is not here. */
export const NOBODY: string = `pmt_${"x".repeat(22)}`;

export type Paid = Opened & { provider_payment_id: string };

/** Paid, delivered and credited. */
export async function credited(world: World): Promise<Paid> {
  const opened = await open(world);
  const { payment_id } = await world.dodo.pay(opened.session_id);
  await world.dodo.deliver();
  expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
  return { ...opened, provider_payment_id: payment_id };
}

/** Credited, and then the host forgets. */
export async function unpaidAtHost(world: World): Promise<void> {
  const { topup } = await credited(world);
  world.host.topups.set(topup.topup_id, topup);
}

/** A payment at Dodo with this metadata, made without us. */
export async function payFor(world: World, metadata: Record<string, string>): Promise<string> {
  return (
    await world.dodo.pay(await foreignSession(world, "pdt_topup", metadata), { silent: true })
  ).payment_id;
}

/** One line of most reasons. */
export async function everyKind(world: World): Promise<void> {
  await stuckCrediting(world);
  await payFor(world, { payment_id: NOBODY });
  await world.dodo.pay((await open(world)).session_id, { silent: true });
  await unpaidAtHost(world);
  world.dodo.patchPayment((await credited(world)).provider_payment_id, { total_amount: 5_100 });
  const { topup } = await open(world);
  world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
  await open(world);
}

/** What is found when nothing is young any more. */
export async function drift(world: World, options: DriftOptions = {}): Promise<DriftItem[]> {
  world.clock.advance(DAY);
  const { items, failed } = await world.payment.drift(options);
  expect(failed).toBe(0);
  return items;
}
