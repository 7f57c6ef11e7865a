/** Draws the built-in result page of a payment. */
import type { PresentedPayment } from "../core/presented-payment.ts";
import type { ResultPage } from "../http/call.ts";
import { drawPage } from "./page.ts";
import { styleOf } from "./style.ts";
import { viewOf, type ResultView } from "./view.ts";
import type { Words } from "./words/words.ts";

/** The checked options of the page, with the defaults filled in. */
export interface PageSettings {
  name: string | null;
  logo: URL | null;
  /** The accent colour as `#rrggbb`. */
  accent: string;
  texts: Readonly<Record<string, Partial<Words["states"]>>> | undefined;
}

/** Draws the page of a stored payment, or the page "not found" for `null`. */
export function drawResultPage(
  presented: PresentedPayment | null,
  page: ResultPage,
  { name, logo, accent, texts }: PageSettings,
): Response {
  const view = viewOf(presented, page, texts);
  return withRefresh(drawPage(view, { name, logo, style: styleOf(accent) }, page), view, page);
}

/** Adds the `Refresh` header, which reloads the page or opens another page without a script. */
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
