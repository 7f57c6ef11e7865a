import type { Payment as StoredPayment } from "dodopayments/resources/payments";
import type { DebitOutcome } from "../money/test-methods.ts";
import type { Account } from "./account.ts";
import { createBankDebits } from "./bank-debit.ts";
import { disputePayment, type DisputeOptions } from "./dispute.ts";
import { disputeEvent, paymentEvent, refundEvent, type WebhookEvent } from "./events.ts";
import { paySession, type PayOutcome } from "./pay.ts";
import { findPayment } from "./payment.ts";
import { finishPayment, type PaymentResult } from "./payment-result.ts";
import { settleDeclined } from "./declined.ts";
import type { Dispute, Payment, Refund } from "./records.ts";
import { finishRefund, refundPayment, type RefundOptions } from "./refund.ts";
import type { State } from "./state.ts";

/**
 * The actions of the buyer, the bank and the merchant. Each action changes the records, publishes
 * its webhook event, and returns a copy of the changed record. With the option `silent`, paying
 * publishes no event.
 */
export interface PaymentActions {
  pay(session_id: string, outcome?: PayOutcome): Payment;
  /**
   * Pays by bank debit. The payment ends after `bank_debit_ms`. If `debit` is `never`, it does not
   * end by itself.
   */
  payByDebit(session_id: string, outcome: PayOutcome, debit: DebitOutcome): Payment;
  /** Ends a payment that is processing. */
  finish(payment_id: string, result: "succeeded" | "failed" | "cancelled"): Payment;
  refund(payment_id: string, options?: RefundOptions): Refund;
  /** Ends a refund that is pending or in review. */
  finishRefund(refund_id: string, status: "succeeded" | "failed"): Refund;
  dispute(payment_id: string, options?: DisputeOptions): Dispute;
  /**
   * Ends the bank debits that are due by the clock, and the declined payments of expired sessions.
   */
  settleDue(): void;
  /** Removes the bank debits that are processing, and stops their timer. */
  clearDebits(): void;
  /** Saves the bank debits. Returns a function that restores them. */
  saveDebits(): () => void;
}

type Publish = (event: WebhookEvent) => void;

/** Creates the actions of an account. `publish` is called with each event that an action causes. */
export function createPaymentActions(account: Account, publish: Publish): PaymentActions {
  const { state, settings } = account;
  const debits = createBankDebits(settings, settleDebit);

  function pay(session_id: string, outcome: PayOutcome = {}): Payment {
    const payment = paySession(account, session_id, outcome);
    const { result = "succeeded", silent = false } = outcome;
    if (result === "succeeded") countCodes(state, payment);
    if (!silent) publish(paymentEvent(account, payment, result));
    return structuredClone(payment);
  }

  function payByDebit(session_id: string, outcome: PayOutcome, debit: DebitOutcome): Payment {
    const ach = { result: "processing", payment_method_type: "ach" } as const;
    const payment = pay(session_id, { ...outcome, ...ach });
    if (debit !== "never") debits.add(payment.payment_id, debit);
    return payment;
  }

  function finish(payment_id: string, result: PaymentResult): Payment {
    const payment = finishPayment(account, payment_id, result);
    debits.forget(payment_id);
    if (result === "succeeded") countCodes(state, payment);
    publish(paymentEvent(account, payment, result));
    return structuredClone(payment);
  }

  function dispute(payment_id: string, options: DisputeOptions = {}): Dispute {
    const payment = findPayment(state, payment_id);
    const changed = disputePayment(state, payment, options, settings.clock.now());
    publish(disputeEvent(account, options.type ?? "dispute.opened", changed, payment));
    return structuredClone(changed);
  }

  function settleDebit(payment_id: string, debit: DebitOutcome): void {
    // A test may have ended or replaced the payment through the emulator's controls. The bank debit
    // then changes nothing.
    if (state.payments.get(payment_id)?.status !== "processing") return;
    finish(payment_id, debit === "failed" ? "failed" : "succeeded");
    if (debit === "disputed") dispute(payment_id);
  }

  return {
    pay,
    payByDebit,
    finish,
    dispute,
    ...createRefundActions(account, publish),
    settleDue() {
      debits.settle();
      settleDeclined(account);
    },
    clearDebits: debits.clear,
    saveDebits: debits.save,
  };
}

/** Creates the actions that begin and end refunds. */
function createRefundActions(
  account: Account,
  publish: Publish,
): Pick<PaymentActions, "refund" | "finishRefund"> {
  const { state, settings } = account;
  return {
    refund(payment_id, options = {}) {
      const payment = findPayment(state, payment_id);
      const refund = refundPayment(state, payment, options, settings.clock.now());
      return publishRefund(account, refund, publish);
    },
    finishRefund(refund_id, status) {
      const refund = finishRefund(state, refund_id, status, settings.clock.now());
      return publishRefund(account, refund, publish);
    },
  };
}

function publishRefund(account: Account, refund: Refund, publish: Publish): Refund {
  const event = refundEvent(account, refund);
  if (event !== null) publish(event);
  return structuredClone(refund);
}

/** Adds one to the use count of each discount code of a payment that has succeeded. */
function countCodes(state: State, payment: StoredPayment): void {
  for (const { code } of payment.discounts ?? []) {
    const discount = state.discounts.get(code.toUpperCase());
    if (discount !== undefined) discount.times_used += 1;
  }
}
