/** A payment that is held, and its release by an administrator. */
import { expect } from "vitest";
import { bodyOf } from "./books.ts";
import type { World } from "./world.ts";
import type { PaymentService, Topup } from "../src/index.ts";

/** A held payment of 4,000 cents for a topup of 5,000. */
export async function held(
  world: World,
): Promise<{ topup: Topup; body: Record<string, unknown>; payment_id: string }> {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const payment = await world.dodo.pay(checkout.provider_session_id, {
    silent: true,
    overrides: { total_amount: 4_000, settlement_amount: 4_000 },
  });
  const body = bodyOf(world, payment);
  expect((await world.deliver(body)).status).toBe(200);
  expect(await world.only(topup.topup_id)).toMatchObject({
    status: "held",
    hold_reason: "underpaid",
  });
  return { topup, body, payment_id: checkout.payment_id };
}

/** Releases or dismisses the payment as an administrator; returns the response. */
export async function release(
  world: World,
  payment_id: string,
  decision: "credit" | "dismiss",
  service: PaymentService = world.payment,
): Promise<{ status: number; body: unknown }> {
  const response = await world.send("POST", "/payments/release", {
    as: "admin",
    service,
    body: { payment_id, decision, note: `reviewed: ${decision}` },
  });
  const body: unknown = await response.json();
  return { status: response.status, body };
}
