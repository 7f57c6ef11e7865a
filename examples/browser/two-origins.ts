// A page on one origin and the payment routes on another, with a local Dodo.
import { mkdtempSync, readFileSync, rmSync, cpSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { PACKS } from "@x/example-shared/routes";
import { dodoPaymentProvider, PaymentService, type PaymentServiceOptions } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

export interface Routes {
  /** The address of the server with the payment routes. */
  url: string;
  /** Returns the id of a new topup of 500 credits. */
  createTopup(user_id: string): string;
  balanceOf(user_id: string): number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the payment routes on a free port. `GET /sign-in` sets the cookie of a cross-site session. */
export async function startRoutes(
  options: Pick<PaymentServiceOptions, "authenticate" | "allowed_origins" | "return_origins">,
): Promise<Routes> {
  const dodo = createDodoEmulator();
  await dodo.listen();
  const ledger = openLedger(":memory:");
  const payment = new PaymentService({
    ...createHost(ledger.db),
    providers: [dodoPaymentProvider()],
    storage: sqliteStorage(ledger.db),
    env: dodo.env,
    ...options,
  });
  const signedIn = (): Response =>
    new Response("signed in", {
      headers: { "set-cookie": "user=ada; HttpOnly; Secure; SameSite=None; Path=/" },
    });
  const server = createServer(
    getRequestListener(async (request) =>
      new URL(request.url).pathname === "/sign-in" ? signedIn() : await payment.fetch(request),
    ),
  );
  const url = await listen(server, "localhost");
  dodo.webhook_url = `${url}/v1/payment/webhook`;
  const { credits, usd_cents } = PACKS.get("small") ?? { credits: 0, usd_cents: 0 };
  return {
    url,
    createTopup: (user_id) => ledger.createTopup(user_id, credits, usd_cents),
    balanceOf: (user_id) => ledger.balanceOf(user_id),
    [Symbol.asyncDispose]: async () => {
      await close(server);
      await dodo.close();
      ledger.db.close();
    },
  };
}

export interface PageFiles {
  folder: string;
  [Symbol.dispose](): void;
}

/** Writes a page with a button, and the files of the client beside it. */
export function writePage(script: string): PageFiles {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  cpSync(
    dirname(fileURLToPath(import.meta.resolve("@x/payment-client/dist/cdn/payment-client.js"))),
    folder,
    { recursive: true },
  );
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:," /></head>
<body><dodo-topup-button></dodo-topup-button><script type="module" src="/index.js"></script></body></html>`,
  );
  writeFileSync(join(folder, "index.js"), script);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Serves a page on 127.0.0.1, which to a browser is another site than localhost. */
export async function servePage({ folder }: PageFiles): Promise<{
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page.test");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/html");
    response.end(readFileSync(join(folder, name)));
  });
  const url = await listen(server, "127.0.0.1");
  return { url, [Symbol.asyncDispose]: async () => await close(server) };
}

async function listen(server: Server, host: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
