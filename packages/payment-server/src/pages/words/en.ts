import type { Words } from "./words.ts";

export const en: Words = {
  direction: "ltr",
  states: {
    pending: {
      title: "On its way",
      text: "We have not received your payment yet. This page looks again by itself. If you have not paid, you can close it.",
    },
    crediting: {
      title: "Almost there",
      text: "Your payment has arrived and is being added to your balance. This page looks again by itself.",
    },
    paid: { title: "Paid", text: "Your payment has arrived and your balance has been topped up." },
    failed: {
      title: "Not paid",
      text: "The payment did not go through. You can go back and try again.",
    },
    canceled: {
      title: "Canceled",
      text: "The payment was canceled. You can go back and try again.",
    },
    expired: {
      title: "Expired",
      text: "The checkout expired without a payment. You can go back and open a new one.",
    },
    held: {
      title: "Being looked at",
      text: "Your payment has arrived and a person is looking at it. Please do not pay again.",
    },
    dismissed: {
      title: "Not added",
      text: "This payment was not added to your balance. Please contact support and give the reference below.",
    },
    not_found: {
      title: "Not found",
      text: "There is no payment at this address. Please check the link.",
    },
  },
  back: "Continue",
  retry: "Go back",
  again: "Check again",
  reference: "Reference",
  amount: "Amount",
  credits: "Credits",
  test: "Test mode: no real money",
};
