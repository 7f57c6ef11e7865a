/** The options of the result pages, and the functions that load and draw the pages. */
import { describeValue } from "../core/describe-value.ts";
import { PaymentError } from "../errors.ts";
import type { RenderHostResult, RenderResult } from "../http/call.ts";
import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import { LANGUAGES } from "../languages.ts";
import type { ResultView } from "./view.ts";
import { RESULT_STATES, type Words } from "./words/words.ts";

/** The appearance and the texts of the result pages. */
export interface ResultPageOptions {
  /** The name of the shop, shown at the top of the card and on the link back. */
  name?: string | undefined;
  /**
   * The colour of the main button, the links and the icon of a waiting payment, as `#rrggbb`. Text
   * on the button is black or white, whichever has the higher contrast. The links, the icon and, in
   * the dark scheme, the button get a lighter or darker shade if their contrast is too low.
   */
  accent?: string | undefined;
  /** The https address of an image, shown beside the name. */
  logo?: string | undefined;
  /**
   * Texts that replace the built-in ones: by language, such as `en`, then by state. In the states
   * in which the buyer must not pay again, a sentence that says so follows the text.
   */
  texts?: Readonly<Record<string, Partial<Words["states"]>>> | undefined;
  /**
   * Draws the whole page in place of the built-in one. Of the request, the view contains only
   * checked values. If the function fails, returns no `Response` or takes longer than 4 s, the
   * built-in page is shown.
   */
  render?: ((view: ResultView) => Response | Promise<Response>) | undefined;
}

const OPTIONS: KnownOptions<ResultPageOptions> = {
  name: true,
  accent: true,
  logo: true,
  texts: true,
  render: true,
};
const DEFAULT_ACCENT = "#2456e6";

/**
 * Creates the function that draws the built-in page. The page and its texts in nine languages are
 * loaded at the first visit. Throws `configuration` if an option is unknown or cannot be used.
 */
export function createRenderer(options: ResultPageOptions = {}): RenderResult {
  assertKnownOptions("result_page", options, OPTIONS);
  const { name = null, texts, accent = DEFAULT_ACCENT, render } = options;
  assertTexts(texts);
  if (name !== null && typeof name !== "string")
    throw configuration("`result_page.name` must be a text.");
  if (render !== undefined && typeof render !== "function")
    throw configuration("`result_page.render` must be a function that returns a `Response`.");
  if (!/^#[0-9a-f]{6}$/i.test(accent))
    throw configuration("`result_page.accent` must be a colour such as `#2456e6`.");
  const logo = options.logo === undefined ? null : readLogo(options.logo);
  return async (presented, page) => {
    const { drawResultPage } = await import("./result.ts");
    return drawResultPage(presented, page, { name, logo, accent, texts });
  };
}

/** Creates the function that draws the host's own page; `null` if there is no `render`. */
export function createHostRenderer(options: ResultPageOptions = {}): RenderHostResult | null {
  const { render, texts } = options;
  if (render === undefined) return null;
  return async (presented, page) => {
    const { viewOf } = await import("./view.ts");
    return await render(viewOf(presented, page, texts));
  };
}

/**
 * Checks that `texts` has only known languages and states, and that each entry has a title and a
 * text. A misspelt language or state would otherwise be ignored.
 */
function assertTexts(texts: ResultPageOptions["texts"]): void {
  if (texts === undefined) return;
  const languages = Object.fromEntries(LANGUAGES.map((language) => [language, true] as const));
  assertKnownOptions("result_page.texts", texts, languages);
  for (const [language, own] of Object.entries(texts)) {
    const owner = `result_page.texts.${language}`;
    assertKnownOptions(owner, own, RESULT_STATES);
    for (const [state, words] of Object.entries(own))
      if (typeof words?.title !== "string" || typeof words.text !== "string")
        throw configuration(
          `\`${owner}.${state}\` must be \`{ title: "…", text: "…" }\`, and is ${describeValue(words)}.`,
        );
  }
}

function readLogo(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && url.protocol === "https:") return url;
  throw configuration("`result_page.logo` must be an https address of an image.");
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
