// Shows every state of the button in every language, light beside dark.
import { endpointOf, scripted, states } from "./script.js";
import { cdn, drawSheet, finishSheet, holdStates, LANGUAGES, make } from "./sheet.js";

holdStates(scripted);
// Each visit has its own topups, so that neither an earlier visit nor another tab changes a state.
const visit = crypto.randomUUID();
await import(`${cdn}dodo-topup-button.js`);

drawSheet(Object.keys(states), LANGUAGES, draw);
await Promise.all([...document.querySelectorAll("dodo-topup-button")].map(bring));
finishSheet();

function draw(name, language, look) {
  const { attributes, icon, label } = states[name];
  const button = make("dodo-topup-button", {
    endpoint: endpointOf(name),
    "topup-id": `tu_${language}_${look}_${visit}`,
    "checkout-hosts": location.host,
    ...attributes,
    "data-state": name,
  });
  if (icon) button.append(document.querySelector("#icon").content.cloneNode(true));
  if (label)
    button.append(
      make("span", { slot: "label" }, label[0], make("span", { class: "price" }, label[1])),
    );
  return button;
}

/** Performs the actions that lead a button to its state. */
async function bring(button) {
  const { pays, stays, checks } = states[button.dataset.state];
  button.addEventListener("dodo-topup-checkout", (event) => {
    if (stays) event.preventDefault();
    if (checks) queueMicrotask(() => void button.store.check());
  });
  await button.updateComplete;
  // This promise never settles in a state whose server does not answer, so it is not awaited.
  if (pays) void button.pay();
  // The client retries once before it reports that it is offline.
  await new Promise((resolve) => setTimeout(resolve, 800));
  await button.updateComplete;
}
