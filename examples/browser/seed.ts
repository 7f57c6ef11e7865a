// Writes a thousand payments of the last 30 days straight into the storage, as requests would have
// left them.
import { DatabaseSync } from "node:sqlite";
import { createBooks } from "@x/example-shared/sqlite-books";
import type { AuditEntry, Payment, PaymentEvent, Storage } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

/** The number of payments in the seeded database, those that wait included. */
export const PAYMENTS = 1_000;

/** The held payments, the oldest first. The local Dodo does not know them. */
const HELD: readonly { payment_id: string; hold_reason: HoldReason; net_minor: number }[] = [
  { payment_id: "pmt_duplicate", hold_reason: "duplicate_payment", net_minor: 2_000 },
  { payment_id: "pmt_disputed", hold_reason: "disputed", net_minor: 2_000 },
];

type HoldReason = NonNullable<Payment["hold_reason"]>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ENDS: readonly Payment["status"][] = [
  "failed",
  "canceled",
  "expired",
  "pending",
  "dismissed",
];

/** One payment to write, with the statuses that it went through after `pending`. */
interface Story {
  payment: Payment;
  steps: { at: number; action: string; change: Partial<Payment>; event?: PaymentEvent }[];
  topup_status: string;
}

/** Writes the payments, their topups and their deliveries. `now` is in Unix milliseconds. */
export async function seedPayments(file: string, now: number): Promise<void> {
  const db = new DatabaseSync(file);
  // Nothing here has to outlive a power cut, and waiting for the disk would take most of the time.
  db.exec("PRAGMA synchronous = OFF");
  createBooks(db);
  const topup = db.prepare("INSERT OR IGNORE INTO topups VALUES (?, ?, ?, ?, ?, NULL)");
  const storage = sqliteStorage(db);
  await storage.migrate();
  for (const story of stories(now)) {
    const { topup_id, user_id, credits, amount_minor } = story.payment;
    topup.run(topup_id, user_id, credits, amount_minor, story.topup_status);
    await tell(storage, story);
  }
  for (const event of unmatchedEvents(now)) await storage.recordEvent(event, false);
  await storage.close();
  db.close();
}

function stories(now: number): Story[] {
  const waiting = [
    ...HELD.map((held, index) => heldStory(held, now - (9 - index) * HOUR)),
    stuckStory(now - 3 * HOUR),
  ];
  const usual = Array.from({ length: PAYMENTS - waiting.length }, (_, index) =>
    usualStory(index, now - 10 * HOUR - Math.floor((index * 29 * DAY) / PAYMENTS)),
  );
  return [...usual, ...waiting];
}

function usualStory(index: number, at: number): Story {
  const price = [500, 2_000, 5_000][index % 3] ?? 500;
  const payment = paymentOf(`pmt_${index}`, `tu_${index}`, `user-${index % 200}`, price, at);
  // One in five is not paid.
  if (index % 5 === 4) {
    const status = ENDS[((index / 5) % ENDS.length) | 0] ?? "failed";
    const steps =
      status === "pending" ? [] : [{ at: at + 60_000, action: status, change: { status } }];
    return { payment, steps, topup_status: "pending" };
  }
  const paid_at = at + 90_000;
  const took = index % 97 === 0 ? 20 * 60_000 : 300 + (index % 40) * 50;
  return {
    payment,
    steps: [
      { at: paid_at, action: "claim", change: { status: "crediting", ...money(payment, price) } },
      {
        at: paid_at + took,
        action: "close",
        change: { status: "paid", refunded_minor: index % 41 === 0 ? price : 0 },
        event: eventOf(payment, paid_at - 500, "applied", price),
      },
    ],
    topup_status: "paid",
  };
}

function heldStory(
  { payment_id, hold_reason, net_minor }: (typeof HELD)[number],
  at: number,
): Story {
  const name = payment_id.slice("pmt_".length);
  const payment = paymentOf(payment_id, `tu_${name}`, `user-${name}`, 2_000, at);
  return {
    payment,
    steps: [
      {
        at: at + 100_000,
        action: "hold",
        change: {
          status: "held",
          hold_reason,
          ...money(payment, net_minor),
          disputed: hold_reason === "disputed",
        },
        event: eventOf(payment, at + 99_000, "held", net_minor),
      },
    ],
    topup_status: hold_reason === "duplicate_payment" ? "paid" : "pending",
  };
}

