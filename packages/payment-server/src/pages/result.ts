import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import { isSoftEnd, type Payment } from "../core/payment.ts";
import { PaymentError } from "../errors.ts";
import type { RenderHostResult, RenderResult } from "../http/call.ts";
import { MARKS, STYLE } from "./style.ts";
import { chooseWords } from "./words/catalogue.ts";
import type { Words } from "./words/words.ts";

/** The appearance and the texts of the result pages. */
export interface ResultPageOptions {
  /** The name of the shop, shown at the top of the card. */
  name?: string | undefined;
  /**
   * The colour of the icon and the button as `#rrggbb`. Text on this colour is black or white,
   * whichever has the higher contrast.
   */
  accent?: string | undefined;
  /** The https address of an image, shown beside the name. */
  logo?: string | undefined;
  /** Texts that replace the built-in ones: by language, such as `en`, then by status. */
  texts?: Readonly<Record<string, Partial<Words["states"]>>> | undefined;
  /**
   * Draws the whole page in place of the built-in one. The view contains nothing of the request,
   * because anyone can choose what a request contains. If it fails or takes longer than 4 s, the
   * built-in page is shown.
   */
  render?: ((view: ResultView) => Response | Promise<Response>) | undefined;
}

/** The argument of `render`: the data that a custom page can show. */
export interface ResultView {
  /** The stored payment; `null` if the link belongs to no payment. */
  payment: Pick<
    Payment,
    | "payment_id"
    | "topup_id"
    | "status"
    | "credits"
    | "amount_minor"
    | "currency"
    | "return_to"
    | "environment"
  > | null;
  /** The language of the visitor, as a BCP 47 tag. It is always a language of the catalogue. */
  language: string;
  words: Words;
  /**
   * The number of seconds after which the page reloads or, if the payment is paid, goes to
   * `return_to`; `null` if the page stays.
   */
  refresh_s: number | null;
}

/**
 * The statuses of payments that ended without being paid. For them, the link back invites the buyer
 * to try again.
 */
const SOFT: ReadonlySet<string> = new Set(["failed", "canceled", "expired"]);
const OPTIONS: KnownOptions<ResultPageOptions> = {
  name: true,
  accent: true,
  logo: true,
  texts: true,
  render: true,
};
const DEFAULT_ACCENT = "#2456e6";

/**
 * Creates the function that draws the built-in page. Throws `configuration` for a colour or a logo that
 * cannot be used.
 */
export function createRenderer(options: ResultPageOptions = {}): RenderResult {
  assertKnownOptions("result_page", options, OPTIONS);
  const accent = options.accent ?? DEFAULT_ACCENT;
  if (!/^#[0-9a-f]{6}$/i.test(accent))
    throw new PaymentError(
      "configuration",
      "`result_page.accent` must be a colour such as `#2456e6`.",
    );
  const logo = options.logo === undefined ? null : readLogo(options.logo);
  const brand = { name: options.name ?? null, logo, accent };
  return async (...visit) => draw(createView(options, ...visit), brand);
}

/** Creates the function that draws the host's own page; `null` if there is no `render`. */
export function createHostRenderer(options: ResultPageOptions = {}): RenderHostResult | null {
  const { render } = options;
  return render === undefined ? null : (...visit) => render(createView(options, ...visit));
}

function createView(
  options: ResultPageOptions,
  ...[payment, accept_language, now]: Parameters<RenderResult>
): ResultView {
  const { language, words } = chooseWords(accept_language);
  return {
    payment,
    language,
    words: { ...words, states: { ...words.states, ...options.texts?.[language] } },
    refresh_s: refreshAfter(payment, now),
  };
}

/** The part of the options that every page shows. */
interface Brand {
  name: string | null;
  logo: URL | null;
  accent: string;
}

/**
 * Draws the page. It has no scripts and shows nothing of the request. Only the logo is loaded from
 * another server.
 */
function draw(view: ResultView, brand: Brand): Response {
  const { payment, words, language } = view;
  const status = payment?.status ?? "not_found";
  const nonce = crypto.randomUUID();
  const html = `<!doctype html>
<html lang="${language}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(words.states[status].title)}</title>
<style nonce="${nonce}">:root{--accent:${brand.accent};--on-accent:${readableOn(brand.accent)}}${STYLE}</style>
</head>
<body>
<main class="${status}">
${brandLine(brand)}${MARKS[status]}
<h1>${text(words.states[status].title)}</h1>
<p role="status">${text(words.states[status].text)}</p>
${facts(view)}${actions(view)}${payment?.environment === "test_mode" ? `<p class="test">${text(words.test)}</p>\n` : ""}</main>
</body>
</html>
`;
  return new Response(html, {
    status: payment === null ? 404 : 200,
    headers: { ...headers(nonce, brand.logo), ...refresh(view) },
  });
}

function headers(nonce: string, logo: URL | null): Record<string, string> {
  const images = logo === null ? "" : ` img-src ${logo.origin};`;
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none';${images} style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    vary: "Accept, Accept-Language",
  };
}

