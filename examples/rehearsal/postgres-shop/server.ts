// The shop over plain node:http, with balance and payments in one PostgreSQL database.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createShop, sessionOf } from "@x/example-shared/shop";
import { createHost } from "@x/host-recipes/pg";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env["DATABASE"] });
await pool.query(`
  CREATE TABLE IF NOT EXISTS topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
    credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
  CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits BIGINT NOT NULL)`);

const payment = new PaymentService({
  ...createHost(pool),
  providers: [dodoPaymentProvider()],
  storage: postgresStorage(pool),
  authenticate: sessionOf,
});

const books = {
  async createTopup(user_id: string, credits: number, usd_cents: number): Promise<string> {
    const topup_id = `tu_${crypto.randomUUID()}`;
    const row = [topup_id, user_id, credits, usd_cents];
    await pool.query("INSERT INTO topups VALUES ($1, $2, $3, $4, 'pending', NULL)", row);
    return topup_id;
  },
  async balanceOf(user_id: string): Promise<number> {
    const { rows } = await pool.query<{ credits: string }>(
      "SELECT credits FROM balances WHERE user_id = $1",
      [user_id],
    );
    return Number(rows[0]?.credits ?? 0);
  },
};

const server = createServer(getRequestListener(createShop(books, payment)));
process.once("SIGTERM", () => server.close(() => void pool.end()));
server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => {
  const address = server.address();
  console.log(`shop on http://localhost:${typeof address === "object" ? address?.port : address}`);
});
