// Buys from the recipes of docs/deploy.md: the servers in their runtimes, and the modules of the
// platforms in Node, with the databases that they are written for.
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { neonConfig } from "@neondatabase/serverless";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createBuyer } from "@x/example-shared/browser";
import { freePort, startServer } from "@x/example-shared/server";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { startBridge } from "./bridge.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

const here = fileURLToPath(new URL(".", import.meta.url));
const TABLES = `CREATE TABLE topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
CREATE TABLE balances (user_id TEXT PRIMARY KEY, credits BIGINT NOT NULL);
INSERT INTO topups VALUES ('tu_1', 'ada', 500, 500, 'pending', NULL)`;
const secret = "a-secret-of-the-cron-0123456789";
const dodo = createDodoEmulator();
const schemas: string[] = [];
const pool = new pg.Pool({ connectionString: inject("pg_url"), max: 1 });

beforeAll(async () => await dodo.listen());
afterAll(async () => {
  vi.unstubAllEnvs();
  await dodo.close();
  for (const schema of schemas) await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool.end();
});

/** Creates a schema with the shop's tables, and returns its address. */
async function createSchema(): Promise<{ url: URL; balance: () => Promise<number> }> {
  const schema = `deploy_${process.pid}_${schemas.push("")}`;
  schemas[schemas.length - 1] = schema;
  await pool.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${TABLES}`);
  const url = new URL(inject("pg_url"));
  url.searchParams.set("options", `-c search_path=${schema}`);
  const balance = async (): Promise<number> => {
    const { rows } = await pool.query(`SELECT credits FROM ${schema}.balances`);
    return Number(rows[0]?.credits ?? 0);
  };
  return { url, balance };
}

/** Buys the topup, delivers its webhook twice, and lets the cron call. */
async function buy(url: string): Promise<void> {
  dodo.webhook_url = `${url}/v1/payment/webhook`;
  const buyer = createBuyer(url, "ada");
  const checkout = await buyer.checkout("tu_1");
  await buyer.press(checkout.checkout_url, "succeeded");
  await buyer.waitFor(checkout.status_url, "paid");
  const last = dodo.deliveries.at(-1)?.delivery_id ?? "";
  expect(await dodo.resend(last)).toMatchObject({ status: 200 });
}

/** Calls `reconcile` as the cron of a platform does, with a right and with a wrong secret. */
async function cronAt(url: string): Promise<number[]> {
  const call = async (bearer: string): Promise<number> => {
    const headers = { authorization: `Bearer ${bearer}` };
    return (await fetch(`${url}/v1/payment/reconcile`, { headers })).status;
  };
  return [await call(secret), await call("undefined")];
}

const deno: { runInstall(): string } = createRequire(import.meta.url)("deno/install_api.cjs");
const SERVERS = [
  { file: "bun.ts", command: `${here}node_modules/.bin/bun`, args: [] },
  {
    file: "deno.ts",
    command: deno.runInstall(),
    args: ["run", "--no-prompt", "--no-remote", "--cached-only", "--no-lock", "--allow-all"],
  },
];

test.each(SERVERS)(
  "$file credits a purchase once, and takes the cron's secret",
  async ({ file, command, args }) => {
    const { url, balance } = await createSchema();
    const env = { ...dodo.env, DATABASE_URL: url.href, CRON_SECRET: secret };
    const port = `${await freePort()}`;
    const server = await startServer({ command, args: [...args, file], cwd: here, env }, port);
    try {
      await buy(server.url);
      expect(await balance()).toBe(500);
      expect(await cronAt(server.url)).toEqual([200, 401]);
    } finally {
      await server.stop();
    }
  },
);

test("server.ts credits a purchase once in its SQLite file, and takes the cron's secret", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "deploy-")), "shop.sqlite");
  const db = new DatabaseSync(file);
  db.exec(TABLES);
  const env = { ...dodo.env, DATABASE: file, CRON_SECRET: secret };
  const command = { command: process.execPath, args: ["server.ts"], cwd: here, env };
  const server = await startServer(command, `${await freePort()}`);
  try {
    await buy(server.url);
    expect(db.prepare("SELECT credits FROM balances").get()).toEqual({ credits: 500 });
    expect(await cronAt(server.url)).toEqual([200, 401]);
  } finally {
    await server.stop();
    db.close();
  }
});

/** Serves a handler of Fetch's types, as a platform would. */
async function serve(
  handler: (request: Request) => Promise<Response>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const server = createServer(getRequestListener(handler, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("vercel.ts credits a purchase once over Neon's pool and a WebSocket", async () => {
  const { url, balance } = await createSchema();
  const bridge = await startBridge(url);
  Object.assign(neonConfig, {
    wsProxy: () => bridge.address,
    useSecureWebSocket: false,
    pipelineConnect: false,
  });
  for (const [name, value] of Object.entries({
    ...dodo.env,
    DATABASE_URL: url.href,
    CRON_SECRET: secret,
  }))
    vi.stubEnv(name, value);
  const { payment } = await import("./vercel.ts");
  await serve(payment.fetch, async (at) => {
    await buy(at);
    expect(await balance()).toBe(500);
    expect(await cronAt(at)).toEqual([200, 401]);
  });
  await bridge.close();
});

test("hyperdrive.ts credits a purchase once, with a pool for each request", async () => {
  const { url, balance } = await createSchema();
  const { default: worker } = await import("./hyperdrive.ts");
  const begun: Promise<unknown>[] = [];
  const env = {
    ...(dodo.env as Record<
      "DODO_PAYMENTS_API_KEY" | "DODO_PRODUCT_ID" | "DODO_WEBHOOK_KEY" | "DODO_ENVIRONMENT",
      string
    >),
    HYPERDRIVE: { connectionString: url.href },
  };
  const context = { waitUntil: (work: Promise<unknown>) => void begun.push(work) };
  await serve(
    async (request) => await worker.fetch(request, env, context),
    async (at) => {
      await buy(at);
      expect(await balance()).toBe(500);
    },
  );
  await worker.scheduled(null, env, context);
  await Promise.all(begun);
  expect(begun.length).toBeGreaterThan(4);
});
