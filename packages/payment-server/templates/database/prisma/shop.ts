// The database of the shop. Put the client that you have already in the place of this one, or import
// it from where `prisma generate` writes it.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { createHost } from "./host.ts";

const connectionString = process.env["DATABASE_URL"];
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString }) });

export const storage = postgresStorage(connectionString);
export const host = createHost(prisma);

/** A topup that nobody has paid yet. */
export interface NewTopup {
  topup_id: string;
  user_id: string;
  credits: number;
  usd_cents: number;
}

export async function insertTopup(topup: NewTopup): Promise<void> {
  const { topup_id, user_id, credits, usd_cents } = topup;
  await prisma.$executeRaw`
    INSERT INTO topups VALUES (${topup_id}, ${user_id}, ${credits}, ${usd_cents}, 'pending', NULL)`;
}

export async function balanceOf(user_id: string): Promise<number> {
  const [balance] = await prisma.$queryRaw<
    { credits: bigint }[]
  >`SELECT credits FROM balances WHERE user_id = ${user_id}`;
  return Number(balance?.credits ?? 0);
}

export async function close(): Promise<void> {
  await prisma.$disconnect();
  await storage.close();
}
