// The rows that read from a large table: pages of each list, and the figures of 30 days.
import { DatabaseSync } from "node:sqlite";
import { PaymentService, dodoPaymentProvider } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { open, type Bench } from "./bench.ts";
import { handlersOf, loadOurs } from "./ours.ts";
import { deliver, delivery, openCheckouts, send, get } from "./purchases.ts";
import type { Row, RowResult } from "./row.ts";
import { measure } from "./rounds.ts";

/** The number of rows in the small table. */
const FEW = 1_000;
/** The number of rows of each user, which is the same in both tables. */
const ROWS_OF_USER = 100;
/** The time between two rows, so that the present day has the same rows in both tables. */
const INTERVAL_MS = 86_400;

/** A service on a table with many rows. */
interface Filled {
  rows: number;
  payment: PaymentService;
  /** The cursor of the middle of the list. */
  cursor: string;
  user_id: string;
  close(): Promise<void>;
}

type Read = (filled: Filled) => Promise<unknown>;

const READS: Readonly<Record<string, { what: string; read: Read }>> = {
  list_mine: {
    what: "a page of a user's payments",
    read: async ({ payment, user_id }) => await payment.listPayments({ user_id }, { limit: 50 }),
  },
  list_first: {
    what: "the first page of all payments",
    read: async ({ payment }) => await payment.listPayments({}, { limit: 50 }),
  },
  list_middle: {
    what: "a page in the middle of all payments",
    read: async ({ payment, cursor }) => await payment.listPayments({}, { limit: 50, cursor }),
  },
  list_status: {
    what: "the first page of the paid payments",
    read: async ({ payment }) => await payment.listPayments({ status: "paid" }, { limit: 50 }),
  },
  list_events: {
    what: "the first page of all events",
    read: async ({ payment }) => await payment.listEvents({}, { limit: 50 }),
  },
  summary: {
    what: "the figures of one day",
    read: async ({ payment }) => {
      const today = new Date().toISOString().slice(0, 10);
      return await payment.summary({ from: today, to: today });
    },
  },
};

/** The tables that were filled, by their rows, since filling the large one takes a while. */
const filled = new Map<number, Promise<Filled>>();

export const LIST_ROWS: readonly Row[] = Object.entries(READS).map(([id, { what, read }]): Row => ({
  id,
  what,
  bar: "≤ 1.5 × its time at 1,000 rows",
  small: true,
  run: async (bench) => await compare(bench, read),
}));

/** Closes the tables. */
export async function closeTables(): Promise<void> {
  for (const table of filled.values()) await (await table).close();
  filled.clear();
}

async function compare(bench: Bench, read: Read): Promise<RowResult> {
  const sizes = [FEW, bench.amount.table_rows];
  const contenders = [];
  for (const rows of sizes) {
    if (!filled.has(rows)) filled.set(rows, fill(bench, rows));
    const table = await filled.get(rows);
    if (table === undefined) continue;
    contenders.push({
      name: `${rows.toLocaleString("en")} rows`,
      prepare: async () => ({
        operations: bench.amount.deliveries,
        async run() {
          for (let n = 0; n < bench.amount.deliveries; n += 1) await read(table);
        },
      }),
    });
  }
  const times = await measure(contenders, bench.amount.rounds, true);
  const [few, many] = times;
  const slower = (many?.wall.median ?? Number.NaN) / (few?.wall.median ?? Number.NaN);
  return { times, figures: [{ name: "the time at 1,000 rows", value: slower, unit: "×" }] };
}

/** Makes a table of `rows` payments and events: a paid one of ours, copied with other ids. */
async function fill(bench: Bench, rows: number): Promise<Filled> {
  const ours = { name: "ours", create: handlersOf(await loadOurs()) };
  const { handler, file, close } = await open(ours, bench.dodo_url);
  const [checkout] = await openCheckouts(handler, 1);
  if (checkout !== undefined) await deliver(handler, delivery(checkout));
  await send(handler, get("/payments/me", "ada"));
  const database = new DatabaseSync(file);
  // Filling is not measured, and the file is thrown away.
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -524288");
  copyRow(database, "topup_payments", "payment_id", rows);
  copyRow(database, "topup_events", "event_id", rows);
  database.exec("ANALYZE");
  database.close();
  const storage = sqliteStorage(file, { synchronous: "NORMAL" });
  const payment = new PaymentService({
    readTopup: () => null,
    finishTopup: () => undefined,
    providers: [dodoPaymentProvider()],
    storage,
    logger: { info: () => {}, warn: () => {}, error: () => {} },
    env: {},
  });
  const { next_cursor } = await payment.listPayments({}, { limit: 1 });
  return {
    rows,
    payment,
    cursor: next_cursor ?? "",
    user_id: "user_0",
    async close() {
      await storage.close();
      await close();
    },
  };
}

/** The columns whose values differ, as SQL of the number `n` of the row and of all `users`. */
const VARIED: Readonly<Record<string, string>> = {
  payment_id: "printf('pmt_%022d', n)",
  event_id: "printf('dodo:msg_%d', n)",
  topup_id: "printf('topup_%d', n)",
  user_id: "printf('user_%d', n % users)",
  ref: "printf('ref_%022d', n)",
  provider_session_id: "printf('cks_%d', n)",
  provider_payment_id: "printf('pay_%d', n)",
  write_id: "printf('wr_%022d', n)",
};

/** Copies the only row of a table `rows` times, going back into the past. */
function copyRow(database: DatabaseSync, table: string, key: string, rows: number): void {
  const columns = database
    .prepare("SELECT name FROM pragma_table_info(?)")
    .all(table)
    .map(({ name }) => String(name));
  const value = (column: string): string => {
    if (column === "created_at" || column === "updated_at") return `${column} - n * ${INTERVAL_MS}`;
    // An event names a payment by the number that the payment has.
    return VARIED[column] ?? column;
  };
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
    INSERT INTO ${table} (${columns.join(", ")})
    SELECT ${columns.map(value).join(", ")}
    FROM numbers, (SELECT ${rows / ROWS_OF_USER} AS users), (SELECT * FROM ${table} ORDER BY ${key} LIMIT 1)`);
}
