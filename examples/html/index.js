// The ready-made button.
import { createTopup, showBalance } from "./shop.js";

const button = document.querySelector("dodo-topup-button");
button.createTopup = createTopup;
button.addEventListener("dodo-topup-applied", showBalance);
void showBalance();
