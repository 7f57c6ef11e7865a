// Lays out every state in every language, light beside dark; `?language=ar` shows one language
// alone.
// Build the package, serve its folder on localhost (a checkout on this machine is left for only
// from there), open /states/.
import { endpointOf, scripted, states } from "./script.js";

// Time stands still, so that each state stays as it is: what would happen later than in a second
// never does.
const { setTimeout } = globalThis;
globalThis.setTimeout = (act, ms, ...more) => (ms > 1_000 ? 0 : setTimeout(act, ms, ...more));
globalThis.fetch = scripted;
// Nothing is remembered of the sheet's last time, nor heard from another tab that shows it.
const visit = crypto.randomUUID();
await import("../dist/cdn/dodo-topup-button.js");

const LANGUAGES = ["en", "de", "es", "fr", "pt", "ja", "zh", "hi", "ar"];
const asked = new URLSearchParams(location.search).getAll("language");
const shown = LANGUAGES.filter((language) => asked.length === 0 || asked.includes(language));

document
  .querySelector("nav")
  .append(
    link("All", "./", asked.length === 0),
    ...LANGUAGES.map((language) =>
      link(nameOf(language), `?language=${language}`, asked.includes(language)),
    ),
  );
document.querySelector("main").append(...shown.map(section));
await Promise.all([...document.querySelectorAll("dodo-topup-button")].map(bring));
// For whoever waits for it: everything is as it says.
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

/** Brings a button into its state. */
async function bring(button) {
  const { pays, stays, checks } = states[button.dataset.state];
  button.addEventListener("dodo-topup-checkout", (event) => {
    if (stays) event.preventDefault();
    if (checks) queueMicrotask(() => void button.store.check());
  });
  await button.updateComplete;
  // Does not end where an answer never comes.
  if (pays) void button.pay();
  // A client tries twice before it says that it is offline.
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
