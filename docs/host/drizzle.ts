import { and, eq, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";
import type { FinishExtra } from "@x/payment-server";

export const topups = pgTable("topups", {
  topup_id: text().primaryKey(),
  user_id: text().notNull(),
  credits: integer().notNull(),
  usd_cents: integer().notNull(),
  status: text().notNull(),
  note: text(),
});
export const balances = pgTable("balances", {
  user_id: text().primaryKey(),
  credits: bigint({ mode: "number" }).notNull(),
});

export function createHost(db: NodePgDatabase) {
  return {
    async readTopup(topup_id: string) {
      const [topup] = await db.select().from(topups).where(eq(topups.topup_id, topup_id));
      return topup ?? null;
    },
    async finishTopup(topup_id: string, extra: FinishExtra) {
      await db.transaction(async (tx) => {
        const pending = and(eq(topups.topup_id, topup_id), eq(topups.status, "pending"));
        const [paid] = await tx
          .update(topups)
          .set({ status: "paid", note: `${extra.note} ${extra.ref}` })
          .where(pending)
          .returning();
        if (paid === undefined) return; // only a pending topup: a second call changes nothing
        const { user_id, credits } = paid;
        await tx
          .insert(balances)
          .values({ user_id, credits })
          .onConflictDoUpdate({
            target: balances.user_id,
            set: { credits: sql`${balances.credits} + excluded.credits` },
          });
      });
    },
  };
}
