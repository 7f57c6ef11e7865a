import type { HoldReason } from "../core/payment.ts";
import type { Explanation } from "./explanation.ts";

/**
 * Explains every reason for which a payment is held. A reason without an entry does not compile.
 */
export const HOLD_REASONS: Readonly<Record<HoldReason, Explanation>> = {
  underpaid: {
    sentence: "Less has arrived, net of tax, than the topup costs.",
    cause:
      "A discount on the product, a product whose minimum or price was changed, or a merchant who bears the conversion fee. Compare `net_minor` with `amount_minor`, and check the product in Dodo's dashboard.",
    fix: "`credit` gives the whole topup for what was paid. `dismiss` gives nothing, so refund the buyer.",
  },
  discounted: {
    sentence: "Less has arrived than the topup costs, and the payment names a discount.",
    cause:
      "Checkouts of this service turn discount codes off, so the discount is the product's own, or somebody with the API key added it.",
    fix: "Remove the discount. Then decide as for `underpaid`: `credit` gives the whole topup for what was paid; `dismiss` gives nothing, so refund the buyer.",
  },
  currency: {
    sentence: "The payment was neither made nor settled in USD, so its worth in USD is not known.",
    cause: "The Dodo account settles in another currency. Check its settlement currency.",
    fix: "`credit` is right if the amount at Dodo is worth the topup: what goes back of it later counts as a share of the topup's price. Otherwise refund the buyer and `dismiss`.",
  },
  unknown_amount: {
    sentence: "It is not known how much has arrived.",
    cause:
      "An amount is missing, negative or not a whole number, or the settlement does not say how much of it is tax although tax was paid. Dodo was queried again before the payment was held.",
    fix: "Compare what Dodo's dashboard shows as settled, less its tax, with `amount_minor`. `credit` if it is enough; otherwise refund the buyer and `dismiss`.",
  },
  product: {
    sentence:
      "What was paid for is not one piece of the product that the checkout was opened for, or the payment belongs to a subscription.",
    cause: "Somebody has used the session or the metadata of this service for something else.",
    fix: "`credit` only if you know what was sold. Otherwise refund the buyer and `dismiss`.",
  },
  refunded: {
    sentence: "The money was refunded, or is being refunded, before it was credited.",
    cause:
      "Somebody with access to the Dodo account has refunded the payment, all of it or a part.",
    fix: "`dismiss` if everything was refunded. If only a part was, `credit` adds the credits of the whole topup, and the notice `refunded` that comes with the credit says how many of them were sold for that part, so that a host that takes credits back leaves the rest.",
  },
  disputed: {
    sentence:
      "The buyer's bank disputes the payment, or has disputed it and the dispute was lost, accepted or has expired.",
    cause:
      "The buyer has complained to the bank. Only a dispute that was won or withdrawn is harmless. A payment that is already `paid` when a dispute comes stays paid: its `disputed` and `refunded_minor` say what happened, and reversing the balance is up to you.",
    fix: "Wait until the dispute ends: `credit` if you win, `dismiss` if you do not. If a dispute that was lost is credited all the same, a notice says with the credit that its credits are to be taken back.",
  },
  session_mismatch: {
    sentence:
      "The payment names one of our payments in its metadata and comes from another session than the one that we opened.",
    cause:
      "Anyone can write metadata into the address of a static payment link, so the metadata prove nothing. The payment has a row of its own, beside the buyer's. Check who paid, and on which page.",
    fix: "Refund it and `dismiss`, or `credit` it if the topup is still pending and you know that the money is meant for it.",
  },
  environment: {
    sentence:
      "The payment belongs to another mode (test or live) or another business of Dodo's than its row.",
    cause:
      "Test money has reached a live shop, or the API key was changed for that of another business.",
    fix: "`dismiss` it.",
  },
  duplicate_payment: {
    sentence:
      "Another payment has credited the topup, or the host was called for another payment and the result is not known yet.",
    cause: "The buyer has paid twice.",
    fix: "Refund one of the two at Dodo and `dismiss` this one. It can only be credited once the other payment was dismissed and the topup is still pending.",
  },
  topup_changed: {
    sentence:
      "The topup is gone, is not pending, or its price, credits or owner were edited since the checkout was opened.",
    cause:
      "Your application has edited, paid or deleted the topup. Check the topup and its history.",
    fix: "If it was paid by other means, refund and `dismiss`. If the edit was meant, `credit` and name the `topup` as it is now.",
  },
  topup_not_paid: {
    sentence: "`finishTopup()` was called, and for 15 minutes the topup has not said `paid`.",
    cause:
      "`finishTopup()` does nothing, catches its own error, does not await its queries, or writes another status than `paid`. Or its process stopped within the call, and the next process runs in transactional mode, which does not call it a second time. The payment was `crediting` meanwhile, and `finishTopup()` was not called again, because it may have added the credits without saying so. In transactional mode our mark is committed with what the host did, so such a payment is `paid`, and `check()` lists it as `topup_not_paid` until the topup says so.",
    fix: "Check the balance first. If it has the credits, set the topup to `paid`, let `readTopup()` return `paid` from now on, and release with `credit`, which calls nobody and closes the payment; what was refunded meanwhile is then reported to `notify()`. If it does not have them, correct `finishTopup()`, then release with `credit`, which calls it once more. `dismiss` gives the payment up; another payment of the topup may then be credited. A payment of transactional mode that is `paid` is not credited again by a release: correct `finishTopup()`, and add the missing credits by hand, once.",
  },
};
