/** Result pages of payments that are stored in a state of the test's choice. */
import type { PaymentStatus } from "../src/index.ts";
import type { World } from "./world.ts";

/** The states of stored payments. */
export const STATES = [
  "bank",
  "crediting",
  "paid",
  "failed",
  "canceled",
  "expired",
  "held",
  "dismissed",
] as const;

/** A state of a stored payment. */
export type StoredState = (typeof STATES)[number];

/** Returns the page of a stored payment with this state, as a browser receives it. */
export async function pageOf(
  world: World,
  state: StoredState,
  headers: Record<string, string> = {},
  return_to = "http://localhost:3000/wallet",
): Promise<Response> {
  const { topup_id } = world.host.addTopup();
  const { payment_id } = await world.create(topup_id, { return_to });
  const before = await world.only(topup_id);
  const status: PaymentStatus = state === "bank" ? "pending" : state;
  const provider_status = state === "bank" ? "processing" : null;
  const version = before.version + 1;
  const next = { ...before, status, provider_status, version, write_id: "wr_test" };
  const audit = {
    payment_id,
    version: next.version,
    at: 0,
    actor: "admin" as const,
    action: "test",
    from_status: null,
    to_status: status,
    event_id: null,
    note: null,
    changes: {},
  };
  await world.storage.changePayment({ next, audit, event: null, notify: false });
  return await world.send("GET", `/redirect/cancel?ref=${before.ref}`, { headers });
}
