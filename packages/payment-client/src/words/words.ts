/** What the button says, in one language. No text claims more than the server's last word does. */
export interface Words {
  /** BCP 47. */
  language: string;
  direction: "ltr" | "rtl";
  label: string;
  /** The checkout is being opened. */
  opening: string;
  /** The server is being asked. */
  confirming: string;
  applied: string;
  /** Failed, canceled or expired. */
  failed: string;
  held: string;
  dismissed: string;
  /** It takes longer than anybody waits. */
  slow: string;
  /** The button's label where a look is offered instead of a payment. */
  again: string;
  reference: string;
  /** No answer from the server. */
  offline: string;
  /** The server cannot answer now. */
  busy: string;
  sign_in: string;
  /** Anything else that the visitor cannot mend. */
  unavailable: string;
  /** Above the ways to pay, where there are several. */
  methods: string;
  test: string;
}
