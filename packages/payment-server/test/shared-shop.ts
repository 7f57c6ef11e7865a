/**
 * A host in the payments' own database, called in our transaction. It has no guard, so that a
 * second credit, or one without our marks, shows at once.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg, { type PoolClient } from "pg";
import type {
  PaymentService,
  PaymentServiceOptions,
  Storage,
  Topup,
  TransactionalExtra,
  TransactionalStorage,
} from "../src/index.ts";
import { postgresStorage } from "../src/storage/postgres.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";
import { borrowSchema } from "./postgres.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

/** The databases on which transactional mode works. */
export const SHARED_SHOPS = ["sqlite", "postgres"] as const;
export type SharedShopKind = (typeof SHARED_SHOPS)[number];

/** Runs one statement with `?` for its values, and returns its rows. */
type Query = (text: string, ...values: (string | number)[]) => Promise<Record<string, unknown>[]>;

/** `Tx` is the type of `extra.tx`, for tests that use one database only. */
export interface SharedShop<Tx = never> {
  world: World;
  service: PaymentService;
  storage: Storage;
  /** Topups for which the host was called, in order. */
  calls: string[];
  /**
   * Runs inside `finishTopup`, before and after it books; `query` runs a statement in the
   * transaction.
   */
  before: ((query: Query, tx: Tx) => Promise<unknown>) | null;
  after: ((query: Query, tx: Tx) => Promise<unknown>) | null;
  /** Runs a statement outside our transactions, as another part of the application would. */
  query: Query;
  addTopup(): Promise<string>;
  /** Marks the topup paid by other means than a payment; the balance does not change. */
  markPaid(topup_id: string): Promise<void>;
  balance(): Promise<number>;
  /** Returns the service of another process on the same database; `wrap` may change its storage. */
  another(
    wrap?: <Tx>(storage: TransactionalStorage<Tx>) => TransactionalStorage<Tx>,
  ): PaymentService;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Database<Tx> {
  /** Opens the storage as a new process does. */
  open(): TransactionalStorage<Tx>;
  /** Runs a statement outside our transactions. */
  query: Query;
  /** Returns a function that runs statements inside this transaction. */
  within(tx: Tx): Query;
  close(): Promise<void>;
}

const TABLES = [
  "CREATE TABLE IF NOT EXISTS shop_topups (topup_id TEXT PRIMARY KEY, status TEXT NOT NULL)",
  "CREATE TABLE IF NOT EXISTS shop_ledger (topup_id TEXT NOT NULL, credits INTEGER NOT NULL)",
];

/** Options of a shared shop, besides those of its world. */
export interface SharedShopOptions extends Omit<WorldOptions, "storage"> {
  /** The number of connections that the host and the payments share on PostgreSQL; default 20. */
  connections?: number;
  /** Wraps the pool that the storages use on PostgreSQL. The host's own queries are not affected. */
  wrapPool?: (pool: pg.Pool) => pg.Pool;
  /** The host's `notify()`. */
  notify?: PaymentServiceOptions["notify"];
}

/** Creates a shop and its service in transactional mode, on the same database. */
export async function createSharedShop(
  kind: "sqlite",
  options?: SharedShopOptions,
): Promise<SharedShop<DatabaseSync>>;
export async function createSharedShop(
  kind: "postgres",
  options?: SharedShopOptions,
): Promise<SharedShop<PoolClient>>;
export async function createSharedShop(
  kind: SharedShopKind,
  options?: SharedShopOptions,
): Promise<SharedShop>;
export async function createSharedShop(
  kind: SharedShopKind,
  { connections = 20, wrapPool = (pool) => pool, notify, ...options }: SharedShopOptions = {},
): Promise<SharedShop> {
  const world = await createWorld(options);
  const chosen = { notify, confirm: options.service?.confirm };
  return kind === "sqlite"
    ? await shopOn(world, openSqlite(world), chosen)
    : await shopOn(world, await openPostgres(world, connections, wrapPool), chosen);
}

async function shopOn<Tx>(
  world: World,
  database: Database<Tx>,
  options: Pick<PaymentServiceOptions, "notify" | "confirm">,
): Promise<SharedShop<Tx>> {
  for (const text of TABLES) await database.query(text);
  const storages: Storage[] = [];
  const open = (): TransactionalStorage<Tx> => {
    const storage = database.open();
    storages.push(storage);
    return storage;
  };
  const readTopup = async (topup_id: string): Promise<Topup | null> => {
    const [row] = await database.query(
      "SELECT status FROM shop_topups WHERE topup_id = ?",
      topup_id,
    );
    return row === undefined
      ? null
      : { topup_id, user_id: "ada", credits: 500, usd_cents: 5_000, status: String(row["status"]) };
  };
  const finishTopup = async (topup_id: string, { tx }: TransactionalExtra<Tx>): Promise<void> => {
    const query = database.within(tx);
    shop.calls.push(topup_id);
    await shop.before?.(query, tx);
    await query("UPDATE shop_topups SET status = 'paid' WHERE topup_id = ?", topup_id);
    await query("INSERT INTO shop_ledger (topup_id, credits) VALUES (?, 500)", topup_id);
    await shop.after?.(query, tx);
  };
  const serve = (storage: TransactionalStorage<Tx>): PaymentService =>
    world.transactionalService({ storage, readTopup, finishTopup, ...options });
  const storage = open();
  const shop: SharedShop<Tx> = {
    world,
    query: database.query,
    storage,
    service: serve(storage),
    calls: [],
    before: null,
    after: null,
    async addTopup() {
      const topup_id = `tu_${crypto.randomUUID()}`;
      await database.query("INSERT INTO shop_topups VALUES (?, 'pending')", topup_id);
      return topup_id;
    },
    markPaid: async (topup_id) =>
      void (await database.query(
        "UPDATE shop_topups SET status = 'paid' WHERE topup_id = ?",
        topup_id,
      )),
    balance: async () =>
      Number(
        (await database.query("SELECT COALESCE(SUM(credits), 0) AS credits FROM shop_ledger"))[0]?.[
          "credits"
        ],
      ),
    another: (wrap = (given) => given) => serve(wrap(open())),
    async [Symbol.asyncDispose]() {
      for (const opened of storages) await opened.close();
      await database.close();
      await world.close();
    },
  };
  return shop;
}

function openSqlite(world: World): Database<DatabaseSync> {
  const file = join(world.folder, "shop.sqlite");
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec("PRAGMA journal_mode = WAL");
  const on =
    (database: DatabaseSync): Query =>
    async (text, ...values) =>
      database.prepare(text).all(...values);
  return {
    open: () =>
      sqliteStorage<DatabaseSync>(file, { clock: () => world.clock.now(), synchronous: "NORMAL" }),
    query: on(db),
    within: on,
    close: async () => db.close(),
  };
}

async function openPostgres(
  world: World,
  max: number,
  wrapPool: (pool: pg.Pool) => pg.Pool,
): Promise<Database<PoolClient>> {
  const { url, schema, drop } = await borrowSchema();
  const pool = new pg.Pool({ connectionString: url, max, options: `-c search_path=${schema}` }).on(
    "error",
    () => {},
  );
  const on =
    (client: Pick<PoolClient, "query">): Query =>
    async (text, ...values) => {
      let at = 0;
      const { rows } = await client.query<Record<string, unknown>>(
        text.replaceAll("?", () => `$${(at += 1)}`),
        values,
      );
      return rows;
    };
  return {
    open: () => postgresStorage<PoolClient>(wrapPool(pool), { clock: () => world.clock.now() }),
    query: on(pool),
    within: on,
    async close() {
      await pool.end();
      await drop();
    },
  };
}
