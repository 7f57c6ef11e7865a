import type { FinishExtra, Topup } from "@x/payment-server";

/** The methods of your generated `PrismaClient` that are used; pass the client itself. */
export interface Prisma {
  $queryRaw<Rows>(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

export function createHost(db: Prisma) {
  return {
    async readTopup(topup_id: string) {
      const [topup] = await db.$queryRaw<
        Topup[]
      >`SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = ${topup_id}`;
      return topup ?? null;
    },
    async finishTopup(topup_id: string, extra: FinishExtra) {
      // One statement is one transaction. `paid` has a row only if the topup was pending: a second
      // call changes nothing.
      await db.$executeRaw`
        WITH paid AS (UPDATE topups SET status = 'paid', note = ${`${extra.note} ${extra.ref}`} WHERE topup_id = ${topup_id} AND status = 'pending' RETURNING user_id, credits)
        INSERT INTO balances (user_id, credits) SELECT user_id, credits FROM paid
        ON CONFLICT (user_id) DO UPDATE SET credits = balances.credits + excluded.credits`;
    },
  };
}
