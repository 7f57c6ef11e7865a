import { PaymentError } from "../../errors.ts";

// The codes below are SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html

/** The codes of a serialization failure, a deadlock, and a lock that was not available in time. */
const CONTENTION: ReadonlySet<string> = new Set(["40001", "40P01", "55P03"]);

/**
 * The code of a violated unique index. Our statements check that a row is missing before they
 * insert it, so another transaction has inserted it in between. A retry finds that row.
 */
const UNIQUE_VIOLATION = "23505";

/** Whether the error is a conflict with another transaction, so that a retry may succeed. */
export function isConflict(error: unknown): boolean {
  return CONTENTION.has(codeOf(error)) || codeOf(error) === UNIQUE_VIOLATION;
}

/** Whether the connection is lost, because the server or the network has closed it. */
export function isConnectionLost(error: unknown): boolean {
  return (
    /^(08|57P0)|^(ECONNRESET|EPIPE)$/.test(codeOf(error)) ||
    /Connection terminated|connection is closed|not queryable/i.test(
      error instanceof Error ? error.message : "",
    )
  );
}

/**
 * Converts an error to `storage_unavailable` with a message that says how to fix it. A
 * `PaymentError` is returned unchanged.
 */
export function unavailable(error: unknown): PaymentError {
  if (error instanceof PaymentError) return error;
  return new PaymentError("storage_unavailable", messageFor(codeOf(error)), {
    cause: error,
    retry_after_ms: 5_000,
  });
}

function messageFor(code: string): string {
  if (CONTENTION.has(code)) return "The database is busy; try again in a few seconds.";
  if (code.startsWith("23"))
    return "The database refuses what was written: a constraint does not hold, one of yours that is checked at the commit of what finishTopup() wrote.";
  return (
    MESSAGES[code] ??
    "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections."
  );
}

/** Returns the SQLSTATE of a server error or the code of a network error, else an empty text. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : "";
}

/** The messages for errors that an operator can fix, by SQLSTATE. */
const MESSAGES: Readonly<Record<string, string>> = {
  "28P01": "PostgreSQL refuses the password: check the URL.",
  "28000": "PostgreSQL refuses this user: check the URL and pg_hba.conf.",
  "3D000": "There is no such database: check the URL, or create it.",
  "3F000": "There is no such schema: create it, or check `schema`.",
  "42501":
    "The database user may not do this: let the schema's owner run `npx @x/payment-server migrate`, and grant this user USAGE on the schema and SELECT, INSERT and UPDATE on the tables.",
  "42P01": "A table is missing: run `npx @x/payment-server migrate`.",
  "25P02":
    "A statement that finishTopup() ran in the transaction has failed, and it did not throw: let it throw, or set a savepoint before it.",
  "25006": "The database is read-only: this is a replica, or it was set so.",
  "53100": "The database's disk is full.",
  "53300":
    "PostgreSQL takes no more connections: lower `max_connections` of the pool, or raise it on the server.",
};
