import type { DeskWords } from "./words.ts";

/**
 * The texts in English about causes: why a payment needs attention, what differs, why a payment
 * cannot be credited, and what went wrong.
 */
export const causes: Pick<DeskWords, "reasons" | "drifts" | "obstacles" | "problems"> = {
  reasons: {
    underpaid: {
      title: "Paid less than was owed",
      look: "the product's price at Dodo. It must be pay-what-you-want, or the topup's price.",
    },
    discounted: {
      title: "Paid with a discount",
      look: "the discounts at Dodo. Our checkouts allow no codes, so the discount is the product's own.",
    },
    currency: {
      title: "Paid in another currency",
      look: "the settlement currency at Dodo. It must be USD.",
    },
    unknown_amount: {
      title: "The amount is unknown",
      look: "the payment at Dodo: how much has arrived, net of tax?",
    },
    product: {
      title: "Paid for something else",
      look: "the lines of the payment at Dodo.",
    },
    refunded: {
      title: "Given back before it was added",
      look: "the refund at Dodo. If all of the money went back, dismiss is right.",
    },
    disputed: {
      title: "Disputed before it was added",
      look: "the dispute at Dodo, and wait for its end. Credit if you win it, dismiss if you do not.",
    },
    duplicate_payment: {
      title: "Paid twice for one topup",
      look: "the other payment of this topup. Give this one back at Dodo, then dismiss it.",
    },
    topup_changed: {
      title: "The topup has changed",
      look: "both values. Crediting asks you for the new ones.",
    },
    topup_not_paid: {
      title: "Credited, but the topup is not paid",
      look: "the balance. If it has the credits, set the topup to `paid`, then credit here, which closes the payment. If not, mend `finishTopup` first.",
    },
    session_mismatch: {
      title: "From another checkout",
      look: "who opened the checkout. Anyone can write our ids into a payment link.",
    },
    environment: {
      title: "From the other mode",
      look: "key and mode. This may be no real money.",
    },
    unmatched: {
      title: "Paid, but the topup is unknown",
      look: "whether another application uses the same Dodo account, or a backup was restored. Nothing here may credit it. If the money is yours, credit it by hand, once, or give it back.",
    },
    stuck: {
      title: "Paid, not on the balance",
      look: "the error of your `finishTopup` in the server's log. It is called again by itself, with growing pauses.",
    },
  },
  drifts: {
    no_row: {
      title: "Money that no row has recorded",
      look: "who opened this payment. Reconcile finds it if it is ours.",
    },
    not_settled: {
      title: "Paid at Dodo, still open here",
      look: "why no delivery arrives. Reconcile settles it now.",
    },
    not_closed: {
      title: "Paid, not on the balance",
      look: "the error of your `finishTopup` in the server's log.",
    },
    topup_not_paid: {
      title: "Paid here, but the topup is not",
      look: "the topup and its balance. `finishTopup` has returned without setting it to `paid`.",
    },
    unknown_payment: {
      title: "Dodo does not know this payment",
      look: "whether key or account were changed.",
    },
    not_succeeded: {
      title: "Credited, but not paid at Dodo",
      look: "the payment at Dodo. If the money never came, take the credits back.",
    },
    refunded: {
      title: "Given back, not recorded here",
      look: "whether the balance must be reversed. Reconcile records the refund.",
    },
    disputed: {
      title: "Disputed, not recorded here",
      look: "the dispute at Dodo. Reconcile records it.",
    },
    no_paid_payment: {
      title: "The topup is paid, no payment is",
      look: "who has set the topup to `paid`.",
    },
    net: {
      title: "Other amount at Dodo",
      look: "the payment at Dodo. What it was settled with has changed.",
    },
    refund: {
      title: "Other refund at Dodo",
      look: "the refunds at Dodo. Reconcile records them.",
    },
    topup: {
      title: "The topup was edited after it was paid",
      look: "the topup: its price or its credits are not those that were paid for.",
    },
  },
  obstacles: {
    duplicate:
      "This payment cannot be credited: another one has paid the topup. Give the money back at Dodo, then dismiss.",
    topup_gone: "This payment cannot be credited: the topup is gone.",
    topup_not_pending: "This payment cannot be credited: the topup says {status}.",
    topup_unknown:
      "Your application did not say what the topup is ({code}). Mend that first, then look again.",
  },
  problems: {
    unauthorized: {
      title: "You are not signed in.",
      fix: "Sign in as an administrator and look again.",
    },
    not_found: {
      title: "The server does not know you as an administrator.",
      fix: "Let `authenticate` return `admin: true` for you, and check that `endpoint` is the address of the payment routes.",
    },
    network: {
      title: "No answer from the server.",
      fix: "Check your connection and the server. From another origin, it must be in `allowed_origins`.",
    },
    configuration: {
      title: "The server is not set up right.",
      fix: "Do what it says, then look again.",
    },
    other: { title: "That did not work.", fix: "Look again in a moment." },
  },
};
