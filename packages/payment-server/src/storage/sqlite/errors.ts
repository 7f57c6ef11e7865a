import { PaymentError } from "../../errors.ts";
import { FileReplacedError } from "./file-identity.ts";

/**
 * Thrown if the host has a transaction open on its database, because our statements would run
 * inside that transaction.
 */
export class HostTransactionOpenError extends Error {}

/** Thrown if transactions of the host hold the write lock for longer than a call may wait. */
export class WriteLockTimeoutError extends Error {}

// The low bytes of result codes. All extended codes of an error have the same low byte:
// https://sqlite.org/rescode.html
/** The code for a locked file, for a recovery after a crash, or for an outdated snapshot. */
const BUSY = 5;
const READONLY = 8;
const CONSTRAINT = 19;

/**
 * Errors of the memory and the disk after which SQLite may have ended the transaction by itself:
 * https://sqlite.org/lang_transaction.html
 */
const ROLLING_BACK: readonly [low_byte: number, name: string][] = [
  [7, "SQLITE_NOMEM"],
  [10, "SQLITE_IOERR"],
  [13, "SQLITE_FULL"],
];

/** How long a call is retried, and the message of the error if the database cannot be used. */
export interface RetryLimits {
  /** How long a call is retried, in milliseconds. Default 3,000. */
  busy_ms?: number;
  unusable: string;
}

/**
 * Calls `attempt` until it succeeds. Retries only while the file is locked or a transaction of the
 * host is open. `attempt` receives the time of `performance.now()` at which the retries end. Throws
 * what `unavailable` returns for the error: after that time, or at once if `attempt` fails for any
 * other reason.
 */
export async function retryWhileBusy<T>(
  limits: RetryLimits,
  attempt: (give_up_at: number) => Promise<T>,
): Promise<T> {
  const give_up_at = performance.now() + (limits.busy_ms ?? 3_000);
  for (;;) {
    try {
      return await attempt(give_up_at);
    } catch (error) {
      const may_pass = isBusy(error) || error instanceof HostTransactionOpenError;
      if (!may_pass || performance.now() > give_up_at) throw unavailable(error, limits.unusable);
    }
    // Pause for a random time, so that two processes do not collide again and again.
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
  }
}

/**
 * Converts an error to `storage_unavailable` with a message for the operator. If there is no
 * specific message for the error, the message is `unusable`. A `PaymentError` is returned
 * unchanged.
 */
export function unavailable(error: unknown, unusable: string): PaymentError {
  if (error instanceof PaymentError) return error;
  return new PaymentError("storage_unavailable", messageFor(error, unusable), {
    cause: error,
    retry_after_ms: 5_000,
  });
}

/**
 * Whether SQLite refused to write because the database is read-only, for example because its file
 * was read-only when it was opened.
 */
export function isReadOnly(error: unknown): boolean {
  return hasCode(error, READONLY, "SQLITE_READONLY");
}

/**
 * Whether the error is one of `ROLLING_BACK`. Its causes are checked too, because a library may
 * have wrapped it.
 */
export function endsTransaction(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    ROLLING_BACK.some(([low_byte, name]) => hasCode(error, low_byte, name)) ||
    endsTransaction(error.cause)
  );
}

/** Whether the error is SQLITE_BUSY, usually because another connection has locked the file. */
export function isBusy(error: unknown): boolean {
  return hasCode(error, BUSY, "SQLITE_BUSY");
}

/**
 * Whether the error has the given result code. node:sqlite sets the number as `errcode`. bun:sqlite
 * and better-sqlite3 set the name as `code`.
 */
function hasCode(error: unknown, low_byte: number, name: string): boolean {
  if (!(error instanceof Error)) return false;
  const [errcode, code]: unknown[] = [Reflect.get(error, "errcode"), Reflect.get(error, "code")];
  return (
    (typeof errcode === "number" && (errcode & 0xff) === low_byte) ||
    (typeof code === "string" && code.startsWith(name))
  );
}

function messageFor(error: unknown, unusable: string): string {
  if (error instanceof HostTransactionOpenError)
    return "A transaction of yours is open on the SQLite database: end it before the storage is called, or give the payments a database of their own.";
  if (error instanceof FileReplacedError)
    return "The SQLite file was renamed, deleted or replaced while it was in use, so nothing is read from it or written to it: put it back, or stop every process that uses it and start again with the file that is to be used.";
  if (hasCode(error, CONSTRAINT, "SQLITE_CONSTRAINT"))
    return "The database refuses what was written: a constraint does not hold, one of yours that is checked at the commit of what finishTopup() wrote.";
  return isBusy(error) || error instanceof WriteLockTimeoutError
    ? "The database is busy; try again in a few seconds."
    : unusable;
}
