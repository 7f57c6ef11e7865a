// The tables of the host and the statements that it runs, with the parameters of PostgreSQL.
import type { Topup } from "@x/payment-server";
import { type Books, CREDITS, type Told, USD_CENTS } from "./host.ts";

export const CALLS =
  "CREATE TABLE IF NOT EXISTS shop_calls (topup_id TEXT NOT NULL, fence INTEGER NOT NULL)";

export const TABLES = `CREATE TABLE IF NOT EXISTS shop_topups (topup_id TEXT PRIMARY KEY, status TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS shop_ledger (topup_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, credits INTEGER NOT NULL); ${CALLS}`;

export const TOLD = "notice_id TEXT NOT NULL, change TEXT NOT NULL";

export const TELL = "INSERT INTO shop_told (notice_id, change) VALUES ($1, $2)";

export const READ_TOLD = "SELECT notice_id, change FROM shop_told ORDER BY told";

export const PAY =
  "UPDATE shop_topups SET status = 'paid' WHERE topup_id = $1 AND status = 'pending' RETURNING topup_id";

export const MARK = "UPDATE shop_topups SET status = 'paid' WHERE topup_id = $1";

export const NOTE = "INSERT INTO shop_calls (topup_id, fence) VALUES ($1, $2)";

export const ADD =
  "INSERT INTO shop_ledger (topup_id, idempotency_key, credits) VALUES ($1, $2, $3)";

export const SUMS = "SELECT topup_id, SUM(credits) AS credits FROM shop_ledger GROUP BY topup_id";

/** Replaces `$1` by `?1`, the parameters of SQLite. */
export const numbered = (text: string): string => text.replaceAll("$", "?");

export const topupOf = (topup_id: string, status: unknown): Topup => ({
  topup_id,
  user_id: "ada",
  credits: CREDITS,
  usd_cents: USD_CENTS,
  status: String(status),
});

export const credited = (rows: readonly unknown[]): Books["credited"] =>
  new Map(
    rows.map((row) => [
      String(Reflect.get(Object(row), "topup_id")),
      Number(Reflect.get(Object(row), "credits")),
    ]),
  );

export const toldOf = (rows: readonly unknown[]): Told[] =>
  rows.map((row) => ({
    notice_id: String(Reflect.get(Object(row), "notice_id")),
    change: String(Reflect.get(Object(row), "change")),
  }));
