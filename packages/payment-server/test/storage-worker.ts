/**
 * One of several processes on one database: `fork("storage-worker.ts", [where, work])`. It says `ready`, waits for any
 * message, works, and answers with what came of it.
 */
import { DatabaseSync } from "node:sqlite";
import { PaymentError } from "../src/errors.ts";
import { changeOf, LEASE, samplePayment } from "../src/testing/storage/records.ts";
import { openShared } from "./shared-storage.ts";

export type Work = "claim" | "migrate" | "lock";
/** The names of the samples whose credit every process claims. */
export const CLAIMED: readonly string[] = Array.from({ length: 100 }, (_, index) => `${index}`);
/** Behind the name of the file or the schema: one migration is too short to meet another one for sure. */
export const MIGRATED: readonly string[] = Array.from({ length: 12 }, (_, index) => `_${index}`);
const LOCKED_MS = 1_000;

const WORK: Record<Work, (path: string) => Promise<unknown>> = {
  /** Claims a hundred credits at once and answers with the names it won. */
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
  /** Answers with the names it says it has made. */
  async migrate(path) {
    const made: string[] = [];
    for (const suffix of MIGRATED) {
      const storage = openShared(path + suffix);
      if ((await storage.migrate()).made) made.push(suffix);
      await storage.close();
    }
    return made;
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
  process.once(
    "message",
    () => void answer(path, work === "claim" || work === "lock" ? work : "migrate"),
  );
  process.send("ready");
}

async function answer(file: string, task: Work): Promise<void> {
  const said = await WORK[task](file).catch((error: unknown) =>
    error instanceof PaymentError ? `${error.code}: ${error.message}` : String(error),
  );
  process.send?.(said, () => process.disconnect());
}
