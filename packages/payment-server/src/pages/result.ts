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
  return withRefresh(drawPage(view, { name, logo, style: styleOf(accent) }, page), view);
}

/** Adds the `Refresh` header, which opens the next page without a script. */
function withRefresh(response: Response, { refresh_s, refresh_url }: ResultView): Response {
  if (refresh_url !== null) response.headers.set("refresh", `${refresh_s}; url=${refresh_url}`);
  return response;
}
