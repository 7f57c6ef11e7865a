import { openCheckout } from "../api/checkouts.ts";
import type { EmulatorContext } from "../context.ts";
import type { PaymentControls } from "../dodo-emulator.ts";

/**
 * Creates the controls of buyer, bank and merchant. If its action throws, `openSession()` throws
 * too. Every other control returns a promise, which then rejects.
 */
export function paymentControls(context: EmulatorContext): PaymentControls {
  const { actions, state } = context;
  return {
    openSession(order = {}) {
      const product_id = [...state.products.keys()][0] ?? "";
      const product_cart = [{ product_id, quantity: 1, amount: 5000 }];
      return openCheckout({ product_cart, ...order }, context).session_id;
    },
    pay: async (session_id, outcome) => actions.pay(session_id, outcome),
    finish: async (payment_id, result) => actions.finish(payment_id, result),
    refund: async (payment_id, options) => actions.refund(payment_id, options),
    finishRefund: async (refund_id, status) => actions.finishRefund(refund_id, status),
    dispute: async (payment_id, options) => actions.dispute(payment_id, options),
  };
}
