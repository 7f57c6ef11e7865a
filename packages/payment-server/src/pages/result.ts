import { isSoftEnd, type Payment } from "../core/payment.ts";
import { PaymentError } from "../errors.ts";
import type { RenderResult } from "../http/call.ts";
import { MARKS, STYLE } from "./style.ts";
import { chooseWords } from "./words/catalogue.ts";
import type { Words } from "./words/words.ts";

/** How the result pages look and speak. */
export interface ResultPageOptions {
  /** The shop's name, above the card. */
  name?: string | undefined;
  /** `#rrggbb`, for the mark and the button; text on it is black or white, whichever reads better. */
  accent?: string | undefined;
  /** An https address of an image, shown beside the name. */
  logo?: string | undefined;
  /** Texts of your own: by language, such as `en`, then by status. */
  texts?: Readonly<Record<string, Partial<Words["states"]>>> | undefined;
  /** Draws the whole page instead. `payment` is `null` where there is none; nothing of the request is given. */
  render?: ((view: ResultView) => Response | Promise<Response>) | undefined;
}

/** What a page of your own is given. */
export interface ResultView {
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
  /** BCP 47, one of the catalogue's. */
  language: string;
  words: Words;
  /** After so many seconds the page should look again, or go on to `return_to` once it is paid; `null`: not at all. */
  refresh_s: number | null;
}

/** Ended without money: the way back is a way to try again. */
const SOFT: ReadonlySet<string> = new Set(["failed", "canceled", "expired"]);
const DEFAULT_ACCENT = "#2456e6";

/** Throws `configuration` on a colour or a logo that cannot be used. */
export function createRenderer(options: ResultPageOptions = {}): RenderResult {
  const accent = options.accent ?? DEFAULT_ACCENT;
  if (!/^#[0-9a-f]{6}$/i.test(accent))
    throw new PaymentError(
      "configuration",
      "`result_page.accent` must be a colour such as `#2456e6`.",
    );
  const logo = options.logo === undefined ? null : readLogo(options.logo);
  return async (payment, accept_language, now) => {
    const chosen = chooseWords(accept_language);
    const words = {
      ...chosen.words,
      states: { ...chosen.words.states, ...options.texts?.[chosen.language] },
    };
    const view: ResultView = {
      payment,
      language: chosen.language,
      words,
      refresh_s: refreshAfter(payment, now),
    };
    if (options.render !== undefined) return await options.render(view);
    return draw(view, { name: options.name ?? null, logo, accent });
  };
}

interface Brand {
  name: string | null;
  logo: URL | null;
  accent: string;
}

/** No script, nothing of the request, everything it needs inside but the logo. */
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

/** Soon while it is open, more slowly as it grows old; once paid, on to where it leads back. */
function refreshAfter(payment: Payment | null, now: number): number | null {
  if (payment === null) return null;
  if (payment.status === "paid") return payment.return_to === null ? null : 4;
  const open = payment.status === "pending" || payment.status === "crediting" || isSoftEnd(payment);
  const age = now - payment.updated_at;
  if (!open || age > 3_600_000) return null;
  return age > 300_000 ? 30 : 4;
}

/** The header does what the tag would, for every browser and without a script. */
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

/** Where to go from here: the way back, and while it is open a look again for whoever does not wait. */
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

/** Black or white, whichever has the higher contrast by WCAG's relative luminance. */
function readableOn(colour: string): "#000000" | "#ffffff" {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
