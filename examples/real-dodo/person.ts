// Asks a person to do what the API cannot, in the browser and in the dashboard.
import type { Interface } from "node:readline/promises";

/** Everything that a person may be asked to do. */
export const SENTENCES = {
  pay: "open the page, pay with the card 4242 4242 4242 4242, 06/32, 123",
  open_again: "open the same page again; if it lets you, pay once more with 4242 4242 4242 4242",
  replay:
    "in the dashboard: Developer, Webhooks, your endpoint, the last payment.succeeded, Replay",
  decline: "open the page, pay with the card 4000 0000 0000 0002, and stay on the page",
  second_card: "in the page that is still open, pay with the card 4242 4242 4242 4242",
  decline_and_leave:
    "open the page, pay with 4000 0000 0000 0002, then leave by what the page offers",
  go_back: "open the page and press its Back link",
  bank_debit: "open the page, pay by bank account: routing 110000000, account 000000000009",
  disputed_debit:
    "open the page, pay by bank account: routing 110000000, account 000555555559, and wait for the dispute (some minutes)",
  other_currency:
    "turn Adaptive Currency on (Settings, Business), open the page, pay in its currency with 4242 4242 4242 4242",
  wallet: "open the page and pay with 4242 4242 4242 4242, the wallet if it offers one",
} as const;

/** One thing to do, and the page to do it on. */
export interface Errand {
  act: keyof typeof SENTENCES;
  checkout_url?: string;
}

/** Somebody who can click. */
export interface Person {
  /** Resolves once it is done, to `false` if the person has skipped it. */
  does(errand: Errand): Promise<boolean>;
  /** Shows a line. */
  reads(line: string): void;
}

/** The person at the terminal. */
export function personAt(terminal: Interface, print: (line: string) => void): Person {
  return {
    reads: print,
    async does({ act, checkout_url }) {
      print(`\n>>> ${SENTENCES[act]}`);
      if (checkout_url !== undefined) print(`    ${checkout_url}`);
      const typed = await terminal.question("    then press Enter, or type s to skip: ");
      return typed.trim().toLowerCase() !== "s";
    },
  };
}
