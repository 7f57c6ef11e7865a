import type { ButtonWords } from "../button-words.ts";

/**
 * The texts of the button, and of the line below it, in one language. No text may claim more than
 * the server has reported.
 */
export interface Words extends ButtonWords {
  /** Shown while the checkout is being opened. */
  creating: string;
  /** Shown while the page is being left. */
  redirecting: string;
  /** Shown while the payment is being checked. */
  confirming: string;
  /** Shown while a bank is processing the payment, which may take days. */
  bank: string;
  /**
   * Shown once the money has been added to the balance, if the number of credits is unknown or 0.
   */
  applied: string;
  /** Shown once the money has been added to the balance. `{}` is replaced by the credits. */
  credited: string;
  /** Shown when the payment has failed or its checkout has expired. */
  failed: string;
  /** Shown when the checkout was canceled or is still unpaid. */
  canceled: string;
  /** Shown while a person reviews the payment. */
  held: string;
  /** Shown when an administrator has dismissed the payment. */
  dismissed: string;
  /** Shown when the payment is no longer polled automatically. */
  slow: string;
  /** The word in front of the payment id, which a buyer gives to support as a reference. */
  reference: string;
  /** Shown when the server could not be reached and no payment is known. */
  network: string;
  /** Shown when the server could not be reached and a payment is known. */
  offline: string;
  /** Shown when a retry may help. */
  busy: string;
  /** Shown when the visitor has to sign in. */
  unauthorized: string;
  /** Shown for every other error. */
  refused: string;
}

/** The names of the texts in `Words`. The two other fields of `Words` describe the language. */
export type Sentence = Exclude<keyof Words, "language" | "direction">;
