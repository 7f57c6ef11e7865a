// The questions about Dodo that only a real account can answer, with the possible answers.

/** A question that a run of this example answers. */
export interface Question {
  question: string;
  /** The answers that a run can find. */
  answers: readonly string[];
  /** The answer that the local Dodo gives by default. */
  emulated: string;
}

/**
 * The questions. An id that is also the name of an option of the local Dodo has the values of that
 * option as its answers.
 */
export const QUESTIONS = {
  idempotency_key: {
    question: "Does POST /checkouts return the first session again for the same Idempotency-Key?",
    answers: ["ignored", "honored"],
    emulated: "ignored",
  },
  amount_with_quantity: {
    question: "Is `amount` the price of one unit or of the whole line, if the quantity is 2?",
    answers: ["per_unit", "line"],
    emulated: "per_unit",
  },
  refusals: {
    question: "Are refused requests answered with the documented status and code?",
    answers: ["as emulated", "otherwise"],
    emulated: "as emulated",
  },
  read_only_status: {
    question: "What does a key without write access get for a write?",
    answers: ["401", "403"],
    emulated: "401",
  },
  settlement_net: {
    question: "Is the settlement in USD, net of its tax, exactly the price of the checkout?",
    answers: ["the price", "otherwise"],
    emulated: "the price",
  },
  line_item_amount: {
    question: "Does the `amount` of a line item include its tax?",
    answers: ["gross", "net"],
    emulated: "gross",
  },
  card_fields: {
    question: "Are the network and the type of a card in lower or in upper case?",
    answers: ["lower", "upper"],
    emulated: "lower",
  },
  invoice_without_key: {
    question: "Is an invoice a PDF that needs no key?",
    answers: ["pdf", "refused"],
    emulated: "pdf",
  },
  return_after_success: {
    question: "Which status does `return_url` get after a payment?",
    answers: ["succeeded", "another", "none"],
    emulated: "succeeded",
  },
  webhook_id_of_retry: {
    question: "Does the retry of a failed delivery have the same webhook-id?",
    answers: ["same", "new"],
    emulated: "same",
  },
  payments_per_session: {
    question: "Can a paid session be paid again?",
    answers: ["one", "many"],
    emulated: "one",
  },
  webhook_id_on_resend: {
    question: "Does a replay from the dashboard have the same webhook-id?",
    answers: ["same", "new"],
    emulated: "same",
  },
  refund_answer: {
    question: "Which status has a refund when it is created?",
    answers: ["succeeded", "pending", "review", "failed"],
    emulated: "succeeded",
  },
  status_after_decline: {
    question: "Which status has a declined payment while its page is open?",
    answers: ["requires_payment_method", "failed"],
    emulated: "requires_payment_method",
  },
  payment_id_after_decline: {
    question: "Does a second card in the same session belong to the same payment?",
    answers: ["same", "new"],
    emulated: "same",
  },
  return_after_decline: {
    question: "Which status does `return_url` get after a decline?",
    answers: ["failed", "another", "none"],
    emulated: "failed",
  },
  cancel_url_parameters: {
    question: "Does `cancel_url` get a status?",
    answers: ["none", "status"],
    emulated: "none",
  },
  unfinished_payments: {
    question: "Has a payment that is processing its tax and its invoice?",
    answers: ["complete", "sparse"],
    emulated: "complete",
  },
  return_of_bank_debit: {
    question: "Which status does `return_url` get for a bank debit?",
    answers: ["processing", "another", "none"],
    emulated: "processing",
  },
  dispute_events: {
    question: "Do the events of a dispute name the customer and the reason?",
    answers: ["full", "short"],
    emulated: "full",
  },
  dispute_amount: {
    question: "How is the amount of a dispute written?",
    answers: ["minor units, a string", "major units, a string", "a number"],
    emulated: "minor units, a string",
  },
  adaptive_currency_fees: {
    question: "Does the merchant receive the whole price of a payment in another currency?",
    answers: ["exclusive", "inclusive"],
    emulated: "exclusive",
  },
  wallet: {
    question: "Does a customer's wallet of 5 USD lower a checkout of 10 USD?",
    answers: ["unchanged", "lowered"],
    emulated: "not seen",
  },
} as const satisfies Record<string, Question>;

export type QuestionId = keyof typeof QUESTIONS;

/** The answer of a run that did not observe the behaviour. */
export const NOT_SEEN = "not seen";
