// Runs one host: `worker.ts <recipe> <where>`. It finishes each topup that it is sent, until it is
// killed.
import { sampleExtra } from "@x/payment-server/testing";
import { recipeOf } from "./recipes.ts";

const [, , recipe, where = ""] = process.argv;
const { host } = await recipeOf(recipe)(where);
process.on(
  "message",
  (topup_id) => void host.finishTopup(String(topup_id), sampleExtra(String(topup_id))),
);
process.send?.("ready");
