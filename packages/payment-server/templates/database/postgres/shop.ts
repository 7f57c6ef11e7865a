// The database of the shop. Put the pool that you have already in the place of this one.
import { postgresStorage } from "@x/payment-server/storage/postgres";
import pg from "pg";
import { createHost } from "./host.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });

export const storage = postgresStorage(pool);
export const host = createHost(pool);

/** A topup that nobody has paid yet. */
export interface NewTopup {
  topup_id: string;
  user_id: string;
  credits: number;
  usd_cents: number;
}

export async function insertTopup(topup: NewTopup): Promise<void> {
  const { topup_id, user_id, credits, usd_cents } = topup;
  await pool.query("INSERT INTO topups VALUES ($1, $2, $3, $4, 'pending', NULL)", [
    topup_id,
    user_id,
    credits,
    usd_cents,
  ]);
}

export async function balanceOf(user_id: string): Promise<number> {
  const { rows } = await pool.query<{ credits: string }>(
    "SELECT credits FROM balances WHERE user_id = $1",
    [user_id],
  );
  return Number(rows[0]?.credits ?? 0);
}

export const close = async (): Promise<void> => await pool.end();
