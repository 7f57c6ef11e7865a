import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { CREDITS, type Host } from "./host.ts";
import {
  ADD,
  credited,
  MARK,
  NOTE,
  PAY,
  READ_TOLD,
  SUMS,
  TABLES,
  TELL,
  TOLD,
  toldOf,
  topupOf,
} from "./host-tables.ts";

/** Opens the host on a schema of PostgreSQL. */
export async function openPostgresHost(url: string, schema: string): Promise<Host> {
  const pool = new pg.Pool({
    connectionString: named(url, schema),
    max: 16,
    options: `-c search_path=${schema}`,
  });
  // A connection that is cut emits an error. It is ignored, because the next query fails as well.
  pool.on("error", () => {}).on("connect", (client) => void client.on("error", () => {}));
  // Many workers start at once, and this connection may be cut as well.
  for (let tried = 1; ; tried += 1) {
    try {
      await pool.query(`SELECT pg_advisory_lock(7); ${TABLES};
        CREATE TABLE IF NOT EXISTS shop_told (told BIGSERIAL PRIMARY KEY, ${TOLD});
        SELECT pg_advisory_unlock(7)`);
      break;
    } catch (error) {
      if (tried === 5) throw error;
    }
  }
  return {
    async createTopup(topup_id) {
      // This connection may be cut as well, before or after the row is written.
      const make = async (): Promise<unknown> =>
        await pool.query("INSERT INTO shop_topups VALUES ($1, 'pending') ON CONFLICT DO NOTHING", [
          topup_id,
        ]);
      await make().catch(make).catch(make);
    },
    async readTopup(topup_id) {
      const { rows } = await pool.query<{ status: string }>(
        "SELECT status FROM shop_topups WHERE topup_id = $1",
        [topup_id],
      );
      return rows[0] === undefined ? null : topupOf(topup_id, rows[0].status);
    },
    async finishTopup(topup_id, { idempotency_key, fence }, step) {
      await pool.query(NOTE, [topup_id, fence]);
      step("host called");
      const client = await pool.connect();
      let broken = true;
      try {
        await client.query("BEGIN");
        const { rows } = await client.query(PAY, [topup_id]);
        if (rows.length > 0) await client.query(ADD, [topup_id, idempotency_key, CREDITS]);
        step("host before commit");
        await client.query("COMMIT");
        step("host after commit");
        broken = false;
      } finally {
        client.release(broken);
      }
    },
    async finishWithin(topup_id, { tx, idempotency_key, fence }, step) {
      if (tx instanceof DatabaseSync) throw new Error("this is not a connection to PostgreSQL");
      await pool.query(NOTE, [topup_id, fence]);
      step("host called");
      const shop = (table: string): string => table.replaceAll("shop_", `${schema}.shop_`);
      await tx.query(shop(MARK), [topup_id]);
      await tx.query(shop(ADD), [topup_id, idempotency_key, CREDITS]);
      step("host before commit");
    },
    tell: async ({ notice_id, change }) => void (await pool.query(TELL, [notice_id, change])),
    async books() {
      const { rows } = await pool.query(SUMS);
      const told = await pool.query(READ_TOLD);
      const calls = await pool.query<{ calls: string }>("SELECT COUNT(*) AS calls FROM shop_calls");
      return {
        credited: credited(rows),
        calls: Number(calls.rows[0]?.calls),
        told: toldOf(told.rows),
      };
    },
    close: async () => await pool.end(),
  };
}

/** Names the connections of this campaign, so that only those are cut. */
export function named(url: string, schema: string): string {
  const made = new URL(url);
  made.searchParams.set("application_name", schema);
  return made.href;
}
