import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import { describeValue } from "../core/describe-value.ts";
import { PaymentError } from "../errors.ts";
import type { RenderHostResult, RenderResult, ResultPage } from "../http/call.ts";
import { LANGUAGES } from "../languages.ts";
import { drawPage, type Brand } from "./page.ts";
import { styleOf } from "./style.ts";
import { viewOf, type ResultView } from "./view.ts";
import { en } from "./words/en.ts";
import type { Words } from "./words/words.ts";

/** The appearance and the texts of the result pages. */
export interface ResultPageOptions {
  /** The name of the shop, shown at the top of the card and on the link back. */
  name?: string | undefined;
  /**
   * The colour of the icon and the button as `#rrggbb`. Text on this colour is black or white,
   * whichever has the higher contrast.
   */
  accent?: string | undefined;
  /** The https address of an image, shown beside the name. */
  logo?: string | undefined;
  /**
   * Texts that replace the built-in ones: by language, such as `en`, then by state. Where money may
   * be on its way, the sentence not to pay again follows the text.
   */
  texts?: Readonly<Record<string, Partial<Words["states"]>>> | undefined;
  /**
   * Draws the whole page in place of the built-in one. The view contains nothing of the request,
   * because anyone can choose what a request contains. If it fails or takes longer than 4 s, the
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
 * Creates the function that draws the built-in page. Throws `configuration` for a colour, a logo or
 * the name of a text that cannot be used.
 */
export function createRenderer(options: ResultPageOptions = {}): RenderResult {
  assertKnownOptions("result_page", options, OPTIONS);
  assertTexts(options.texts);
  const accent = options.accent ?? DEFAULT_ACCENT;
  if (!/^#[0-9a-f]{6}$/i.test(accent))
    throw new PaymentError(
      "configuration",
      "`result_page.accent` must be a colour such as `#2456e6`.",
    );
  const brand: Brand = {
    name: options.name ?? null,
    logo: options.logo === undefined ? null : readLogo(options.logo),
    style: styleOf(accent),
  };
  return async (presented, page) => {
    const view = viewOf(presented, page, options.texts);
    return withRefresh(drawPage(view, brand, page), view, page);
  };
}

/** Creates the function that draws the host's own page; `null` if there is no `render`. */
export function createHostRenderer(options: ResultPageOptions = {}): RenderHostResult | null {
  const { render, texts } = options;
  return render === undefined ? null : (...visit) => render(viewOf(...visit, texts));
}

/** Adds the `Refresh` header, which reloads the page or leads on without a script. */
function withRefresh(
  response: Response,
  { payment, state, refresh_s }: ResultView,
  { is_check, check_url }: ResultPage,
): Response {
  if (payment === null || refresh_s === null) return response;
  const elsewhere = is_check ? null : check_url;
  const target = state === "paid" ? payment.return_to : elsewhere;
  const url = target === null ? "" : `; url=${target}`;
  response.headers.set("refresh", `${refresh_s}${url}`);
  return response;
}

/** Checks the names of languages and states, because a misspelt one would be ignored. */
function assertTexts(texts: ResultPageOptions["texts"]): void {
  if (texts === undefined) return;
  const languages = Object.fromEntries(LANGUAGES.map((language) => [language, true] as const));
  const states = Object.fromEntries(Object.keys(en.states).map((state) => [state, true] as const));
  assertKnownOptions("result_page.texts", texts, languages);
  for (const [language, own] of Object.entries(texts)) {
    const owner = `result_page.texts.${language}`;
    assertKnownOptions(owner, own, states);
    for (const [state, words] of Object.entries(own))
      if (typeof words?.title !== "string" || typeof words.text !== "string")
        throw new PaymentError(
          "configuration",
          `\`${owner}.${state}\` must be \`{ title: "…", text: "…" }\`, and is ${describeValue(words)}.`,
        );
  }
}

function readLogo(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && url.protocol === "https:") return url;
  throw new PaymentError(
    "configuration",
    "`result_page.logo` must be an https address of an image.",
  );
}
