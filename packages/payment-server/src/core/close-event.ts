/** Closes an event about money that no payment of ours has recorded. */
import { PaymentError } from "../errors.ts";
import { administrator, readActor } from "./administrator.ts";
import type { AuditEntry } from "./audit.ts";
import { CLOSED, eventIdOfPayment } from "./closed-payment.ts";
import type { Context } from "./context.ts";
import { assertNote } from "./release.ts";
import { namedPayment } from "./replay.ts";
import type { PaymentEvent } from "./storage-records.ts";

/** The decision of an administrator that nothing is to be done about unmatched money. */
export interface CloseEventInput {
  event_id: string;
  /** The reason for the decision. It is stored with the event and in the audit. */
  note: string;
  /** The host's id of the administrator, for the audit. */
  admin_id?: string | undefined;
}

/** How many held events, the newest ones, are read to find the others about the same payment. */
const MOST_EVENTS = 200;

/**
 * Closes the unmatched event with the given id, and other unmatched events about the same payment
 * of the provider. Returns the event with the given id. Closed events count as `ignored`. If the
 * event contains the provider's payment id, neither a later delivery nor `reconcile()` makes
 * another unmatched event about that payment. A repeated call changes nothing. Throws
 * `event_not_found` if there is no such event, `release_refused` if the event is not unmatched, or
 * `invalid_request` if the note is empty or cannot be stored.
 */
export async function closeEvent(context: Context, input: CloseEventInput): Promise<PaymentEvent> {
  assertNote(input.note);
  const event = await context.storage.readEvent(input.event_id);
  if (event === null) throw new PaymentError("event_not_found", "There is no such event.");
  if (isClosed(event)) return event;
  if (!isUnmatched(event)) throw notUnmatched(event);
  // The event that `input` names is closed last, so that an interrupted call can be repeated.
  for (const other of await othersOf(context, event)) await closeOne(context, input, other);
  const closed = await closeOne(context, input, event);
  if (!isClosed(closed)) throw notUnmatched(closed);
  return closed;
}

function isClosed({ sync_error }: PaymentEvent): boolean {
  return sync_error === CLOSED;
}

function isUnmatched({ sync_status, payment_id }: PaymentEvent): boolean {
  return sync_status === "held" && payment_id === null;
}

/**
 * Returns the other unmatched events to close, or none if `event` does not contain the provider's
 * payment id. Unless `event` itself has the id of `eventIdOfPayment()`, the first event has that
 * id. The first event need not be stored yet: closing it inserts it, so that later deliveries about
 * the payment are not held as unmatched.
 */
async function othersOf({ storage }: Context, event: PaymentEvent): Promise<PaymentEvent[]> {
  const named = namedPayment(event);
  if (named === null) return [];
  const filter = { sync_status: "held" } as const;
  const held = await storage.listEvents({ filter, after: null, limit: MOST_EVENTS });
  const event_id = eventIdOfPayment(event.provider, named);
  const others = held.filter(
    (other) =>
      other.event_id !== event_id &&
      other.provider === event.provider &&
      isUnmatched(other) &&
      namedPayment(other) === named,
  );
  return [{ ...event, event_id }, ...others].filter((other) => other.event_id !== event.event_id);
}

async function closeOne(
  { storage, clock }: Context,
  { note, admin_id }: CloseEventInput,
  event: PaymentEvent,
): Promise<PaymentEvent> {
  const at = clock();
  const by = readActor(administrator(admin_id)).admin_id;
  const closed = { at: new Date(at).toISOString(), by, note };
  const payload: unknown = JSON.parse(event.payload_json);
  return await storage.closeEvent(
    {
      ...event,
      payload_json: JSON.stringify({ ...Object(payload), closed }),
      sync_status: "ignored",
      sync_error: CLOSED,
      updated_at: at,
    },
    auditOf(event, note, admin_id, at),
  );
}

/** Returns the audit entry of a closed event. The entry is kept when the event is pruned. */
function auditOf(
  { event_id }: PaymentEvent,
  note: string,
  admin_id: string | undefined,
  at: number,
): AuditEntry {
  return {
    payment_id: event_id,
    version: 1,
    at,
    actor: administrator(admin_id),
    action: "close",
    from_status: "held",
    to_status: "dismissed",
    event_id,
    note,
    changes: {},
  };
}

function notUnmatched({ sync_status }: PaymentEvent): PaymentError {
  return new PaymentError(
    "release_refused",
    `Only an unmatched event can be closed, which is held and names no payment that is stored here; this one is ${sync_status}. If it is held for a payment, decide about that payment.`,
  );
}
