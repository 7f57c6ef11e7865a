// What the sheets of states share: languages, looks, and a link to each cell.
//
// `?language=ar&look=dark` shows one language and one look. `#state=Held&look=dark` leads to a cell.
// Build the package, serve its folder on localhost, and open /states/. For a page on another host
// run `node states/build.ts`.

const LANGUAGES = ["en", "de", "es", "fr", "pt", "ja", "zh", "hi", "ar"];
const query = new URLSearchParams(location.search);

/** Where the built files are: beside the sources, or beside the static page. */
export const cdn = document.documentElement.dataset.cdn ?? "../dist/cdn/";

/** Timers of more than a second never fire, so that each state stays as it is. */
export function holdStates(answer) {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, ms, ...more) => (ms > 1_000 ? 0 : setTimeout(act, ms, ...more));
  globalThis.fetch = answer;
}

/** Draws the links to the languages, and a panel for each language and look. */
export function drawSheet(names, by_default, drawCell) {
  const chosen = query.getAll("language");
  const looks = ["Light", "Dark"].filter(
    (look) => !query.has("look") || query.get("look") === look.toLowerCase(),
  );
  const shown = chosen.length > 0 ? chosen : by_default;
  document
    .querySelector("nav")
    .append(
      ...(by_default.length > 1 ? [link("All", location.pathname, chosen.length === 0)] : []),
      ...LANGUAGES.map((language) =>
        link(
          nameOf(language),
          `?language=${language}`,
          shown.length === 1 && shown[0] === language,
        ),
      ),
    );
  const panel = (look, language) =>
    make(
      "div",
      { class: `panel ${look.toLowerCase()}` },
      make("h3", { lang: "en" }, look),
      ...names.map((name) => cell(name, look.toLowerCase(), drawCell(name, language, look))),
    );
  const section = (language) =>
    make(
      "section",
      { lang: language, dir: language === "ar" ? "rtl" : "ltr" },
      make("h2", {}, nameOf(language)),
      ...looks.map((look) => panel(look, language)),
    );
  document
    .querySelector("main")
    .append(...LANGUAGES.filter((language) => shown.includes(language)).map(section));
}

/** Marks the sheet as complete, for a script that takes pictures, and shows the cell of the link. */
export function finishSheet() {
  document.documentElement.dataset.ready = "";
  addEventListener("hashchange", showLinked);
  showLinked();
}

export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export { LANGUAGES };

function cell(name, look, ...content) {
  const href = `#${new URLSearchParams({ state: name, look })}`;
  const caption = make("figcaption", { lang: "en" }, make("a", { href }, name));
  return make("figure", { "data-cell": href }, caption, ...content);
}

function showLinked() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const href = `#${new URLSearchParams({ state: wanted.get("state"), look: wanted.get("look") ?? "light" })}`;
  for (const figure of document.querySelectorAll("figure")) {
    const is_linked = figure.dataset.cell === href;
    figure.toggleAttribute("data-linked", is_linked);
  }
  document.querySelector("[data-linked]")?.scrollIntoView({ block: "center" });
}

function link(text, href, current) {
  const a = make("a", { href }, text);
  if (current) a.setAttribute("aria-current", "page");
  return a;
}

function nameOf(language) {
  return new Intl.DisplayNames([language], { type: "language" }).of(language);
}
