// Creates a shop with a separate folder and a throw-away database, in which a payment service has
// its tables.
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDodoEmulator } from "@x/dodo-emulator";
import { dodoPaymentProvider, PaymentService, type Storage } from "@x/payment-server";
import pg from "pg";
import { expect, inject, onTestFinished, vi } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

type Row = Record<string, unknown>;

export interface Shop {
  database: "postgres" | "sqlite";
  folder: string;
  /** The URL of the database, or the path of its file. */
  url: string;
  query(text: string): Promise<Row[]>;
  /** Runs shell commands in the folder and returns what they print on either stream. */
  run(line: string): Promise<string>;
  /** The names of our tables, their columns and indexes, and every row. */
  ours(): Promise<{ tables: string[]; shape: Row[]; rows: Record<string, Row[]> }>;
}

/** The queries of a database that find tables by their prefix `topup_`. */
interface Catalog {
  tables: string;
  shape: readonly string[];
}

const CATALOGS: Readonly<Record<Shop["database"], Catalog>> = {
  postgres: {
    tables: String.raw`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_name LIKE 'topup\_%' ORDER BY 1`,
    shape: [
      String.raw`SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name LIKE 'topup\_%' ORDER BY table_name, ordinal_position`,
      String.raw`SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'topup\_%' ORDER BY indexname`,
    ],
  },
  sqlite: {
    tables: String.raw`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'topup\_%' ESCAPE '\' ORDER BY 1`,
    shape: [
      String.raw`SELECT sql FROM sqlite_master WHERE tbl_name LIKE 'topup\_%' ESCAPE '\' ORDER BY name`,
    ],
  },
};

let made = 0;

/**
 * Creates a shop with a whole PostgreSQL database, since a tool may drop everything in `public`.
 * The database is removed when the test ends.
 */
export async function openPostgresShop(): Promise<Shop> {
  const name = `shop_${process.pid}_${(made += 1)}`;
  const server = new pg.Pool({ connectionString: inject("pg_url"), max: 1 });
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(inject("pg_url"));
  url.pathname = name;
  const pool = new pg.Pool({ connectionString: url.href, max: 1 }).on("error", () => {});
  onTestFinished(async () => {
    await pool.end();
    // PostgreSQL waits here for connections that are closing. With FORCE it would cut them, and
    // `pg` would throw the server's message.
    await server.query(`DROP DATABASE ${name}`);
    await server.end();
  });
  return openShop(
    "postgres",
    makeFolder(),
    url.href,
    async (text) => (await pool.query<Row>(text)).rows,
  );
}

/** Creates a shop whose database is the file `shop.sqlite` in its folder. */
export async function openSqliteShop(): Promise<Shop> {
  const folder = makeFolder();
  const file = join(folder, "shop.sqlite");
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  return openShop("sqlite", folder, file, async (text) =>
    database
      .prepare(text)
      .all()
      .map((row) => ({ ...row })),
  );
}

function openShop(
  database: Shop["database"],
  folder: string,
  url: string,
  query: Shop["query"],
): Shop {
  const catalog = CATALOGS[database];
  return {
    database,
    folder,
    url,
    query,
    async run(line) {
      const PATH = [
        folder,
        fileURLToPath(new URL("node_modules/.bin", import.meta.url)),
        dirname(process.execPath),
        process.env["PATH"],
      ].join(delimiter);
      const start = async (): Promise<{ stdout: string; stderr: string }> =>
        await promisify(execFile)("sh", ["-c", line], {
          cwd: folder,
          timeout: 120_000,
          env: { ...process.env, PATH, DATABASE_URL: url, NO_COLOR: "1" },
        });
      // A tool sometimes hangs on a busy machine, so it is stopped and started again.
      const { stdout, stderr } = await start().catch(async (error: unknown) =>
        Reflect.get(Object(error), "killed") === true ? await start() : await Promise.reject(error),
      );
      return stdout + stderr;
    },
    async ours() {
      const tables = (await query(catalog.tables)).map(({ name }) => String(name));
      const shape: Row[] = [];
      for (const text of catalog.shape) shape.push(...(await query(text)));
      const rows: Record<string, Row[]> = {};
      for (const table of tables) rows[table] = sorted(await query(`SELECT * FROM ${table}`));
      return { tables, shape, rows };
    },
  };
}

function sorted(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ row, text: JSON.stringify(row) }))
    .sort((one, other) => (one.text < other.text ? -1 : 1))
    .map(({ row }) => row);
}

/**
 * Creates the folder inside the example, so that tools find their packages as in an application.
 * Its `npx` runs the installed tools.
 */
function makeFolder(): string {
  const folder = mkdtempSync(fileURLToPath(new URL(".snippets-", import.meta.url)));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const command = fileURLToPath(new URL("cli.js", import.meta.resolve("@x/payment-server")));
  writeFileSync(
    join(folder, "npx"),
    `#!/bin/sh\nif [ "$1" = @x/payment-server ]; then shift; exec "${process.execPath}" "${command}" "$@"; fi\nexec "$@"\n`,
  );
  chmodSync(join(folder, "npx"), 0o755);
  return folder;
}

/** Opens a checkout, pays it and delivers its webhook. */
export async function takePayment(storage: Storage): Promise<void> {
  const dodo = createDodoEmulator({ delivery: "manual" });
  await dodo.listen();
  const topup = {
    topup_id: `tu_${crypto.randomUUID()}`,
    user_id: "ada",
    credits: 500,
    usd_cents: 5000,
    status: "pending",
  };
  const quiet = (): void => undefined;
  const payment = new PaymentService({
    readTopup: () => topup,
    finishTopup: () => void (topup.status = "paid"),
    providers: [dodoPaymentProvider()],
    storage,
    base_url: "http://localhost:3000",
    env: (name) => dodo.env[name],
    logger: { info: quiet, warn: quiet, error: quiet },
  });
  // On a busy machine Dodo may not answer in time, which the caller tries again.
  const checkout = await vi.waitFor(
    async () => await payment.createCheckout({ topup_id: topup.topup_id, user_id: "ada" }),
    { timeout: 120_000 },
  );
  const paid = await dodo.pay(checkout.provider_session_id);
  const body = {
    business_id: dodo.business_id,
    type: "payment.succeeded",
    timestamp: new Date().toISOString(),
    data: { payload_type: "Payment", ...paid },
  };
  const url = "http://localhost:3000/v1/payment/webhook";
  await vi.waitFor(
    async () => {
      const answer = await payment.fetch(dodo.signedRequest(body, { url }));
      expect([await answer.json(), topup.status]).toEqual([
        expect.objectContaining({ sync_status: "applied" }),
        "paid",
      ]);
    },
    { timeout: 120_000 },
  );
  await dodo.close();
}

/** Returns the storage, and closes it when the test ends. */
export function closedAtTheEnd(storage: Storage): Storage {
  onTestFinished(async () => await storage.close());
  return storage;
}
