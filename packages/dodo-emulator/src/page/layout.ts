import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import { style } from "./style.ts";

/** Markup whose every interpolated text is escaped. */
export type Markup = ReturnType<typeof html>;

const style_hash = createHash("sha256").update(style).digest("base64");

/** No script, no image, one stylesheet. No form-action: it would also block the redirect to the merchant's return_url. */
export const policy: string = `default-src 'none'; style-src 'sha256-${style_hash}'; base-uri 'none'; frame-ancestors 'none'`;

/** Sets what every page answers with; the tool page needs to see where its own forms come from. */
export function setHeaders(c: Context, referrer: "no-referrer" | "same-origin"): void {
  c.header("content-security-policy", policy);
  c.header("referrer-policy", referrer);
  c.header("x-content-type-options", "nosniff");
  c.header("cache-control", "no-store");
}

/** A whole page under the badge that says that no money moves. */
export function layout(
  title: string,
  body: Markup,
  theme: "light" | "dark" | "system" = "system",
): Markup {
  return html`<!doctype html>
    <html lang="en" data-theme="${theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Dodo emulator</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header class="test"><p>Test mode: no real money</p></header>
        ${body}
      </body>
    </html>`;
}