function stuckStory(at: number): Story {
  const payment = paymentOf("pmt_stuck", "tu_stuck", "user-stuck", 5_000, at);
  const change = { status: "crediting" as const, ...money(payment, 5_000) };
  const event = eventOf(payment, at + 60_000, "failed", 5_000);
  return {
    payment,
    steps: [{ at: at + 60_000, action: "claim", change, event }],
    topup_status: "pending",
  };
}

/** Writes the payment as it was created, and then each step with its audit and its delivery. */
async function tell(storage: Storage, { payment, steps }: Story): Promise<void> {
  await storage.insertPayment(payment, entryOf(null, payment, "reserve", "create", null));
  let before = payment;
  let fence = 0;
  for (const { at, action, change, event = null } of steps) {
    const { payment_id, version } = before;
    const next: Payment = {
      ...before,
      ...change,
      version: version + 1,
      write_id: `${payment_id}_${version}`,
      updated_at: at,
    };
    const audit = entryOf(before, next, action, "webhook", event?.event_id ?? null);
    const write = { next, audit, event, notify: false };
    if (action === "claim")
      fence = (await storage.claimCredit(write, 1, "guarded")).credit?.fence ?? 0;
    else if (action === "close") await storage.closeCredit(write, fence);
    else await storage.changePayment(write);
    before = next;
  }
}

function entryOf(
  before: Payment | null,
  next: Payment,
  action: string,
  actor: AuditEntry["actor"],
  event_id: string | null,
): AuditEntry {
  const changed = Object.entries(next).filter(
    ([key, value]) => before === null || Reflect.get(before, key) !== value,
  );
  return {
    payment_id: next.payment_id,
    version: next.version,
    at: next.updated_at,
    actor,
    action,
    from_status: before?.status ?? null,
    to_status: next.status,
    event_id,
    note: null,
    changes: Object.fromEntries(changed),
  };
}

function money({ payment_id }: Payment, net_minor: number): Partial<Payment> {
  return {
    net_minor,
    provider_status: "succeeded",
    provider_payment_id: payment_id.replace("pmt", "pay"),
    next_check_at: null,
  };
}

function paymentOf(
  payment_id: string,
  topup_id: string,
  user_id: string,
  price: number,
  at: number,
): Payment {
  return {
    payment_id,
    provider: "dodo",
    environment: "test_mode",
    business_id: null,
    topup_id,
    user_id,
    credits: price === 2_000 ? 2_200 : price,
    amount_minor: price,
    currency: "USD",
    product_id: "pdt_topup",
    tax_inclusive: false,
    attempt: 1,
    provider_session_id: payment_id.replace("pmt", "cks"),
    provider_payment_id: null,
    provider_order_id: null,
    checkout_url: null,
    ref: `ref_${payment_id}`,
    return_to: null,
    expires_at: null,
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
    next_check_at: null,
    checked_at: null,
    answered_at: null,
    attempts: 0,
    version: 1,
    write_id: `${payment_id}_0`,
    created_at: at,
    updated_at: at,
  };
}

function eventOf(
  payment: Payment,
  at: number,
  sync_status: PaymentEvent["sync_status"],
  net_minor: number,
): PaymentEvent {
  const { payment_id, topup_id } = payment;
  const tax = Math.round(net_minor * 0.19);
  return {
    event_id: `dodo:msg_${payment_id}`,
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: JSON.stringify({
      type: "payment.succeeded",
      data: {
        payment_id: payment_id.replace("pmt", "pay"),
        status: "succeeded",
        currency: "USD",
        total_amount: net_minor + tax,
        tax,
        product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
        metadata: { payment_id, topup_id },
      },
    }),
    sync_status,
    sync_error: sync_status === "failed" ? "host_unavailable" : null,
    payment_id,
    attempts: sync_status === "failed" ? 14 : 1,
    created_at: at,
    updated_at: at,
  };
}

/** Two deliveries about one payment at Dodo that no payment here accounts for. */
function unmatchedEvents(now: number): PaymentEvent[] {
  return [1, 2].map((number) => ({
    ...eventOf(
      paymentOf("pmt_elsewhere", "tu_elsewhere", "nobody", 500, now),
      now - number * HOUR,
      "held",
      500,
    ),
    event_id: `dodo:msg_elsewhere_${number}`,
    sync_error: "unmatched",
    payment_id: null,
  }));
}
