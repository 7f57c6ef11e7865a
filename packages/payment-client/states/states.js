// Shows every state in every language, light beside dark; `?language=ar` shows one language alone.
// Build the package, serve its folder on localhost, and open /states/. On another host the button
// would refuse the checkout, which is on this page.
import { endpointOf, scripted, states } from "./script.js";

// Timers of more than a second never fire, so that each state stays as it is.
const { setTimeout } = globalThis;
globalThis.setTimeout = (act, ms, ...more) => (ms > 1_000 ? 0 : setTimeout(act, ms, ...more));
globalThis.fetch = scripted;
// Each visit has its own topups, so that neither an earlier visit nor another tab changes a state.
const visit = crypto.randomUUID();
await import("../dist/cdn/dodo-topup-button.js");

const LANGUAGES = ["en", "de", "es", "fr", "pt", "ja", "zh", "hi", "ar"];
const chosen = new URLSearchParams(location.search).getAll("language");
const shown = LANGUAGES.filter((language) => chosen.length === 0 || chosen.includes(language));

document
  .querySelector("nav")
  .append(
    link("All", "./", chosen.length === 0),
    ...LANGUAGES.map((language) =>
      link(nameOf(language), `?language=${language}`, chosen.includes(language)),
    ),
  );
document.querySelector("main").append(...shown.map(section));
await Promise.all([...document.querySelectorAll("dodo-topup-button")].map(bring));
// A script that takes pictures waits for this mark.
document.documentElement.dataset.ready = "";

function link(text, href, current) {
  const a = make("a", { href }, text);
  if (current) a.setAttribute("aria-current", "page");
  return a;
}

function section(language) {
  const dir = language === "ar" ? "rtl" : "ltr";
  return make(
    "section",
    { lang: language, dir },
    make("h2", {}, nameOf(language)),
    panel("Light", language),
    panel("Dark", language),
  );
}

function panel(scheme, language) {
  return make(
    "div",
    { class: `panel ${scheme.toLowerCase()}` },
    make("h3", { lang: "en" }, scheme),
    ...Object.keys(states).map((name) => figure(name, language, scheme)),
  );
}

function figure(name, language, scheme) {
  const { attributes, icon, label } = states[name];
  const button = make("dodo-topup-button", {
    endpoint: endpointOf(name),
    "topup-id": `tu_${language}_${scheme}_${visit}`,
    ...attributes,
    "data-state": name,
  });
  if (icon) button.append(document.querySelector("#icon").content.cloneNode(true));
  if (label)
    button.append(
      make("span", { slot: "label" }, label[0], make("span", { class: "price" }, label[1])),
    );
  return make("figure", {}, make("figcaption", { lang: "en" }, name), button);
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

function nameOf(language) {
  return new Intl.DisplayNames([language], { type: "language" }).of(language);
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
