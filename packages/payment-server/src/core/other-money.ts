import type { Payment } from "./payment.ts";
import { mayStillSucceed } from "./provider-status.ts";

/**
 * Returns the first `paid` payment in the list. If there is none and `any` is `true`, returns the
 * first `crediting` one, else the first `held` one, else the first that may still succeed
 * (`mayStillSucceed()`). Returns `null` if there is none of these.
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
