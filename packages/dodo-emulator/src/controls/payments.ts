import type { EmulatorContext } from "../context.ts";
import type { PaymentControls } from "../dodo-emulator.ts";

/** Creates the controls of buyer, bank and merchant. They reject if an action throws. */
export function paymentControls({ actions }: EmulatorContext): PaymentControls {
  return {
    pay: async (session_id, outcome) => actions.pay(session_id, outcome),
    finish: async (payment_id, result) => actions.finish(payment_id, result),
    refund: async (payment_id, options) => actions.refund(payment_id, options),
    finishRefund: async (refund_id, status) => actions.finishRefund(refund_id, status),
    dispute: async (payment_id, options) => actions.dispute(payment_id, options),
  };
}
