import type { DiscountDetail } from "dodopayments/resources/discounts";
import type { Payment } from "dodopayments/resources/payments";
import { newId } from "./ids.ts";

/** The entry of `payment.discounts` for a flat code the buyer typed. */
export function discountDetail(amount: number, payment: Payment): DiscountDetail {
  return {
    amount,
    business_id: payment.business_id,
    code: "EMULATED",
    created_at: payment.created_at,
    discount_id: newId("dsc"),
    metadata: {},
    position: 0,
    preserve_on_plan_change: false,
    restricted_to: [],
    times_used: 1,
    type: "flat",
    cycles_remaining: null,
    expires_at: null,
    name: null,
    subscription_cycles: null,
    usage_limit: null,
  };
}
