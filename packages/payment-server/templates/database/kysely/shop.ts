// The database of the shop. Put the database that you have already in the place of this one.
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { createHost, type Tables } from "./host.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

export const storage = postgresStorage(pool);
export const host = createHost(db);

/** A topup that nobody has paid yet. */
export interface NewTopup {
  topup_id: string;
  user_id: string;
  credits: number;
  usd_cents: number;
}

export async function insertTopup(topup: NewTopup): Promise<void> {
  await db
    .insertInto("topups")
    .values({ ...topup, status: "pending", note: null })
    .execute();
}

export async function balanceOf(user_id: string): Promise<number> {
  const balance = await db
    .selectFrom("balances")
    .select("credits")
    .where("user_id", "=", user_id)
    .executeTakeFirst();
  return Number(balance?.credits ?? 0);
}

export const close = async (): Promise<void> => await pool.end();
