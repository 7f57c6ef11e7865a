/** A credited payment, and disputes of it. */
import { expect } from "vitest";
import { open, type Opened } from "./scenes.ts";
import type { World } from "./world.ts";

/** Makes a credited payment; `payment_id` is Dodo's. */
export async function credited(world: World): Promise<{ opened: Opened; payment_id: string }> {
  const opened = await open(world);
  const { payment_id } = await world.dodo.pay(opened.session_id);
  await world.dodo.deliver();
  expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
  return { opened, payment_id };
}

/** Returns a dispute with this status, as Dodo lists it on a payment. */
export function disputeOf(dispute_status: string | null): Record<string, unknown> {
  return {
    dispute_id: "dsp_1",
    amount: "5000",
    currency: "USD",
    dispute_stage: "dispute",
    dispute_status,
  };
}
