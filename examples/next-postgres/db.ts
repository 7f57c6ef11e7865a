// db.ts
import { drizzle } from "drizzle-orm/node-postgres";
import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

export const topups = pgTable("topups", {
  topup_id: text()
    .primaryKey()
    .$defaultFn(() => crypto.randomUUID()),
  user_id: text().notNull(),
  credits: integer().notNull(),
  usd_cents: integer().notNull(),
  status: text().notNull().default("pending"),
});
export const balances = pgTable("balances", {
  user_id: text().primaryKey(),
  credits: bigint({ mode: "number" }).notNull(),
});
export const db = drizzle(process.env.DATABASE_URL ?? "");
