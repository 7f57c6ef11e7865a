// The two databases that a campaign runs on. Our storage and the host's tables are in the same one,
// as in a shop.
import { DatabaseSync } from "node:sqlite";
import type {
  FinishExtra,
  Topup,
  TransactionalExtra,
  TransactionalStorage,
} from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import pg from "pg";

/** The location of the database: a SQLite file, or a PostgreSQL URL with a separate schema. */
export type Where =
  | { kind: "sqlite"; file: string }
  | { kind: "postgres"; url: string; schema: string };

/**
 * `guarded`: the host changes only a pending topup, in its own transaction. `transactional`: it has
 * no guard and writes only through `tx`.
 */
export type Mode = "guarded" | "transactional";

/** The transaction handle that the host gets, of one of the two libraries. */
export type Tx = DatabaseSync | pg.PoolClient;

/** One call of `notify()`: the id of the notice, and the change of a payment that it reports. */
export interface Told {
  notice_id: string;
  change: string;
}

/** The host's ledger: the credits of each topup, the number of calls, and the calls of `notify()`. */
export interface Books {
  credited: Map<string, number>;
  calls: number;
  /** In the order of the calls. */
  told: Told[];
}

export interface Host {
  createTopup(topup_id: string): Promise<void>;
  readTopup(topup_id: string): Promise<Topup | null>;
  /** Credits the topup, and calls `step` at each point at which the process may be killed. */
  finishTopup(topup_id: string, extra: FinishExtra, step: (name: string) => void): Promise<void>;
  /**
   * Credits the topup in our transaction and without a guard, so a second call would credit twice.
   */
  finishWithin(
    topup_id: string,
    extra: TransactionalExtra<Tx>,
    step: (name: string) => void,
  ): Promise<void>;
  /** Stores a notice, as an e-mail that is sent cannot be taken back. */
  tell(told: Told): Promise<void>;
  books(): Promise<Books>;
  close(): Promise<void>;
}

export const CREDITS = 500;
export const USD_CENTS = 500;

/** Opens our storage. `clock` replaces the database's own clock in a campaign that moves time. */
export function openStorage(where: Where, clock?: () => number): TransactionalStorage<Tx> {
  const options = clock === undefined ? {} : { clock };
  if (where.kind === "postgres")
    return postgresStorage<Tx>(named(where.url, where.schema), {
      ...options,
      schema: where.schema,
      max_connections: 16,
    });
  return sqliteStorage<Tx>(where.file, { ...options, synchronous: "NORMAL" });
}

/** Names the connections of this campaign, so that only those are cut. */
function named(url: string, schema: string): string {
  const made = new URL(url);
  made.searchParams.set("application_name", schema);
  return made.href;
}

export async function openHost(where: Where): Promise<Host> {
  return where.kind === "postgres"
    ? await openPostgresHost(where.url, where.schema)
    : openSqliteHost(where.file);
}

const CALLS =
  "CREATE TABLE IF NOT EXISTS shop_calls (topup_id TEXT NOT NULL, fence INTEGER NOT NULL)";
const TABLES = `CREATE TABLE IF NOT EXISTS shop_topups (topup_id TEXT PRIMARY KEY, status TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS shop_ledger (topup_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, credits INTEGER NOT NULL); ${CALLS}`;
const TOLD = "notice_id TEXT NOT NULL, change TEXT NOT NULL";
const TELL = "INSERT INTO shop_told (notice_id, change) VALUES ($1, $2)";
const READ_TOLD = "SELECT notice_id, change FROM shop_told ORDER BY told";
const PAY =
  "UPDATE shop_topups SET status = 'paid' WHERE topup_id = $1 AND status = 'pending' RETURNING topup_id";
const MARK = "UPDATE shop_topups SET status = 'paid' WHERE topup_id = $1";
const NOTE = "INSERT INTO shop_calls (topup_id, fence) VALUES ($1, $2)";
const ADD = "INSERT INTO shop_ledger (topup_id, idempotency_key, credits) VALUES ($1, $2, $3)";
const SUMS = "SELECT topup_id, SUM(credits) AS credits FROM shop_ledger GROUP BY topup_id";

/** Replaces `$1` by `?1`, the parameters of SQLite. */
const numbered = (text: string): string => text.replaceAll("$", "?");

const topupOf = (topup_id: string, status: unknown): Topup => ({
  topup_id,
  user_id: "ada",
  credits: CREDITS,
  usd_cents: USD_CENTS,
  status: String(status),
});
const credited = (rows: readonly unknown[]): Books["credited"] =>
  new Map(
    rows.map((row) => [
      String(Reflect.get(Object(row), "topup_id")),
      Number(Reflect.get(Object(row), "credits")),
    ]),
  );

const toldOf = (rows: readonly unknown[]): Told[] =>
  rows.map((row) => ({
    notice_id: String(Reflect.get(Object(row), "notice_id")),
    change: String(Reflect.get(Object(row), "change")),
  }));

function openSqliteHost(file: string): Host {
  const db = new DatabaseSync(file, { timeout: 15_000 });
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`);
  // The note of a call must survive a rollback and must not wait for another transaction, so it
  // goes into a separate file, as the notices do.
  const calls = new DatabaseSync(`${file}-calls`, { timeout: 15_000 });
  calls.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${CALLS};
    CREATE TABLE IF NOT EXISTS shop_told (told INTEGER PRIMARY KEY, ${TOLD})`);
  return {
    createTopup: async (topup_id) =>
      void db.prepare("INSERT INTO shop_topups VALUES (?, 'pending')").run(topup_id),
    async readTopup(topup_id) {
      const row = db.prepare("SELECT status FROM shop_topups WHERE topup_id = ?").get(topup_id);
      return row === undefined ? null : topupOf(topup_id, row["status"]);
    },
    async finishTopup(topup_id, { idempotency_key, fence }, step) {
      calls.prepare(numbered(NOTE)).run(topup_id, fence);
      step("host called");
      db.exec("BEGIN IMMEDIATE");
      const paid = db.prepare(numbered(PAY)).get(topup_id);
      if (paid !== undefined) db.prepare(numbered(ADD)).run(topup_id, idempotency_key, CREDITS);
      step("host before commit");
      db.exec("COMMIT");
      step("host after commit");
    },
    async finishWithin(topup_id, { tx, idempotency_key, fence }, step) {
      if (!(tx instanceof DatabaseSync)) throw new Error("this is not a connection to SQLite");
      calls.prepare(numbered(NOTE)).run(topup_id, fence);
      step("host called");
      tx.prepare(numbered(MARK)).run(topup_id);
      // A real host awaits something here, and other requests run in the meantime.
      await new Promise((resolve) => setImmediate(resolve));
      tx.prepare(numbered(ADD)).run(topup_id, idempotency_key, CREDITS);
      step("host before commit");
    },
    tell: async ({ notice_id, change }) =>
      void calls.prepare(numbered(TELL)).run(notice_id, change),
    async books() {
      const noted = calls.prepare("SELECT COUNT(*) AS calls FROM shop_calls").get();
      return {
        credited: credited(db.prepare(SUMS).all()),
        calls: Number(noted?.["calls"]),
        told: toldOf(calls.prepare(READ_TOLD).all()),
      };
    },
    async close() {
      db.close();
      calls.close();
    },
  };
}

async function openPostgresHost(url: string, schema: string): Promise<Host> {
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
