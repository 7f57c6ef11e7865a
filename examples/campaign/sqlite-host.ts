import { DatabaseSync } from "node:sqlite";
import { CREDITS, type Host } from "./host.ts";
import {
  ADD,
  CALLS,
  credited,
  MARK,
  NOTE,
  numbered,
  PAY,
  READ_TOLD,
  SUMS,
  TABLES,
  TELL,
  TOLD,
  toldOf,
  topupOf,
} from "./host-tables.ts";

const BUSY = 5;
/** Longer than a frozen process keeps its transaction. */
const LONGEST_WAIT_MS = 300_000;

/** Opens the host on a SQLite file. */
export function openSqliteHost(file: string): Host {
  const db = new DatabaseSync(file, { timeout: 15_000 });
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`);
  // The note of a call must survive a rollback and must not wait for another transaction, so it
  // goes into a separate file, as the notices do.
  const calls = new DatabaseSync(`${file}-calls`, { timeout: 15_000 });
  calls.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${CALLS};
    CREATE TABLE IF NOT EXISTS shop_told (told INTEGER PRIMARY KEY, ${TOLD})`);
  // A process that is frozen inside a transaction keeps the file locked until the campaign resumes
  // it, so a buyer waits without blocking the campaign's own process.
  const buyers = new DatabaseSync(file, { timeout: 50 });
  return {
    async createTopup(topup_id) {
      for (const last = Date.now() + LONGEST_WAIT_MS; ;) {
        try {
          buyers.prepare("INSERT INTO shop_topups VALUES (?, 'pending')").run(topup_id);
          return;
        } catch (error) {
          if ((error as { errcode?: number }).errcode !== BUSY || Date.now() > last) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
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
      buyers.close();
      calls.close();
    },
  };
}
