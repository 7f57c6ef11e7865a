// Shows every state of the packs, light above dark, at first in English.
import { addressesOf, scripted, states } from "./packs-script.js";
import { cdn, drawSheet, finishSheet, holdStates, make } from "./sheet.js";

holdStates(scripted);
// The browser remembers the open payment of a pack. Here each visit begins with none.
for (const storage of [localStorage, sessionStorage])
  for (const key of Object.keys(storage))
    if (key.startsWith("dodo-topup:")) storage.removeItem(key);
await import(`${cdn}dodo-topup-packs.js`);

drawSheet(Object.keys(states), ["en"], (name) =>
  make("dodo-topup-packs", {
    ...addressesOf(name),
    "checkout-hosts": location.host,
    "data-state": name,
  }),
);
// One after the other: in light and dark the same state has the same payment.
for (const packs of document.querySelectorAll("dodo-topup-packs")) await bring(packs);
await new Promise((resolve) => setTimeout(resolve, 800));
finishSheet();

/** Performs the actions that lead the packs to their state. */
async function bring(packs) {
  const { buys, types, stays } = states[packs.dataset.state];
  packs.addEventListener("dodo-topup-checkout", (event) => stays && event.preventDefault());
  await packs.updateComplete;
  if (buys) void (await find(packs, `#${buys}`)).pay();
  if (types) {
    const field = await find(packs, ".field input");
    field.value = types;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name));
  }
}

async function find(packs, selector) {
  const found = packs.shadowRoot.querySelector(selector);
  if (found) return found;
  await new Promise((resolve) => setTimeout(resolve, 20));
  return await find(packs, selector);
}
