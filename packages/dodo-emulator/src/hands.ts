import type { Payment as StoredPayment } from "dodopayments/resources/payments";
import { createBankDebits, type DebitOutcome } from "./bank-debit.ts";
import { timestampOf } from "./clock.ts";
import { disputeDetails, disputePayment, type DisputeOptions } from "./dispute.ts";
import type { Settings } from "./options.ts";
import { finishPayment, findPayment, paySession, type PayOutcome } from "./pay.ts";
import type { PaymentResult } from "./payment.ts";
import type { Dispute, Payment, Refund } from "./records.ts";
import { finishRefund, refundPayment, type RefundOptions } from "./refund.ts";
import type { State } from "./state.ts";
import type { DeliveryQueue } from "./webhooks/queue.ts";

/** What buyer, bank and merchant do: each changes the records and queues the event. */
export interface Hands {
  pay(session_id: string, outcome?: PayOutcome): Payment;
  /** Pays by bank debit: processing now, and after a while by the clock what the account says. */
  payByDebit(session_id: string, outcome: PayOutcome, debit: DebitOutcome): Payment;
  finish(payment_id: string, result: "succeeded" | "failed" | "cancelled"): Payment;
  refund(payment_id: string, options?: RefundOptions): Refund;
  finishRefund(refund_id: string, status: "succeeded" | "failed"): Refund;
  dispute(payment_id: string, options?: DisputeOptions): Dispute;
  /** Ends bank debits that are due. */
  settleDebits(): void;
  /** Sets the timer for the next bank debit, in `auto`. */
  arm(): void;
  /** Forgets bank debits on their way. */
  clear(): void;
}

/** Binds the hands to an account and its queue. */
export function createHands(
  state: State,
  settings: Settings,
  queue: DeliveryQueue,
  origin: () => string,
): Hands {
  const { clock } = settings;
  const debits = createBankDebits(settings, settleDebit);

  function announce(
    type: string,
    payload_type: string,
    payment_id: string,
    latest: () => object,
  ): void {
    queue.add({
      type,
      timestamp: timestampOf(clock.now()),
      payment_id,
      data: () => ({ payload_type, ...latest() }),
    });
  }

  function announcePayment(payment: StoredPayment, result: PaymentResult): void {
    const { payment_id } = payment;
    if (result === "succeeded") countCodes(state, payment);
    announce(
      `payment.${result}`,
      "Payment",
      payment_id,
      () => state.payments.get(payment_id) ?? payment,
    );
  }

  function pay(session_id: string, outcome: PayOutcome = {}): Payment {
    const payment = paySession(state, settings, origin(), session_id, outcome);
    if (outcome.silent !== true) announcePayment(payment, outcome.result ?? "succeeded");
    return structuredClone(payment);
  }

  function finish(payment_id: string, result: "succeeded" | "failed" | "cancelled"): Payment {
    const payment = finishPayment(state, settings, origin(), payment_id, result);
    debits.forget(payment_id);
    announcePayment(payment, result);
    return structuredClone(payment);
  }

  function announceRefund(refund: Refund): Refund {
    const { refund_id, payment_id, status } = refund;
    if (status === "succeeded" || status === "failed")
      announce(
        `refund.${status}`,
        "Refund",
        payment_id,
        () => state.refunds.get(refund_id) ?? refund,
      );
    return structuredClone(refund);
  }

  function dispute(payment_id: string, options: DisputeOptions = {}): Dispute {
    const payment = findPayment(state, payment_id);
    const opened = disputePayment(state, payment, options, clock.now());
    announce(options.type ?? "dispute.opened", "Dispute", payment_id, () => {
      const latest = state.disputes.get(opened.dispute_id) ?? opened;
      return settings.dispute_events === "full" ? disputeDetails(latest, payment) : latest;
    });
    return structuredClone(opened);
  }

  function settleDebit(payment_id: string, debit: DebitOutcome): void {
    // Finished by hand, forgotten or replaced meanwhile.
    if (state.payments.get(payment_id)?.status !== "processing") return;
    finish(payment_id, debit === "failed" ? "failed" : "succeeded");
    if (debit === "disputed") dispute(payment_id);
  }

  return {
    pay,
    payByDebit(session_id, outcome, debit) {
      const payment = pay(session_id, {
        ...outcome,
        result: "processing",
        payment_method_type: "ach",
      });
      if (debit !== "never") debits.add(payment.payment_id, debit);
      return payment;
    },
    finish,
    refund: (payment_id, options = {}) =>
      announceRefund(refundPayment(state, findPayment(state, payment_id), options, clock.now())),
    finishRefund: (refund_id, status) =>
      announceRefund(finishRefund(state, refund_id, status, clock.now())),
    dispute,
    settleDebits: debits.settle,
    arm: debits.arm,
    clear: debits.clear,
  };
}

/** A code is used up by a payment that succeeded. */
function countCodes(state: State, payment: StoredPayment): void {
  for (const { code } of payment.discounts ?? []) {
    const discount = state.discounts.get(code.toUpperCase());
    if (discount !== undefined) discount.times_used += 1;
  }
}
