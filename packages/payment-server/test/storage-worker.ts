/**
 * One of several processes on one database: `fork("storage-worker.ts", [where, work])`. It sends
 * `ready`, waits for any message, works, and sends back the result.
 */
import { DatabaseSync } from "node:sqlite";
import { PaymentError } from "../src/errors.ts";
import { changeOf, LEASE, samplePayment } from "../src/testing/storage/records.ts";
import { openShared } from "./shared-storage.ts";

/** The tasks of a worker. */
export type Work = "claim" | "migrate" | "lock";
/** The names of the sample payments whose credit every process claims. */
export const CLAIMED: readonly string[] = Array.from({ length: 100 }, (_, index) => `${index}`);
/**
 * Suffixes of the file or schema name. One migration is too short to overlap another one reliably,
 * so each process makes twelve.
 */
export const MIGRATED: readonly string[] = Array.from({ length: 12 }, (_, index) => `_${index}`);
const LOCKED_MS = 1_000;

const WORK: Record<Work, (path: string) => Promise<unknown>> = {
  /** Claims a hundred credits at once and returns the names it won. */
  async claim(path) {
    const storage = openShared(path);
    const claims = CLAIMED.map(async (name) => {
      const change = changeOf(
        samplePayment(name),
        { status: "crediting" },
        { by: `by${process.pid}` },
      );
      return (await storage.claimCredit(change, LEASE, "guarded")).won ? [name] : [];
    });
    const won = (await Promise.all(claims)).flat();
    await storage.close();
    return won;
  },
  /** Migrates each database and returns the suffixes whose tables it has made. */
  async migrate(path) {
    const made: string[] = [];
    for (const suffix of MIGRATED) {
      const storage = openShared(path + suffix);
      if ((await storage.migrate()).made) made.push(suffix);
      await storage.close();
    }
    return made;
  },
  /** Takes the file's write lock, answers, and keeps the lock for a second. */
  async lock(path) {
    const handle = new DatabaseSync(path);
    handle.exec("BEGIN IMMEDIATE");
    setTimeout(() => handle.exec("COMMIT"), LOCKED_MS);
    return "locked";
  },
};

const [, , path, work] = process.argv;
if (process.send !== undefined && path !== undefined) {
  process.once(
    "message",
    () => void answer(path, work === "claim" || work === "lock" ? work : "migrate"),
  );
  process.send("ready");
}

async function answer(file: string, task: Work): Promise<void> {
  const result = await WORK[task](file).catch((error: unknown) =>
    error instanceof PaymentError ? `${error.code}: ${error.message}` : String(error),
  );
  process.send?.(result, () => process.disconnect());
}
