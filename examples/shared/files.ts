// The files of the shop's pages: its own ones, and the button and the packs with their
// languages and the desk as the package ships them.
import { readdirSync, readFileSync } from "node:fs";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};

const own = (name: string): URL => new URL(name, import.meta.url);
const button = new URL(import.meta.resolve("@x/payment-client/dist/cdn/dodo-topup-button.js"));
const packs = new URL("dodo-topup-packs.js", button);
const words = new URL("words/", button);
const desk = new URL("dodo-payments-desk.js", button);

/** All files that are served, by path. Any other path is not found. */
const FILES: ReadonlyMap<string, URL> = new Map([
  ["/page.css", own("page.css")],
  ["/icon.svg", own("icon.svg")],
  ["/desk.css", own("desk.css")],
  ["/dodo-topup-button.js", button],
  ["/dodo-topup-packs.js", packs],
  ["/dodo-payments-desk.js", desk],
  ...readdirSync(words).map((name): [string, URL] => [`/words/${name}`, new URL(name, words)]),
]);

/** Returns the file at a path of the shop, or `undefined` if there is none. */
export function fileAt(
  pathname: string,
  headers: Readonly<Record<string, string>>,
): Response | undefined {
  const file = FILES.get(pathname);
  return (
    file &&
    new Response(readFileSync(file), { headers: { ...headers, "content-type": typeOf(file) } })
  );
}

/** Reads a page of the shop as a text with placeholders. */
export function pageNamed(
  name: "page.html" | "no-checkout.html" | "desk.html" | "no-desk.html",
): string {
  return readFileSync(own(name), "utf8");
}

function typeOf({ pathname }: URL): string {
  return `${TYPES[pathname.slice(pathname.lastIndexOf(".") + 1)]}; charset=utf-8`;
}
