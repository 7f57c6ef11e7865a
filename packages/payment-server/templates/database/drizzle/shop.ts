// The database of the shop. Put the database that you have already in the place of this one.
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { balances, createHost, topups } from "./host.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
const db = drizzle({ client: pool });

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
  await db.insert(topups).values({ ...topup, status: "pending" });
}

export async function balanceOf(user_id: string): Promise<number> {
  const [balance] = await db.select().from(balances).where(eq(balances.user_id, user_id));
  return balance?.credits ?? 0;
}

export const close = async (): Promise<void> => await pool.end();
