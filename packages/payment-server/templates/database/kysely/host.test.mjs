// Tests whether the host credits a topup once and as a whole, in a database whose schemas may be
// made and dropped: TEST_DATABASE_URL=postgres://… node --test payments/host.test.mjs
import { test } from "node:test";
import { hostSuite } from "@x/payment-server/testing";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { createHost } from "./host.ts";

const TEST_DATABASE_URL = process.env["TEST_DATABASE_URL"] ?? "";
if (TEST_DATABASE_URL === "") throw new Error("Set TEST_DATABASE_URL to a database for tests.");
let made = 0;

hostSuite(test, async () => {
  const schema = `host_${process.pid}_${(made += 1)}`;
  const url = new URL(TEST_DATABASE_URL);
  url.searchParams.set("options", `-c search_path=${schema}`);
  const pool = new pg.Pool({ connectionString: url.href });
  await pool.query(`CREATE SCHEMA ${schema};
    CREATE TABLE topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
      credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
    CREATE TABLE balances (user_id TEXT PRIMARY KEY, credits BIGINT NOT NULL)`);
  return {
    host: createHost(new Kysely({ dialect: new PostgresDialect({ pool }) })),
    async createTopup({ user_id, credits, usd_cents }) {
      const topup_id = crypto.randomUUID();
      await pool.query("INSERT INTO topups VALUES ($1, $2, $3, $4, 'pending', NULL)", [
        topup_id,
        user_id,
        credits,
        usd_cents,
      ]);
      return topup_id;
    },
    async balanceOf(user_id) {
      const { rows } = await pool.query("SELECT credits FROM balances WHERE user_id = $1", [
        user_id,
      ]);
      return Number(rows[0]?.credits ?? 0);
    },
    // Writes to this table fail meanwhile, as after a crash between two writes.
    async refuseWrites(table, call) {
      const allowed = table === "topups" ? "status = 'pending'" : "false";
      await pool.query(`ALTER TABLE ${table} ADD CONSTRAINT refuse CHECK (${allowed}) NOT VALID`);
      await call().finally(() => pool.query(`ALTER TABLE ${table} DROP CONSTRAINT refuse`));
    },
    async dispose() {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    },
  };
});
