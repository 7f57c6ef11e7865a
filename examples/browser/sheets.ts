// Serves the sheets of states of packages/payment-client/states, and fonts from npm.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of `@x/payment-client`. */
export const client: string = join(
  dirname(fileURLToPath(import.meta.resolve("@x/payment-client/dist/cdn/dodo-topup-button.js"))),
  "../..",
);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};
const FONTS = ["noto-sans", "noto-sans-arabic", "noto-sans-jp", "noto-sans-mono"];

/** Serves a folder on localhost. `url` ends with a slash. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a folder, each file with these headers, and below `/fonts/<name>/` the files of a font
 * package.
 */
export async function serveFolder(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(`http://localhost${request.url}`);
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const type = `${TYPES[extname(path)]}; charset=utf-8`;
    readFile(fileAt(folder, path)).then(
      (file) => response.writeHead(200, { ...headers, "content-type": type }).end(file),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The style sheet that gives every text of a page the fonts from npm. */
export const FONT_LINKS: readonly string[] = FONTS.map((name) => `/fonts/${name}/index.css`);

function fileAt(folder: string, path: string): string {
  const [, name = "", file = ""] = /^\/fonts\/([\w-]+)\/([\w/.-]+)$/.exec(path) ?? [];
  if (!FONTS.includes(name)) return folder + path;
  const styles = fileURLToPath(import.meta.resolve(`@fontsource-variable/${name}/index.css`));
  return join(dirname(styles), file);
}