/**
 * Returns after how many seconds the page reloads or goes to `return_to`: 4 at first, and 30 if the
 * status has not changed for five minutes. Returns `null` if the status will not change any more,
 * or has not changed for an hour.
 */
function refreshAfter(payment: Payment | null, now: number): number | null {
  if (payment === null) return null;
  if (payment.status === "paid") return payment.return_to === null ? null : 4;
  const open = payment.status === "pending" || payment.status === "crediting" || isSoftEnd(payment);
  const age = now - payment.updated_at;
  if (!open || age > 3_600_000) return null;
  return age > 300_000 ? 30 : 4;
}

/**
 * Returns the `Refresh` header, which reloads the page or moves on to `return_to` without a script.
 */
function refresh({ payment, refresh_s }: ResultView): Record<string, string> {
  if (payment === null || refresh_s === null) return {};
  const target =
    payment.status === "paid" && payment.return_to !== null ? `; url=${payment.return_to}` : "";
  return { refresh: `${refresh_s}${target}` };
}

function brandLine({ name, logo }: Brand): string {
  if (name === null && logo === null) return "";
  const image = logo === null ? "" : `<img src="${text(logo.href)}" alt="" height="28">`;
  return `<p class="brand">${image}${text(name ?? "")}</p>\n`;
}

/** Draws the amount, the credits and the payment id, formatted for the visitor's language. */
function facts({ payment, words, language }: ResultView): string {
  if (payment === null) return "";
  const amount = new Intl.NumberFormat(language, {
    style: "currency",
    currency: payment.currency,
  }).format(payment.amount_minor / 100);
  const credits = new Intl.NumberFormat(language).format(payment.credits);
  const rows = [
    [words.amount, `<bdi>${text(amount)}</bdi>`],
    [words.credits, `<bdi>${text(credits)}</bdi>`],
    [words.reference, `<code dir="ltr">${text(payment.payment_id)}</code>`],
  ];
  return `<dl>\n${rows.map(([term, value]) => `<div><dt>${text(term ?? "")}</dt><dd>${value}</dd></div>`).join("\n")}\n</dl>\n`;
}

/** Draws the links: back to the shop and, while the payment is open, one that reloads the page. */
function actions({ payment, words }: ResultView): string {
  if (payment === null) return "";
  const open = payment.status === "pending" || payment.status === "crediting";
  const label = SOFT.has(payment.status) ? words.retry : words.back;
  const back =
    payment.return_to === null
      ? ""
      : `<a class="${open ? "quiet" : "main"}" href="${text(payment.return_to)}" rel="noreferrer">${text(label)}</a>`;
  const again = open ? `<a class="quiet" href="">${text(words.again)}</a>` : "";
  return back + again === "" ? "" : `<p class="actions">${again}${back}</p>\n`;
}

function readLogo(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && url.protocol === "https:") return url;
  throw new PaymentError(
    "configuration",
    "`result_page.logo` must be an https address of an image.",
  );
}

/**
 * Returns black or white, whichever has the higher contrast on `colour` by WCAG's relative
 * luminance.
 */
function readableOn(colour: string): "#000000" | "#ffffff" {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

/** Returns the linear value of an sRGB channel, both from 0 to 1. */
function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** Escapes a text for HTML, in elements and in attributes. */
function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
