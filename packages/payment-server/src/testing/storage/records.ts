import { auditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import type { Change, Claimed, PaymentEvent, Storage } from "../../core/storage.ts";
import { NOW } from "./case.ts";

export const LEASE = 60_000;
const CAUSE = { actor: "webhook", event_id: null, note: null } as const;

/** An open payment whose ids all carry `name`. */
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

/** Stores a sample with the first entry of its history. */
export async function insertSample(
  storage: Storage,
  name: string,
  fields: Partial<Payment> = {},
): Promise<Payment> {
  return await insert(storage, samplePayment(name, fields));
}

export async function insert(storage: Storage, payment: Payment): Promise<Payment> {
  return await storage.insertPayment(payment, auditEntry(null, payment, "reserve", CAUSE));
}

/** The next version of `before`. `by` tells two changes of one version apart. */
export function changeOf(
  before: Payment,
  fields: Partial<Payment>,
  { by = "", event = null }: { by?: string; event?: PaymentEvent | null } = {},
): Change {
  const version = before.version + 1;
  const next = {
    ...before,
    version,
    write_id: `wr_${before.payment_id}_${version}${by}`,
    updated_at: before.updated_at + 1_000,
    ...fields,
  };
  return { next, audit: auditEntry(before, next, "change", CAUSE), event };
}

/** A payment that holds its topup's credit with the fence 1. */
export async function claimSample(storage: Storage, name = "a"): Promise<Claimed> {
  return await storage.claimCredit(
    changeOf(await insertSample(storage, name), { status: "crediting" }),
    LEASE,
    "guarded",
  );
}

/** The same, whose call has returned. */
export async function returnedSample(storage: Storage, name = "a"): Promise<Claimed> {
  const claim = await claimSample(storage, name);
  return await storage.returnCredit(changeOf(claim.payment, { unconfirmed_since: NOW }), 1);
}

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
