import { auditEntry, type AuditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import type { Change, Claimed, PaymentEvent } from "../../core/storage-records.ts";
import { NOW } from "./case.ts";

/** The lease of every claim, in milliseconds. */
export const LEASE = 60_000;

const CAUSE = { actor: "webhook", event_id: null, note: null } as const;

/**
 * Returns a pending payment whose ids and `ref` are made from `name`; `fields` replaces single
 * fields.
 */
export function samplePayment(name: string, fields: Partial<Payment> = {}): Payment {
  return {
    payment_id: `pmt_${name}`,
    provider: "dodo",
    environment: "test_mode",
    business_id: null,
    topup_id: `tu_${name}`,
    user_id: "ada",
    credits: 500,
    amount_minor: 5_000,
    currency: "USD",
    product_id: "pdt_topup",
    tax_inclusive: false,
    attempt: 1,
    provider_session_id: `cks_${name}`,
    provider_payment_id: null,
    provider_order_id: null,
    checkout_url: `https://checkout.example/${name}`,
    ref: `ref_${name}`,
    return_to: null,
    expires_at: NOW + 86_400_000,
    status: "pending",
    hold_reason: null,
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
    provider_status: null,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    dispute_status: null,
    invoice_url: null,
    unconfirmed_since: null,
    next_check_at: NOW + 15_000,
    checked_at: null,
    answered_at: null,
    attempts: 0,
    version: 1,
    write_id: `wr_${name}_1`,
    created_at: NOW,
    updated_at: NOW,
    ...fields,
  };
}

/** Inserts a sample payment with the first entry of its history, and returns what is stored. */
export async function insertSample(
  storage: Storage,
  name: string,
  fields: Partial<Payment> = {},
): Promise<Payment> {
  return await insert(storage, samplePayment(name, fields));
}

/** Inserts a payment with the first entry of its history, and returns what is stored. */
export async function insert(storage: Storage, payment: Payment): Promise<Payment> {
  return await storage.insertPayment(payment, auditEntry(null, payment, "reserve", CAUSE));
}

/** Inserts two payments of the topup `tu`: `pmt_a` is its first attempt, and `pmt_b` its second. */
export async function insertTwo(storage: Storage): Promise<[Payment, Payment]> {
  return [
    await insertSample(storage, "a", { topup_id: "tu" }),
    await insertSample(storage, "b", { topup_id: "tu", attempt: 2 }),
  ];
}

/**
 * Returns a change that writes `fields` to the payment `before`. `by` becomes part of the
 * `write_id`, so that two changes of the same version can differ.
 */
export function changeOf(
  before: Payment,
  fields: Partial<Payment>,
  {
    by = "",
    event = null,
    notify = false,
  }: { by?: string; event?: PaymentEvent | null; notify?: boolean } = {},
): Change {
  const version = before.version + 1;
  const next = {
    ...before,
    version,
    write_id: `wr_${before.payment_id}_${version}${by}`,
    updated_at: before.updated_at + 1_000,
    ...fields,
  };
  return { next, audit: auditEntry(before, next, "change", CAUSE), event, notify };
}

/** Calls the storage's `claimCredit()` in guarded mode and with a lease of `LEASE`. */
export async function claimCredit(storage: Storage, change: Change): Promise<Claimed> {
  return await storage.claimCredit(change, LEASE, "guarded");
}

/** Inserts a sample payment and claims the credit of its topup. The claim has the fence 1. */
export async function claimSample(storage: Storage, name = "a"): Promise<Claimed> {
  const payment = await insertSample(storage, name);
  return await claimCredit(storage, changeOf(payment, { status: "crediting" }));
}

/** Inserts a sample payment, claims its credit and marks the claim as returned. */
export async function returnedSample(storage: Storage, name = "a"): Promise<Claimed> {
  const claim = await claimSample(storage, name);
  return await storage.returnCredit(changeOf(claim.payment, { unconfirmed_since: NOW }), 1);
}

/** Returns an undecided event without a payment; `fields` replaces single fields. */
export function sampleEvent(name: string, fields: Partial<PaymentEvent> = {}): PaymentEvent {
  return {
    event_id: `dodo:msg_${name}`,
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: '{"status":"succeeded"}',
    sync_status: "failed",
    sync_error: null,
    payment_id: null,
    attempts: 1,
    created_at: NOW,
    updated_at: NOW,
    ...fields,
  };
}

/** Returns the audit entry of an administrator who closes the event of `sampleEvent(name)`. */
export function sampleClose(name: string): AuditEntry {
  const event_id = `dodo:msg_${name}`;
  return {
    payment_id: event_id,
    version: 1,
    at: NOW,
    actor: "admin:ada:1",
    action: "close",
    from_status: "held",
    to_status: "dismissed",
    event_id,
    note: "It was a test.",
    changes: {},
  };
}
