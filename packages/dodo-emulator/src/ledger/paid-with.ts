import type { Failure } from "../money/failures.ts";

/** The method of a payment, and its error if it failed. Defaults are those of Dodo's samples. */
export interface PaidWith {
  error?: Failure | undefined;
  card_last_four?: string | undefined;
  payment_method_type?: "credit" | "debit" | "ach" | undefined;
}
