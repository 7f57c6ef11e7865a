/**
 * Draws the result page as HTML. The page has no script. It contains only checked values of the
 * request, such as the `ref` in its links.
 */
import type { ResultPage } from "../http/call.ts";
import { MARKS, RECEIPT } from "./marks.ts";
import { fill, text } from "./text.ts";
import type { ResultView } from "./view.ts";
import type { ResultState } from "./words/words.ts";

/** The name, the logo and the stylesheet of the shop, which are the same on every page. */
export interface Brand {
  name: string | null;
  logo: URL | null;
  /** The stylesheet in the colours of the shop. */
  style: string;
}

/**
 * The states in which money may be on its way or waits to be credited, so that the buyer must not
 * pay again.
 */
const MAY_BE_PAID: ReadonlySet<ResultState> = new Set<ResultState>([
  "confirming",
  "slow",
  "bank",
  "crediting",
  "held",
]);

/** The states that usually end soon, so that the page has a link that checks the payment. */
const IN_A_MOMENT: ReadonlySet<ResultState> = new Set<ResultState>([
  "confirming",
  "slow",
  "crediting",
]);

/**
 * The states of a payment that has ended unpaid. The link back to a shop with a name then invites
 * the buyer to try again.
 */
const ENDED: ReadonlySet<ResultState> = new Set<ResultState>(["failed", "canceled", "expired"]);

/** Draws the page of a view. Only the logo is loaded from another server. */
export function drawPage(view: ResultView, brand: Brand, page: ResultPage): Response {
  const { payment, words, language, state } = view;
  const nonce = crypto.randomUUID();
  const html = `<!doctype html>
<html lang="${language}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(words.states[state].title)}</title>
<style nonce="${nonce}">${brand.style}</style>
</head>
<body>
<main class="${state}">
${payment?.environment === "test_mode" ? `<p class="test">${text(words.test)}</p>\n` : ""}${brandLine(brand)}<div class="disc">${MARKS[state]}</div>
<h1>${text(words.states[state].title)}</h1>
<p role="status">${statement(view)}</p>
${facts(view)}${receipt(view)}${actions(view, brand, page)}${note(view, page)}${leaves(view, page)}</main>
</body>
</html>
`;
  return new Response(html, {
    status: payment === null ? 404 : 200,
    headers: headers(nonce, brand.logo),
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

function brandLine({ name, logo }: Brand): string {
  if (name === null && logo === null) return "";
  const image = logo === null ? "" : `<img src="${text(logo.href)}" alt="" height="28">`;
  return `<p class="brand">${image}${text(name ?? "")}</p>\n`;
}

/**
 * Draws the sentences below the title. In the states of `MAY_BE_PAID`, one of them tells the buyer
 * not to pay again.
 */
function statement({ payment, state, words, language }: ResultView): string {
  const credits = new Intl.NumberFormat(language).format(payment?.credits ?? 0);
  const said = fill(words.states[state].text, "credits", credits);
  return MAY_BE_PAID.has(state) ? `${said} <strong>${text(words.do_not_pay)}</strong>` : said;
}

/**
 * Draws the amount, the credits and the payment id, formatted for the language of the page. In the
 * state `bank`, adds the day on which the payment was created. In the state `unpaid`, leaves out
 * the id, because there is nothing that support could look up.
 */
function facts({ payment, state, words, language }: ResultView): string {
  if (payment === null) return "";
  const amount = new Intl.NumberFormat(language, {
    style: "currency",
    currency: payment.currency,
  }).format(payment.amount_minor / 100);
  const rows = [
    row(words.amount, `<bdi>${text(amount)}</bdi>`),
    row(words.credits, `<bdi>${new Intl.NumberFormat(language).format(payment.credits)}</bdi>`),
  ];
  if (state === "bank")
    rows.push(row(words.started, `<bdi>${dayOf(payment.created_at, language)}</bdi>`));
  if (state !== "unpaid")
    rows.push(row(words.reference, `<code dir="ltr">${text(payment.payment_id)}</code>`));
  return `<dl>\n${rows.join("\n")}\n</dl>\n`;
}

function row(term: string, value: string): string {
  return `<div><dt>${text(term)}</dt><dd>${value}</dd></div>`;
}

/** Returns the day and the month in UTC, because the visitor's time zone is not known. */
function dayOf(time: number, language: string): string {
  const format = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  return text(new Intl.DateTimeFormat(language, format).format(time));
}

/**
 * Draws the link to the invoice of a paid payment. The invoice opens in another tab, because this
 * page may go back to the shop by itself.
 */
function receipt({ payment, state, words }: ResultView): string {
  if (state !== "paid" || payment === null || payment.invoice_url === null) return "";
  return `<a class="receipt" href="${text(payment.invoice_url)}" target="_blank" rel="noopener noreferrer">${RECEIPT}${text(words.receipt)}</a>\n`;
}

/**
 * Draws up to two links. If the payment has a `return_to`, one link leads back to the shop. In a
 * state that usually ends soon, one link checks the payment.
 */
function actions(view: ResultView, { name }: Brand, { check_url }: ResultPage): string {
  const { payment, state, words } = view;
  if (payment === null) return "";
  const momentary = IN_A_MOMENT.has(state);
  const check = momentary
    ? `<a class="quiet" href="${text(check_url)}">${text(words.check_now)}</a>`
    : "";
  const back =
    payment.return_to === null
      ? ""
      : `<a class="${momentary ? "quiet" : "main"}" href="${text(payment.return_to)}" rel="noreferrer">${backLabel(view, name)}</a>`;
  return check + back === "" ? "" : `<p class="actions">${check}${back}</p>\n`;
}

function backLabel({ state, words }: ResultView, name: string | null): string {
  const retry = ENDED.has(state);
  if (name === null) return text(retry || state === "unpaid" ? words.retry : words.back);
  return fill(retry ? words.retry_at : words.back_to, "name", name);
}

/** Draws the note below the links, if the state has one. */
function note({ payment, state, words }: ResultView, { check_url }: ResultPage): string {
  if (payment === null) return "";
  if (state === "held") return `<p class="just">${text(words.questions)}</p>\n`;
  if (state !== "unpaid" && state !== "bank") return "";
  const question = state === "unpaid" ? `${text(words.just_paid)} ` : "";
  return `<p class="just linked">${question}<a href="${text(check_url)}">${text(words.again)}</a></p>\n`;
}

/**
 * Announces that the page goes back to the shop by itself, if it does, with the link that stops it.
 */
function leaves({ state, words, language, refresh_s }: ResultView, page: ResultPage): string {
  if (state !== "paid" || refresh_s === null) return "";
  const seconds = new Intl.NumberFormat(language).format(refresh_s);
  return `<p class="leaves"><span class="bar"><span></span></span>${fill(words.leaves, "seconds", seconds)} <a href="${text(page.stay_url)}">${text(words.stay)}</a></p>\n`;
}
