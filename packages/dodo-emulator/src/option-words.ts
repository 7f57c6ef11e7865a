/** The options whose values are a few words or numbers, with all of them. */
const words = {
  delivery: ["auto", "manual"],
  refund_answer: ["succeeded", "pending"],
  line_item_amount: ["gross", "net"],
  dispute_events: ["full", "short"],
  payment_id_after_decline: ["same", "new"],
  status_after_decline: ["requires_payment_method", "failed"],
  webhook_id_on_resend: ["same", "new"],
  payments_per_session: ["one", "many"],
  cancel_url_parameters: ["none", "status"],
  amount_with_quantity: ["per_unit", "line"],
  adaptive_currency_fees: ["exclusive", "inclusive"],
  unfinished_payments: ["complete", "sparse"],
  card_fields: ["lower", "upper"],
  read_only_status: [401, 403],
} as const;

type WordOptions = { [K in keyof typeof words]: (typeof words)[K][number] };

/** Throws a `TypeError` if an option with a few values has another one, as in plain JavaScript. */
export function checkWords(options: WordOptions): void {
  for (const [name, known] of Object.entries(words)) {
    const given: unknown = Reflect.get(options, name);
    if (!known.some((word) => word === given))
      throw new TypeError(`${name} must be ${known.join(" or ")}, got ${String(given)}`);
  }
}
