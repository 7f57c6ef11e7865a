/** Decides which items need attention, and in which order they are shown. */
import type { DriftItem, PaymentAudit } from "../report-wire.ts";
import type { Payment, PaymentEvent } from "../wire.ts";

/**
 * How long a payment may be `crediting` before an administrator should look at it, in milliseconds.
 */
export const STUCK_MS = 900_000;

/**
 * An item that needs attention. `since` is ISO 8601, or an empty text if the time is unknown.
 * `amount_minor` is in US cents, or `null` if it is unknown. `key` identifies the item in
 * addresses.
 */
export type QueueItem = { key: string; since: string; amount_minor: number | null } & (
  | { kind: "held"; payment: Payment }
  | { kind: "stuck"; payment: Payment }
  | { kind: "unmatched"; event: PaymentEvent; paid: PaidEvent }
  | { kind: "drift"; drift: DriftItem }
);

/** The kinds of items, in the order of the counts above the list. */
export const KINDS: readonly QueueItem["kind"][] = ["held", "stuck", "unmatched", "drift"];

/** A payment that is being credited, and since when. */
export interface Crediting {
  payment: Payment;
  since: string;
}

/** The records from which the queue is built. */
export interface QueueSources {
  held: readonly Payment[];
  crediting: readonly Crediting[];
  /** The deliveries whose `sync_status` is `held`. */
  events: readonly PaymentEvent[];
  drift: readonly DriftItem[];
}

/** What the stored part of a delivery says about a payment at Dodo. Unknown fields are `null`. */
export interface PaidEvent {
  provider_payment_id: string | null;
  total_minor: number | null;
  tax_minor: number | null;
  currency: string | null;
  status: string | null;
  product: string | null;
  quantity: number | null;
  topup_id: string | null;
}

/**
 * Returns the items that need attention, the oldest first. A `crediting` payment becomes an item
 * after `STUCK_MS`. Several unmatched deliveries about one payment are one item. A difference with
 * Dodo is left out if its payment is already listed.
 */
export function queueItems(sources: QueueSources, now: number): QueueItem[] {
  const stuck = sources.crediting.filter(({ since }) => now - Date.parse(since) >= STUCK_MS);
  const own: QueueItem[] = [
    ...sources.held.map((payment) => ofPayment("held", payment, payment.updated_at)),
    ...stuck.map(({ payment, since }) => ofPayment("stuck", payment, since)),
    ...unmatched(sources.events),
  ];
  const listed = new Set(own.flatMap(namesOf));
  const differences = sources.drift.filter(
    (item) => !namesOfDrift(item).some((name) => listed.has(name)),
  );
  return [...own, ...differences.map(ofDrift)].toSorted(byAge);
}

/** Orders the oldest item first. Items whose time is unknown come last. */
function byAge({ since: a }: QueueItem, { since: b }: QueueItem): number {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  return a.localeCompare(b);
}

/**
 * Returns the sum of the amounts of the items, in US cents. Unknown and negative amounts count as
 * 0.
 */
export function waitingMoney(items: readonly QueueItem[]): number {
  return items.reduce((sum, { amount_minor }) => sum + Math.max(0, amount_minor ?? 0), 0);
}

/**
 * Returns the time at which a payment got its current status, or the time of its last change if the
 * audit does not say when.
 */
export function statusSince({ payment, items }: PaymentAudit): string {
  const { status } = payment;
  const entry = items.findLast(
    ({ from_status, to_status }) => to_status === status && from_status !== status,
  );
  return entry?.at ?? payment.updated_at;
}

/**
 * Reads a payment at Dodo from the stored part of a delivery. Missing and malformed fields are
 * `null`.
 */
export function readPaidEvent({ payload_json }: PaymentEvent): PaidEvent {
  const data = fieldOf(parse(payload_json), "data");
  const [line] = [fieldOf(data, "product_cart")].flat();
  return {
    provider_payment_id: text(fieldOf(data, "payment_id")),
    total_minor: amount(fieldOf(data, "total_amount")),
    tax_minor: amount(fieldOf(data, "tax")),
    currency: text(fieldOf(data, "currency")),
    status: text(fieldOf(data, "status")),
    product: text(fieldOf(line, "product_id")),
    quantity: amount(fieldOf(line, "quantity")),
    topup_id: text(fieldOf(fieldOf(data, "metadata"), "topup_id")),
  };
}

function ofPayment(kind: "held" | "stuck", payment: Payment, since: string): QueueItem {
  const amount_minor = payment.net_minor ?? payment.amount_minor;
  return { kind, key: payment.payment_id, since, amount_minor, payment };
}

function ofDrift(drift: DriftItem): QueueItem {
  // Several payments at Dodo may name the same payment of ours.
  const key = `drift-${drift.reason}-${drift.provider_payment_id || drift.payment_id}`;
  const amount_minor = drift.difference_minor;
  return { kind: "drift", key, since: drift.since ?? "", amount_minor, drift };
}

/**
 * Returns the items for deliveries that belong to no stored payment. Of several deliveries about
 * one payment at Dodo, only the oldest becomes an item.
 */
function unmatched(events: readonly PaymentEvent[]): QueueItem[] {
  const found = new Map<string, QueueItem>();
  const oldest = events.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  for (const event of oldest) {
    if (event.payment_id !== null) continue;
    const paid = readPaidEvent(event);
    const name = paid.provider_payment_id ?? event.event_id;
    const amount_minor = paid.currency === "USD" ? netOf(paid) : null;
    if (!found.has(name))
      found.set(name, {
        kind: "unmatched",
        key: event.event_id,
        since: event.created_at,
        amount_minor,
        event,
        paid,
      });
  }
  return [...found.values()];
}

/**
 * Returns the total without the tax, or `null` if the total is unknown. An unknown tax counts as 0.
 */
function netOf({ total_minor, tax_minor }: PaidEvent): number | null {
  return total_minor === null ? null : total_minor - (tax_minor ?? 0);
}

function namesOf(item: QueueItem): string[] {
  if (item.kind === "unmatched") return [item.paid.provider_payment_id ?? ""];
  return item.kind === "drift" ? namesOfDrift(item.drift) : [item.payment.payment_id];
}

function namesOfDrift({ reason, payment_id, provider_payment_id }: DriftItem): string[] {
  // A payment at Dodo without a row is another one than the payment of ours that it names.
  const own = reason === "no_row" ? "" : payment_id;
  return [own, provider_payment_id ?? ""].filter((name) => name !== "");
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return Reflect.get(Object(value) as object, key);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Reads an amount or a quantity, which is stored as a number or as digits. */
function amount(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}
