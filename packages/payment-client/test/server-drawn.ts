// Serves pages with a button that a server has drawn: `/server-drawn?lang=de`.
import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { html } from "lit";

/**
 * Returns the markup of a button. It has only these attributes, so that a test can compare the page
 * before and after the hydration.
 */
export async function drawOnServer(lang: string): Promise<string> {
  await import("../src/define.ts");
  return await collectResult(
    render(
      html`<dodo-topup-button topup-id="tu_1" lang=${lang}
        ><a href="/pay">Pay without a script</a></dodo-topup-button
      >`,
    ),
  );
}

interface Context {
  path: string;
  query: Record<string, string | string[] | undefined>;
  body: unknown;
  type: string;
  status: number;
}

/**
 * The middleware of the test server: `/server-drawn`, and `/no-content` for pages that never load.
 */
export async function serverDrawn(context: Context, next: () => Promise<void>): Promise<void> {
  if (context.path === "/no-content") context.status = 204;
  else if (context.path === "/server-drawn") {
    context.type = "html";
    context.body = `<!doctype html><html lang="en"><title>Drawn by a server</title><body>${await drawOnServer([context.query["lang"] ?? "en"].flat()[0] ?? "en")}`;
  } else await next();
}
