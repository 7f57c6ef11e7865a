import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { Theme } from "../money/order.ts";
import { style } from "./style.ts";

/** Markup in which every interpolated text is escaped. */
export type Markup = ReturnType<typeof html>;

/**
 * The style element. It is built outside of the template in `layout()`. White space that the
 * template adds would change the hash of the style, and the content security policy would block the
 * style.
 */
const stylesheet = raw(`<style>${style}</style>`);

const style_hash = createHash("sha256").update(style).digest("base64");

/**
 * The content security policy of every page outside of the overlay: no script, no image, one
 * stylesheet. It has no `form-action`, which in some browsers would also block the redirect to the
 * merchant's `return_url`.
 */
export const policy: string = `default-src 'none'; style-src 'sha256-${style_hash}'; base-uri 'none'; frame-ancestors 'none'`;

/**
 * Sets the headers of a page. The tool page needs the referrer policy `same-origin` to check where
 * a form comes from. The checkout pages use `no-referrer`, so that the merchant gets no referrer.
 */
export function setHeaders(c: Context, referrer: "no-referrer" | "same-origin"): void {
  c.header("content-security-policy", policy);
  c.header("referrer-policy", referrer);
  c.header("x-content-type-options", "nosniff");
  c.header("cache-control", "no-store");
}

/** Renders a whole page, with a banner that says that no real money is involved. */
export function layout(title: string, body: Markup, theme: Theme = "system"): Markup {
  return html`<!doctype html>
    <html lang="en" data-theme="${theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Dodo emulator</title>
        ${stylesheet}
      </head>
      <body>
        <header class="test"><p>Test mode: no real money</p></header>
        ${body}
      </body>
    </html>`;
}
