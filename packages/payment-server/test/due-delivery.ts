/** A delivery that is still to come: Dodo has taken the money, and the service does not know it. */
import { expect } from "vitest";
import { BASE, createWorld, START, type World, type WorldOptions } from "./world.ts";

/** The `webhook-timestamp` of a delivery that is sent when the world begins. */
export const NOW: string = String(START / 1_000);

/** A world with a payment at Dodo. */
export interface Paid {
  world: World;
  /** The body of the delivery, as Dodo would send it. */
  body: string;
}

/** Creates a world in which a topup was paid at Dodo, and its delivery was not sent yet. */
export async function paid(options: WorldOptions = {}): Promise<Paid> {
  const world = await createWorld(options);
  const checkout = await world.create(world.host.addTopup().topup_id);
  const data = { payload_type: "Payment", ...(await world.dodo.pay(checkout.provider_session_id)) };
  return {
    world,
    body: JSON.stringify({
      business_id: world.dodo.business_id,
      type: "payment.succeeded",
      timestamp: data.created_at,
      data,
    }),
  };
}

/** Sends a body with these headers to the webhook route. */
export async function post(
  world: World,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  return await world.payment.fetch(
    new Request(`${BASE}/webhook`, { method: "POST", headers, body }),
  );
}

/** Expects a 401, and that neither an event was stored nor the host was called. */
export async function expectRefused(world: World, response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    code: "invalid_signature",
    error: expect.stringMatching(
      /^(This delivery|The signature of this delivery) .+: (check|it does not come from Dodo)/,
    ),
  });
  expect(await world.allEvents()).toEqual([]);
  expect(world.host.calls).toEqual([]);
}
