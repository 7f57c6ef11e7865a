/**
 * The texts of the button in one language. No text may claim more than the server has reported.
 */
export interface Words {
  /** The primary language subtag of BCP 47, such as `de`. */
  language: string;
  direction: "ltr" | "rtl";
  /** The default label of the button. */
  label: string;
  /** Shown while the checkout is being opened, and while the page is being left. */
  creating: string;
  /** Shown while the payment is polled. */
  confirming: string;
  /** Shown once the money has been added to the balance. */
  applied: string;
  /** Shown when the payment has failed, was canceled or has expired. */
  failed: string;
  /** Shown while a person reviews the payment. */
  held: string;
  /** Shown when a held payment was dismissed and so not credited. */
  dismissed: string;
  /** Shown when automatic polling has stopped. */
  slow: string;
  /** The label of the button when it checks the payment again instead of paying. */
  again: string;
  /** The word in front of the payment id, which a buyer gives to support as a reference. */
  reference: string;
  /** Shown when the server could not be reached. */
  network: string;
  /** Shown when a retry may help. */
  busy: string;
  /** Shown when the visitor has to sign in. */
  unauthorized: string;
  /** Shown for every other error: the visitor can do nothing about it. */
  refused: string;
  /** The heading above the choice of payment methods. */
  methods: string;
  /** The text of the badge in test mode. */
  test: string;
}
