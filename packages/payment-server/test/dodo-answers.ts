/**
 * The options of the local Dodo that stand for a question which only a real account can answer, and
 * the answers that the tests run under.
 */
import type { DodoEmulatorOptions } from "@x/dodo-emulator";

/** One way in which Dodo may behave, as options of the local Dodo. */
export type DodoAnswer = Pick<
  DodoEmulatorOptions,
  | "adaptive_currency_fees"
  | "amount_with_quantity"
  | "cancel_url_parameters"
  | "card_fields"
  | "dispute_events"
  | "line_item_amount"
  | "payment_id_after_decline"
  | "payments_per_session"
  | "read_only_status"
  | "refund_answer"
  | "status_after_decline"
  | "unfinished_payments"
  | "webhook_id_on_resend"
>;

/**
 * A decline ends its payment, and the next card makes another one. A world has this answer where a
 * test names no other; `scenarios/waiting-for-a-card.test.ts` shows the other one.
 */
export const DECLINE_ENDS_PAYMENT: DodoAnswer = {
  payment_id_after_decline: "new",
  status_after_decline: "failed",
};

/**
 * The other answer to each question, by the text that the variable `TEST_DODO` names it by. The
 * tests run under the first answers by themselves.
 */
export const OTHER_ANSWERS: ReadonlyMap<string, DodoAnswer> = new Map(
  (
    [
      { adaptive_currency_fees: "inclusive" },
      { amount_with_quantity: "line" },
      { cancel_url_parameters: "status" },
      { card_fields: "upper" },
      { dispute_events: "short" },
      { line_item_amount: "net" },
      { payment_id_after_decline: "same" },
      { payment_id_after_decline: "same", status_after_decline: "requires_payment_method" },
      { payments_per_session: "many" },
      { read_only_status: 403 },
      { refund_answer: "pending" },
      { unfinished_payments: "sparse" },
      { webhook_id_on_resend: "new" },
    ] as const satisfies DodoAnswer[]
  ).map((answer) => [nameOf(answer), answer]),
);

/**
 * Returns the answer of the variable `TEST_DODO`, such as `payments_per_session=many`, for worlds
 * that name no other. Throws if it is none of `OTHER_ANSWERS`.
 */
export function chosenAnswer(name: string | undefined = process.env["TEST_DODO"]): DodoAnswer {
  if (name === undefined) return {};
  const answer = OTHER_ANSWERS.get(name);
  if (answer === undefined)
    throw new Error(`TEST_DODO is ${name}; there are ${[...OTHER_ANSWERS.keys()].join("; ")}`);
  return answer;
}

function nameOf(answer: DodoAnswer): string {
  return Object.entries(answer)
    .map(([option, value]) => `${option}=${value}`)
    .join(",");
}
