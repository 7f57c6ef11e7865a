/** What the button says, in one language. No text claims more than the server's last word does. */
export interface Words {
  /** BCP 47. */
  language: string;
  direction: "ltr" | "rtl";
  label: string;
  /** The checkout is being opened. */
  creating: string;
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
  /** No answer from the server. This and the next but one are found by the code of an error. */
  network: string;
  /** The server cannot answer now. */
  busy: string;
  unauthorized: string;
  /** Anything else that the visitor cannot mend. */
  refused: string;
  /** Above the ways to pay, where there are several. */
  methods: string;
  test: string;
}
