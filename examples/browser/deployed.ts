// Serves an example's pages as they are deployed: their files, the shop's routes and the payment
// routes on one origin.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { createRoutes, sessionOf } from "@x/example-shared/routes";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

export interface Deployed {
  url: string;
  dodo: DodoEmulator;
  [Symbol.asyncDispose](): Promise<void>;
}

const examples = fileURLToPath(new URL("..", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** Starts the site on a free port, with a local Dodo. */
export async function deploy(example: string): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), "deployed-"));
  copyFiles(example, folder);
  const dodo = createDodoEmulator();
  await dodo.listen();
  const ledger = openLedger(":memory:");
  const payment = new PaymentService({
    ...createHost(ledger.db),
    providers: [dodoPaymentProvider()],
    storage: sqliteStorage(ledger.db),
    authenticate: sessionOf,
    env: dodo.env,
  });
  const routes = createRoutes(ledger, payment, (status) => new Response(null, { status }));
  const server = createServer(
    getRequestListener(
      async (request) =>
        fileAt(folder, request) ?? (await routes(request)) ?? (await payment.fetch(request)),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  dodo.webhook_url = `${url}/v1/payment/webhook`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await dodo.close();
    ledger.db.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, dodo, [Symbol.asyncDispose]: close };
}

/** Copies the built files, or without a build step the files that the example's README lists. */
function copyFiles(example: string, folder: string): void {
  if (example !== "html") {
    const built = join(examples, example, "dist");
    if (!existsSync(built)) throw new Error(`${example} is not built: run \`pnpm build\` first`);
    return cpSync(built, folder, { recursive: true });
  }
  for (const name of ["index.html", "index.js", "store.html", "store.js", "shop.js"])
    cpSync(join(examples, "html", name), join(folder, name));
  for (const name of ["page.css", "icon.svg"])
    cpSync(join(examples, "shared", name), join(folder, name));
  cpSync(
    dirname(fileURLToPath(import.meta.resolve("@x/payment-client/dist/cdn/payment-client.js"))),
    folder,
    { recursive: true },
  );
}

/** Returns the answer with the file at a path, or `undefined` if there is none. */
function fileAt(folder: string, { method, url }: Request): Response | undefined {
  const { pathname } = new URL(url);
  const path = join(folder, pathname === "/" ? "index.html" : pathname);
  if (method !== "GET" || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  return new Response(readFileSync(path), {
    headers: { "content-type": `${TYPES[extname(path)]}; charset=utf-8` },
  });
}
