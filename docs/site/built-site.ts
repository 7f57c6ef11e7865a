// Serves the built site as a static host does, and checks the links between its pages.
import { once } from "node:events";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, posix } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** Serves a folder on a free port of this machine. */
export async function serveFolder(folder: string): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = join(folder, decodeURIComponent(pathname));
    const file = pathname.endsWith("/") ? join(path, "index.html") : path;
    if (!file.startsWith(folder) || !existsSync(file) || statSync(file).isDirectory())
      return void response.writeHead(404).end("There is nothing here.");
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    return void response.writeHead(200, { "content-type": type }).end(readFileSync(file));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Returns the addresses of the pages, such as `/codes/held/` and `/held.html`. */
export function pagesIn(folder: string): string[] {
  return globSync("**/*.html", { cwd: folder })
    .filter((file) => file !== "404.html")
    .map((file) => `/${file.replace(/(^|\/)index\.html$/, "$1")}`)
    .toSorted();
}

/** Returns the links of the built pages that lead to no file or to no anchor, as `page: target`. */
export function deadLinksIn(folder: string): string[] {
  const read = new Map<string, string>();
  const html = (file: string): string => {
    const text = read.get(file) ?? readFileSync(join(folder, file), "utf8");
    read.set(file, text);
    return text;
  };
  return pagesIn(folder).flatMap((page) => {
    const text = html(fileOf(page));
    const targets = [...text.matchAll(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]+)"/g)];
    return [...new Set(targets.map(([, target = ""]) => target.replaceAll("&amp;", "&")))]
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [name = "", anchor = ""] = target.split("#");
        const address = name === "" ? page : posix.join(posix.dirname(`${page}x`), name);
        const file = fileOf(name.startsWith("/") ? name : address);
        if (!existsSync(join(folder, file))) return true;
        const id = decodeURIComponent(anchor);
        return id !== "" && !html(file).includes(`id="${id}"`);
      })
      .map((target) => `${page}: ${target}`);
  });
}

function fileOf(address: string): string {
  return address.endsWith("/") ? `${address}index.html` : address;
}
