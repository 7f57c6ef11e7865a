/**
 * The texts of the button, of its badge and of the choice of methods. The button has room for the
 * widest of its labels, so its width is the same in every state.
 */
export interface ButtonWords {
  /** The primary language subtag of BCP 47, such as `de`. */
  language: string;
  direction: "ltr" | "rtl";
  /** The default label of the button. */
  label: string;
  /** The label of the button when it checks the payment again instead of paying. */
  again: string;
  /** The label of the button while a bank is processing the payment. */
  on_its_way: string;
  /** The label of the button while a person reviews the payment. */
  reviewing: string;
  /** The label of the button once the money has been added to the balance. */
  paid: string;
  /** The heading above the choice of payment methods. */
  methods: string;
  /** The text of the badge in test mode. */
  test: string;
}

/** The texts in English, which are also used for languages that are not registered. */
export const ENGLISH: ButtonWords = {
  language: "en",
  direction: "ltr",
  label: "Top up",
  again: "Check again",
  on_its_way: "On its way",
  reviewing: "Being checked",
  paid: "Paid",
  methods: "Pay with",
  test: "Test mode",
};
