/**
 * One of several processes on one SQLite file: `fork("storage-worker.ts", [file, work])`. It says `ready`, waits for any
 * message, works, and answers with what came of it.
 */
import { DatabaseSync } from "node:sqlite";
import { PaymentError } from "../src/errors.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";
import { changeOf, LEASE, samplePayment } from "../src/testing/storage/records.ts";

export type Work = "claim" | "migrate" | "lock";
/** The names of the samples whose credit every process claims. */
export const CLAIMED: readonly string[] = Array.from({ length: 100 }, (_, index) => `${index}`);
/** Beside the file itself: one migration is too short to meet another one for sure. */
export const MIGRATED: readonly string[] = Array.from({ length: 12 }, (_, index) => `.${index}`);
const LOCKED_MS = 1_000;

const WORK: Record<Work, (path: string) => Promise<unknown>> = {
  /** Claims a hundred credits at once and answers with the names it won. */
  async claim(path) {
    const storage = sqliteStorage(path, { busy_ms: 15_000, synchronous: "NORMAL" });
    const claims = CLAIMED.map(async (name) => {
      const change = changeOf(samplePayment(name), { status: "crediting" }, { by: `by${process.pid}` });
      return (await storage.claimCredit(change, LEASE)).won ? [name] : [];
    });
    return (await Promise.all(claims)).flat();
  },
  async migrate(path) {
    for (const suffix of MIGRATED) await sqliteStorage(path + suffix, { busy_ms: 15_000 }).migrate();
    return "migrated";
  },
  /** Holds the file's write lock from before it answers until a second later. */
  async lock(path) {
    const handle = new DatabaseSync(path);
    handle.exec("BEGIN IMMEDIATE");
    setTimeout(() => handle.exec("COMMIT"), LOCKED_MS);
    return "locked";
  },
};

const [, , path, work] = process.argv;
if (process.send !== undefined && path !== undefined) {
  process.once("message", () => void answer(path, work === "claim" || work === "lock" ? work : "migrate"));
  process.send("ready");
}

async function answer(file: string, task: Work): Promise<void> {
  const said = await WORK[task](file).catch((error: unknown) => (error instanceof PaymentError ? `${error.code}: ${error.message}` : String(error)));
  process.send?.(said, () => process.disconnect());
}
