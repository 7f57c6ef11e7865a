// Runs the hosts of "Transactional mode" in the README of @x/payment-server, unchanged.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createDodoEmulator, type DodoEmulator } from "@x/dodo-emulator";
import { dodoPaymentProvider, PaymentService, type Topup } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { Kysely, PostgresDialect } from "kysely";
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

test("[P03] the host on node:sqlite credits once", async () => {
  await inFolder(async (place) => {
    const db = new DatabaseSync(`${place}/shop.sqlite`);
    db.exec(TABLES);
    const payment = await load(place, "transactional-sqlite.ts", {
      before: `import { DatabaseSync as Shop } from "node:sqlite"; const db = new Shop(${JSON.stringify(`${place}/shop.sqlite`)});
        const shop = { readTopup: () => db.prepare("${READ}").get() ?? null };`,
      replace: ['"shop.sqlite"', JSON.stringify(`${place}/shop.sqlite`)],
    });
    await expectOneCredit(await payAtDodo(payment), async () =>
      db
        .prepare("SELECT topup_id, credits FROM ledger")
        .all()
        .map((row) => ({ ...row })),
    );
    db.close();
  });
});

test("[P03] the host on Drizzle and PostgreSQL credits once", async () => {
  const { href, admin, drop } = await openSchema("drizzle");
  await inFolder(async (place) => {
    const payment = await load(place, "transactional-drizzle.ts", {
      before: `import pg from "pg"; import { integer, pgTable, text } from "drizzle-orm/pg-core";
        const topups = pgTable("topups", { topup_id: text().primaryKey(), user_id: text().notNull(), credits: integer().notNull(), usd_cents: integer().notNull(), status: text().notNull() });
        const ledger = pgTable("ledger", { topup_id: text().notNull(), user_id: text().notNull(), credits: integer().notNull() });
        const pool = new pg.Pool({ connectionString: ${JSON.stringify(href)}, allowExitOnIdle: true });
        const shop = { readTopup: async () => (await pool.query("${READ}")).rows[0] ?? null };`,
      replace: ['"postgres://app@db.example/shop"', JSON.stringify(href)],
    });
    await expectOneCredit(
      await payAtDodo(payment),
      async () => (await admin.query("SELECT topup_id, credits FROM ledger")).rows,
    );
  });
  await drop();
});

test("[P03] the same client under Kysely, which releases it after each query, keeps our transaction whole", async () => {
  const { href, admin, drop } = await openSchema("kysely");
  await inFolder(async () => {
    const pool = new pg.Pool({ connectionString: href, allowExitOnIdle: true }).on(
      "error",
      () => {},
    );
    let fails = true;
    const payment = new PaymentService({
      transactional: true,
      storage: postgresStorage<pg.PoolClient>(pool),
      readTopup: async (topup_id) =>
        (await pool.query<Topup>(`${READ} WHERE topup_id = $1`, [topup_id])).rows[0] ?? null,
      async finishTopup(topup_id, { tx }) {
        const db = new Kysely<Shop>({
          dialect: new PostgresDialect({
            pool: { connect: async () => tx, end: async () => {}, options: {} },
          }),
        });
        await db
          .updateTable("topups")
          .set({ status: "paid" })
          .where("topup_id", "=", topup_id)
          .execute();
        if (fails) throw new Error("between two queries");
        await db.insertInto("ledger").values({ topup_id, user_id: "ada", credits: 500 }).execute();
      },
      providers: [dodoPaymentProvider()],
    });
    const deliver = await payAtDodo(payment);
    expect((await deliver("msg_0")).status).toBe(503);
    expect((await admin.query("SELECT status FROM topups")).rows).toEqual([{ status: "pending" }]);
    fails = false;
    await expectOneCredit(
      deliver,
      async () => (await admin.query("SELECT topup_id, credits FROM ledger")).rows,
    );
    await pool.end();
  });
  await drop();
});

interface Shop {
  topups: { topup_id: string; status: string };
  ledger: { topup_id: string; user_id: string; credits: number };
}

/** Creates a schema with the shop's tables and returns a connection to it. */
async function openSchema(
  name: string,
): Promise<{ href: string; admin: pg.Pool; drop(): Promise<void> }> {
  const own = new URL(inject("pg_url"));
  const schema = `${name}_${process.pid}`;
  own.searchParams.set("options", `-c search_path=${schema}`);
  const admin = new pg.Pool({ connectionString: own.href, max: 1 }).on("error", () => {});
  await admin.query(`CREATE SCHEMA ${schema}; ${TABLES}`);
  return {
    href: own.href,
    admin,
    async drop() {
      await admin.query(`DROP SCHEMA ${schema} CASCADE`);
      await admin.end();
    },
  };
}

let dodo: DodoEmulator;

async function inFolder(body: (place: string) => Promise<void>): Promise<void> {
  // The file is inside the example, so that the snippets find the packages as an application does.
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

async function load(
  place: string,
  name: string,
  { before, replace }: { before: string; replace: [string, string] },
): Promise<PaymentService> {
  const readme = readFileSync(
    fileURLToPath(new URL("../../packages/payment-server/README.md", import.meta.url)),
    "utf8",
  );
  const block = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, text]) => text ?? "")
    .find((text) => text.startsWith(`// ${name}\n`));
  if (block === undefined) throw new Error(`the README has no ${name}`);
  writeFileSync(`${place}/${name}`, `${before}\n${block.replace(...replace)}`);
  return ((await import(pathToFileURL(`${place}/${name}`).href)) as { payment: PaymentService })
    .payment;
}

type Deliver = (webhook_id: string) => Promise<Response>;

async function payAtDodo(
  payment: Pick<PaymentService, "createCheckout" | "fetch">,
): Promise<Deliver> {
  const checkout = await payment.createCheckout({ topup_id: "tu_1", user_id: "ada" });
  const paid = await dodo.pay(checkout.provider_session_id);
  const body = {
    business_id: dodo.business_id,
    type: "payment.succeeded",
    timestamp: new Date().toISOString(),
    data: { payload_type: "Payment", ...paid },
  };
  return async (webhook_id) =>
    await payment.fetch(
      dodo.signedRequest(body, { webhook_id, url: "http://localhost:3000/v1/payment/webhook" }),
    );
}

async function expectOneCredit(deliver: Deliver, ledger: () => Promise<unknown[]>): Promise<void> {
  for (const webhook_id of ["msg_1", "msg_1", "msg_2"]) {
    expect(await (await deliver(webhook_id)).json()).toMatchObject({
      received: true,
      sync_status: "applied",
    });
  }
  expect(await ledger()).toEqual([{ topup_id: "tu_1", credits: 500 }]);
}
