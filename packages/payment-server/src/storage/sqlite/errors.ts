import { PaymentError } from "../../errors.ts";

/** The host has a transaction open on the database that it gave. */
export class HostTransaction extends Error {}

/** A transaction of a host of ours goes on for longer than a call may wait. */
export class Occupied extends Error {}

/** The low bytes: every kind of busy (locked, recovering after a crash, an outdated snapshot), of what may only be read, and of a broken constraint. */
const BUSY = 5;
const READONLY = 8;
const CONSTRAINT = 19;

/** Tries again while somebody else is in the way, until the time is up. Throws `storage_unavailable`. */
export async function patiently<T>(
  limits: { busy_ms?: number; unusable: string },
  attempt: (give_up_at: number) => Promise<T>,
): Promise<T> {
  const give_up_at = performance.now() + (limits.busy_ms ?? 3_000);
  for (;;) {
    try {
      return await attempt(give_up_at);
    } catch (error) {
      const passes = isBusy(error) || error instanceof HostTransaction;
      if (!passes || performance.now() > give_up_at) throw unavailable(error, limits.unusable);
    }
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
  }
}

/** Says what can be done; `unusable` is the sentence for a database that cannot be used at all. */
export function unavailable(error: unknown, unusable: string): PaymentError {
  if (error instanceof PaymentError) return error;
  return new PaymentError("storage_unavailable", sentence(error, unusable), {
    cause: error,
    retry_after_ms: 5_000,
  });
}

/** The file may only be read, or could only be read when it was opened. */
export function isReadOnly(error: unknown): boolean {
  return is(error, READONLY, "SQLITE_READONLY");
}

/** With each of these SQLite may end the transaction by itself: https://sqlite.org/lang_transaction.html */
const ROLLING_BACK: readonly [low_byte: number, word: string][] = [
  [7, "SQLITE_NOMEM"],
  [10, "SQLITE_IOERR"],
  [13, "SQLITE_FULL"],
];

/** The error, or what a library has wrapped in its own. */
export function rolledBack(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    ROLLING_BACK.some(([low_byte, word]) => is(error, low_byte, word)) || rolledBack(error.cause)
  );
}

function isBusy(error: unknown): boolean {
  return is(error, BUSY, "SQLITE_BUSY");
}

/** node:sqlite has the number, bun:sqlite and better-sqlite3 the name. */
function is(error: unknown, low_byte: number, word: string): boolean {
  if (!(error instanceof Error)) return false;
  const [number, name]: unknown[] = [Reflect.get(error, "errcode"), Reflect.get(error, "code")];
  return (
    (typeof number === "number" && (number & 0xff) === low_byte) ||
    (typeof name === "string" && name.startsWith(word))
  );
}

function sentence(error: unknown, unusable: string): string {
  if (error instanceof HostTransaction)
    return "A transaction of yours is open on the SQLite database: end it before the payments are asked, or give them a database of their own.";
  if (is(error, CONSTRAINT, "SQLITE_CONSTRAINT"))
    return "The database refuses what was written: a constraint does not hold, one of yours that is checked at the commit of what finishTopup() wrote.";
  return isBusy(error) || error instanceof Occupied
    ? "The database is busy; try again in a few seconds."
    : unusable;
}
