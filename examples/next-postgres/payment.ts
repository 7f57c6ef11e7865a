// payment.ts
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { and, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { PoolClient } from "pg";
import { balances, db, topups } from "./db.ts";
import { sessionOf } from "./session.ts"; // yours: { user_id } of a request, or null

export const payment = new PaymentService({
  transactional: true, // your credit and our rows commit together
  storage: postgresStorage<PoolClient>(process.env.DATABASE_URL),
  providers: [dodoPaymentProvider()], // keys come from the environment
  authenticate: (request) => sessionOf(request.headers),
  async readTopup(topup_id) {
    const [topup] = await db.select().from(topups).where(eq(topups.topup_id, topup_id));
    return topup ?? null;
  },
  async finishTopup(topup_id, { tx }) {
    const books = drizzle({ client: tx }); // write only through it
    const pending = and(eq(topups.topup_id, topup_id), eq(topups.status, "pending"));
    const [paid] = await books.update(topups).set({ status: "paid" }).where(pending).returning();
    if (paid === undefined) throw new Error("paid by other means"); // the payment is then held
    const credits = sql`${balances.credits} + excluded.credits`;
    await books
      .insert(balances)
      .values(paid)
      .onConflictDoUpdate({ target: balances.user_id, set: { credits } });
  },
});
