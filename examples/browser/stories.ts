// The stories of the seeded payments: what happened to each of them, and when.
import type { Payment, PaymentEvent } from "@x/payment-server";
import { eventOf, money, paymentOf } from "./sample-payment.ts";

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

/** A story has a payment that is written, and the statuses that it goes through after `pending`. */
export interface Story {
  payment: Payment;
  steps: { at: number; action: string; change: Partial<Payment>; event?: PaymentEvent }[];
  topup_status: string;
}

/** Returns the stories of all payments. `now` is in Unix milliseconds. */
export function stories(now: number): Story[] {
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
  // Every fifth payment is not paid.
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

/** Two deliveries about one payment at Dodo that no payment here accounts for. */
export function unmatchedEvents(now: number): PaymentEvent[] {
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
