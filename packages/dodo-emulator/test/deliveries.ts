import { Webhook } from "standardwebhooks";
import { type Bench, openSession, type Received } from "./bench.ts";

/** Pays a session, so that one event is queued. Resolves to the payment's id. */
export async function queueOne(bench: Bench): Promise<string> {
  return (await bench.dodo.pay(await openSession(bench.sdk))).payment_id;
}

/** Returns whether a delivery has a signature of a key, whatever the machine's clock says. */
export function verifies(key: string, { body, headers }: Received): boolean {
  const at = Number(headers["webhook-timestamp"]);
  const signature = new Webhook(key).sign(headers["webhook-id"] ?? "", new Date(at * 1000), body);
  return (headers["webhook-signature"] ?? "").split(" ").includes(signature);
}

/** Returns the bodies that the receiver got, parsed. */
export function bodies({ received }: Bench): ReturnType<typeof JSON.parse>[] {
  return received.map(({ body }) => JSON.parse(body));
}

/** Returns the types of the events that were queued, oldest first. */
export function typesOf({ dodo }: Bench): string[] {
  return dodo.deliveries.map(({ type }) => type);
}

/** Returns the states of the deliveries, oldest first. */
export function statesOf({ dodo }: Bench): string[] {
  return dodo.deliveries.map(({ state }) => state);
}
