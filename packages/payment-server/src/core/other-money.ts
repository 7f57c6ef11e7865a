import type { Payment } from "./payment.ts";
import { mayStillSucceed } from "./provider-status.ts";

/**
 * Returns the payment whose money decides about the topup. This is a paid one or else, if `any` is
 * set, one that is crediting, that is held, or that may still succeed, in this order. Returns
 * `null` if there is none.
 */
export function otherMoney(payments: readonly Payment[], any: boolean): Payment | null {
  const tests = [
    ({ status }: Payment): boolean => status === "paid",
    ...(any
      ? [
          ({ status }: Payment): boolean => status === "crediting",
          ({ status }: Payment): boolean => status === "held",
          mayStillSucceed,
        ]
      : []),
  ];
  for (const test of tests) {
    const found = payments.find(test);
    if (found !== undefined) return found;
  }
  return null;
}
