// What the shop's page is made of: its own files, and the button with its languages as the package ships them.
import { readdirSync, readFileSync } from "node:fs";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};

const own = (name: string): URL => new URL(name, import.meta.url);
const button = new URL(import.meta.resolve("@x/payment-client/dist/cdn/dodo-topup-button.js"));
const words = new URL("words/", button);

/** Every address there is: a path that is not listed names nothing. */
const FILES: ReadonlyMap<string, URL> = new Map([
  ["/page.css", own("page.css")],
  ["/page.js", own("page.js")],
  ["/icon.svg", own("icon.svg")],
  ["/dodo-topup-button.js", button],
  ...readdirSync(words).map((name): [string, URL] => [`/words/${name}`, new URL(name, words)]),
]);

/** The file at an address of the shop; `undefined` where there is none. */
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

/** A page of the shop, as text to fill in. */
export function pageNamed(name: "page.html" | "no-checkout.html"): string {
  return readFileSync(own(name), "utf8");
}

function typeOf({ pathname }: URL): string {
  return `${TYPES[pathname.slice(pathname.lastIndexOf(".") + 1)]}; charset=utf-8`;
}
