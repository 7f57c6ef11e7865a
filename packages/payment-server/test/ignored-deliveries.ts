/** Deliveries that are not about a payment of ours. */
import { expect } from "vitest";
import { everyPayment } from "./books.ts";
import type { World } from "./world.ts";

/** The example that the dashboard and the CLI send, with `status: "succeeded"` for every type. */
export const DASHBOARD_EXAMPLE = {
  payload_type: "Payment",
  payment_id: "pay_test",
  checkout_session_id: "cks_123",
  metadata: {},
  total_amount: 400,
  currency: "USD",
  status: "succeeded",
};

/** Expects a 200 at once, no call to the host, and no requests to Dodo but those in `dodo_calls`. */
export async function expectIgnored(
  world: World,
  body: unknown,
  ...dodo_calls: readonly string[]
): Promise<void> {
  const calls_before = world.dodo.requests.length;
  const response = await world.deliver(body);
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({ received: true, sync_status: "ignored" }),
  ]);
  expect(world.dodo.requests.slice(calls_before).map(({ path }) => path)).toEqual(dodo_calls);
  expect(world.host.calls).toEqual([]);
  expect(await everyPayment(world)).toEqual([]);
}
