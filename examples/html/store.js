// A custom button on the store.
import { createTopupStore } from "./payment-client.js";
import { createTopup, showBalance } from "./shop.js";

const SENTENCES = {
  creating: "Opening the checkout…",
  redirecting: "Opening the checkout…",
  confirming: "Checking your payment…",
  applied: "Paid. Your balance has been topped up.",
  failed: "Not paid. You can try again.",
  canceled: "Not paid. You can try again.",
  held: "Your payment is being looked at. Please do not pay again.",
  error: "That did not work. Please try again in a moment.",
};
const WORKING = new Set(["creating", "redirecting", "confirming"]);
const button = document.querySelector("#buy");
const store = createTopupStore({ id: "pack-small", createTopup });

store.$topup.subscribe(({ phase, slow }) => {
  button.ariaDisabled = phase === "held" || (WORKING.has(phase) && !slow);
  button.textContent = slow ? "Check again" : "Buy for $5.00";
  document.querySelector("#said").textContent = slow
    ? "This takes longer than usual. You can close this page."
    : (SENTENCES[phase] ?? "");
  if (phase === "applied") void showBalance();
});
button.addEventListener("click", () => store.pay());
store.connect();
void showBalance();
