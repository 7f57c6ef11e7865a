import type { Words } from "./words.ts";

export const en: Words = {
  direction: "ltr",
  states: {
    unpaid: {
      title: "Nothing has been paid",
      text: "You left the checkout before paying. Your balance is unchanged.",
    },
    confirming: {
      title: "Confirming your payment",
      text: "This usually takes a few seconds. This page looks again by itself.",
    },
    slow: {
      title: "Confirming your payment",
      text: "This takes longer than usual. You can close this page: nothing is lost.",
    },
    bank: {
      title: "Your bank is working on it",
      text: "A bank payment takes up to 5 working days. Your credits are added when it arrives. You can close this page.",
    },
    crediting: {
      title: "Almost there",
      text: "Your payment has arrived and is being added to your balance.",
    },
    paid: { title: "Paid", text: "{credits} credits have been added to your balance." },
    failed: {
      title: "Not paid",
      text: "The payment did not go through, and your balance is unchanged. You can try again or pay another way.",
    },
    canceled: {
      title: "Canceled",
      text: "The payment was canceled, and your balance is unchanged. You can try again.",
    },
    expired: {
      title: "Expired",
      text: "The checkout expired without a payment. Your balance is unchanged, and you can try again.",
    },
    held: {
      title: "We are checking your payment",
      text: "Your payment has arrived. A person looks at it before it is added to your balance.",
    },
    dismissed: {
      title: "Not added to your balance",
      text: "This payment was not added. Please contact support and give this reference.",
    },
    not_found: {
      title: "There is no payment at this link",
      text: "The link may be cut off. If you have paid, your payment is safe: look at your balance in the shop.",
    },
  },
  do_not_pay: "Please do not pay again.",
  back: "Continue",
  back_to: "Back to {name}",
  retry: "Go back",
  retry_at: "Try again at {name}",
  check_now: "Check now",
  again: "Check again",
  just_paid: "Paid a moment ago?",
  questions: "Questions? Give this reference to support.",
  receipt: "Receipt",
  leaves: "You go back in {seconds} seconds.",
  stay: "Stay here",
  reference: "Reference",
  amount: "Amount",
  credits: "Credits",
  started: "Started",
  test: "Test mode: no real money",
};
