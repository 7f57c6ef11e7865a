import type { Kysely } from "kysely";
import type { FinishExtra, Topup } from "@x/payment-server";

/** The tables and columns that are used here; your own type has more. */
export interface Tables {
  topups: Topup & { note: string | null };
  balances: { user_id: string; credits: number };
}

export function createHost(db: Kysely<Tables>) {
  return {
    async readTopup(topup_id: string) {
      const topup = await db
        .selectFrom("topups")
        .select(["topup_id", "user_id", "credits", "usd_cents", "status"])
        .where("topup_id", "=", topup_id)
        .executeTakeFirst();
      return topup ?? null;
    },
    async finishTopup(topup_id: string, extra: FinishExtra) {
      await db.transaction().execute(async (tx) => {
        const change = { status: "paid", note: `${extra.note} ${extra.ref}` };
        const paid = await tx
          .updateTable("topups")
          .set(change)
          .where("topup_id", "=", topup_id)
          .where("status", "=", "pending")
          .returning(["user_id", "credits"])
          .executeTakeFirst();
        if (paid === undefined) return; // only a pending topup: a second call changes nothing
        const balance = tx.insertInto("balances").values(paid);
        await balance
          .onConflict((on) =>
            on.column("user_id").doUpdateSet((eb) => ({
              credits: eb("balances.credits", "+", eb.ref("excluded.credits")),
            })),
          )
          .execute();
      });
    },
  };
}
