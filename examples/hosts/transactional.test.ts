// The hosts of "Transactional mode" in the README of @x/payment-server, run as they stand there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import type { PaymentService } from "@x/payment-server";
import pg from "pg";
import { expect, inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

const TABLES = `CREATE TABLE topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL);
  CREATE TABLE ledger (topup_id TEXT NOT NULL, user_id TEXT NOT NULL, credits INTEGER NOT NULL);
  INSERT INTO topups VALUES ('tu_1', 'ada', 500, 5000, 'pending')`;
const READ = "SELECT topup_id, user_id, credits, usd_cents, status FROM topups";

test("[P03] the host on node:sqlite credits once, without a guard", async () => {
  await inFolder(async (place) => {
    const db = new DatabaseSync(`${place}/shop.sqlite`);
    db.exec(TABLES);
    const payment = await load(place, "transactional-sqlite.ts", {
      before: `import { DatabaseSync as Shop } from "node:sqlite"; const db = new Shop(${JSON.stringify(`${place}/shop.sqlite`)});
        const shop = { readTopup: () => db.prepare("${READ}").get() ?? null };`,
      replace: ['"shop.sqlite"', JSON.stringify(`${place}/shop.sqlite`)],
    });
    await expectOneCredit(payment, async () => db.prepare("SELECT topup_id, credits FROM ledger").all().map((row) => ({ ...row })));
    db.close();
  });
});

test("[P03] the host on Drizzle and PostgreSQL credits once, without a guard", async () => {
  const url = inject("pg_url");
  const schema = `transactional_${process.pid}`;
  const admin = new pg.Pool({ connectionString: url, max: 1 }).on("error", () => {});
  await admin.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${TABLES}; RESET search_path`);
  const own = new URL(url);
  own.searchParams.set("options", `-c search_path=${schema}`);
  await inFolder(async (place) => {
    const payment = await load(place, "transactional-drizzle.ts", {
      before: `import pg from "pg"; import { integer, pgTable, text } from "drizzle-orm/pg-core";
        const topups = pgTable("topups", { topup_id: text().primaryKey(), user_id: text().notNull(), credits: integer().notNull(), usd_cents: integer().notNull(), status: text().notNull() });
        const ledger = pgTable("ledger", { topup_id: text().notNull(), user_id: text().notNull(), credits: integer().notNull() });
        const pool = new pg.Pool({ connectionString: ${JSON.stringify(own.href)}, allowExitOnIdle: true });
        const shop = { readTopup: async () => (await pool.query("${READ}")).rows[0] ?? null };`,
      replace: ['"postgres://app@db.example/shop"', JSON.stringify(own.href)],
    });
    await expectOneCredit(payment, async () => (await admin.query(`SELECT topup_id, credits FROM ${schema}.ledger`)).rows);
  });
  await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  await admin.end();
});

let dodo: DodoEmulator;

async function inFolder(body: (place: string) => Promise<void>): Promise<void> {
  // Inside the example, so that the snippets find the packages as an application does.
  const place = mkdtempSync(fileURLToPath(new URL(".snippets-", import.meta.url)));
  const environment = process.env;
  dodo = createDodoEmulator({ delivery: "manual" });
  await dodo.listen();
  process.env = { ...environment, ...dodo.env, DOWNCITY_CITY_BASE_URL: "http://localhost:3000" };
  try {
    await body(place);
  } finally {
    process.env = environment;
    await dodo.close();
    rmSync(place, { recursive: true, force: true });
  }
}

async function load(place: string, name: string, { before, replace }: { before: string; replace: [string, string] }): Promise<PaymentService> {
  const readme = readFileSync(fileURLToPath(new URL("../../packages/payment-server/README.md", import.meta.url)), "utf8");
  const block = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text ?? "").find((text) => text.startsWith(`// ${name}\n`));
  if (block === undefined) throw new Error(`the README has no ${name}`);
  writeFileSync(`${place}/${name}`, `${before}\n${block.replace(...replace)}`);
  return ((await import(pathToFileURL(`${place}/${name}`).href)) as { payment: PaymentService }).payment;
}

async function expectOneCredit(payment: PaymentService, ledger: () => Promise<unknown[]>): Promise<void> {
  const checkout = await payment.createCheckout({ topup_id: "tu_1", user_id: "ada" });
  const paid = await dodo.pay(checkout.provider_session_id);
  const body = { business_id: dodo.business_id, type: "payment.succeeded", timestamp: new Date().toISOString(), data: { payload_type: "Payment", ...paid } };
  for (const webhook_id of ["msg_1", "msg_1", "msg_2"]) {
    const response = await payment.fetch(dodo.signedRequest(body, { webhook_id, url: "http://localhost:3000/v1/payment/webhook" }));
    expect(await response.json()).toMatchObject({ received: true, sync_status: "applied" });
  }
  expect(await ledger()).toEqual([{ topup_id: "tu_1", credits: 500 }]);
}
