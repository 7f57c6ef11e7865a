// A mounted shop, as its buyers, its administrator and Dodo see it.
import type { DodoEmulator } from "@x/dodo-emulator";
import { createBuyer, type Buyer, type Checkout } from "./browser.ts";

/**
 * The shop and the local Dodo that a journey runs against. This Dodo accepts several payments in
 * one session, since Dodo does not document that it cannot happen.
 */
export interface Mount {
  shop_url: string;
  dodo: DodoEmulator;
  /** Kills the server and starts it again at the same address with the same data. */
  restart(): Promise<void>;
}

/**
 * The signing key that a rotation is about to retire. The server accepts it and the emulator's own.
 */
export const OLD_KEY = "whsec_b2xkLWtleS10aGF0LWlzLWFib3V0LXRvLWJlLXJldGlyZWQ=";

let buyers = 0;
/** Returns a new buyer. Each journey has its own, so that all journeys can share one shop. */
export const newBuyer = (mount: Mount): Buyer =>
  createBuyer(mount.shop_url, `buyer-${Date.now()}-${(buyers += 1)}`);

export interface Opened {
  buyer: Buyer;
  topup_id: string;
  checkout: Checkout;
}

/** Opens the checkout of a pack for a new buyer. */
export async function open(mount: Mount, pack: string): Promise<Opened> {
  const buyer = newBuyer(mount);
  const topup_id = await buyer.topup(pack);
  return { buyer, topup_id, checkout: await buyer.checkout(topup_id) };
}

export interface Listed {
  payment_id: string;
  provider_payment_id: string;
  status: string;
  hold_reason: string | null;
  refunded_minor: number;
}

/** Lists the payments of a topup as an administrator sees them, oldest first. */
export async function paymentsOf(mount: Mount, topup_id: string): Promise<Listed[]> {
  const response = await fetch(`${mount.shop_url}/v1/payment/payments?topup_id=${topup_id}`, {
    headers: { cookie: "user=admin" },
  });
  return ((await response.json()) as { items: Listed[] }).items.reverse();
}

/** Counts the requests to Dodo that open a checkout. */
export function opened({ dodo }: Mount): number {
  return dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts")
    .length;
}

/**
 * Waits until the mount has answered every delivery that was not lost with 2xx. Without this, a
 * result page that settles a payment would hide a delivery that the mount refuses.
 */
export async function untilDelivered({ dodo }: Mount): Promise<void> {
  await until("each delivery has its 2xx", async () =>
    dodo.deliveries.every(({ state }) => state === "delivered" || state === "lost"),
  );
}

/** Returns the delivery that Dodo would send for this payment, signed with `keys`. */
export function deliveryOf(mount: Mount, payment: object, keys?: readonly string[]): Request {
  const body = {
    business_id: mount.dodo.business_id,
    type: "payment.succeeded",
    timestamp: new Date().toISOString(),
    data: { payload_type: "Payment", ...payment },
  };
  return mount.dodo.signedRequest(body, {
    url: `${mount.shop_url}/v1/payment/webhook`,
    ...(keys === undefined ? {} : { keys }),
  });
}

/** Waits until `isSo` returns true, since deliveries arrive asynchronously. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let looked = 0; looked < 60; looked += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`it did not come about that ${what}`);
}
