import { PaymentError } from "../../errors.ts";

// The codes below are SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html

/** The codes of a serialization failure, a deadlock, and a lock that was not available in time. */
const CONTENTION: ReadonlySet<string> = new Set(["40001", "40P01", "55P03"]);

/**
 * The code of a violated unique index. Usually another transaction has written the same key since
 * our batch checked that no row has it. A retry finds that row.
 */
const UNIQUE_VIOLATION = "23505";

/** Whether the error is a conflict with another transaction, so that a retry may succeed. */
export function isConflict(error: unknown): boolean {
  return CONTENTION.has(codeOf(error)) || codeOf(error) === UNIQUE_VIOLATION;
}

/**
 * Whether the server has canceled the statement, usually because of the user's `statement_timeout`.
 * A retry runs in a transaction with time limits of its own.
 */
export function isCanceled(error: unknown): boolean {
  return codeOf(error) === "57014";
}

/**
 * Whether the connection is lost, usually because the server or the network has closed it.
 * CONNECTION_CLOSED is a code of postgres.js.
 */
export function isConnectionLost(error: unknown): boolean {
  return (
    /^(08|57P0)|^(ECONNRESET|EPIPE|CONNECTION_CLOSED)$/.test(codeOf(error)) ||
    /Connection terminated|connection is closed|not queryable/i.test(
      error instanceof Error ? error.message : "",
    )
  );
}

/**
 * Converts an error to `storage_unavailable` with a message for the operator. A `PaymentError` is
 * returned unchanged.
 */
export function unavailable(error: unknown): PaymentError {
  if (error instanceof PaymentError) return error;
  return new PaymentError("storage_unavailable", messageFor(codeOf(error)), {
    cause: error,
    retry_after_ms: 5_000,
  });
}

/**
 * Returns the message for a code. An error without a SQLSTATE, such as a network error, and the
 * SQLSTATE of a lost connection mean that the server is out of reach. Every other SQLSTATE is an
 * answer of the server.
 */
function messageFor(code: string): string {
  if (CONTENTION.has(code)) return "The database is busy; try again in a few seconds.";
  const known = MESSAGES[code] ?? CLASSES[code.slice(0, 2)];
  if (known !== undefined && isSqlState(code)) return known;
  if (!isSqlState(code) || /^(08|57P)/.test(code)) return OUT_OF_REACH;
  return `PostgreSQL refuses a statement (SQLSTATE ${code}): the log has its own message as the cause.`;
}

/**
 * Whether a code is a SQLSTATE and not the code of a network error. A SQLSTATE has five capital
 * letters or digits, and `EPIPE` has five capital letters too. Therefore the first two characters
 * must be a class of PostgreSQL.
 */
function isSqlState(code: string): boolean {
  return /^(\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/.test(code);
}

/** Returns the SQLSTATE of a server error or the code of a network error, else an empty text. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : "";
}

const OUT_OF_REACH =
  "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections.";

const UNSTORABLE_TEXT =
  "PostgreSQL cannot store a text: it has a NUL character, or a character that the encoding of the database does not have. Only a database with the encoding UTF8 can store every other character.";

const POOLED =
  "A connection pooler lends each transaction another connection, on which the prepared statements are not those of this process: set `prepare: false`.";

const NOT_PREPARED =
  "The prepared statements of this process are not on its connection: a connection pooler lends each transaction another one, or something runs DISCARD ALL or DEALLOCATE on it, such as your own code or a pooler's reset query. Stop that, or set `prepare: false`.";

/** The messages for errors that an operator can fix, by SQLSTATE. */
const MESSAGES: Readonly<Record<string, string>> = {
  "28P01": "PostgreSQL refuses the password: check the URL.",
  "28000": "PostgreSQL refuses this user: check the URL and pg_hba.conf.",
  "3D000": "There is no such database: check the URL, or create it.",
  "3F000":
    "There is no such schema: create it, or check `schema`, or without it the user's `search_path`.",
  "42501":
    "The database user may not do this: let the schema's owner run `npx @x/payment-server migrate`, and grant this user USAGE on the schema and SELECT, INSERT and UPDATE on the tables (for `prune()` also DELETE on the events). If the tables have row-level security, the user must own them or have BYPASSRLS.",
  "42P01": "A table is missing: run `npx @x/payment-server migrate`.",
  "42P05": POOLED,
  "26000": NOT_PREPARED,
  "22021": UNSTORABLE_TEXT,
  "22P05": UNSTORABLE_TEXT,
  "25P02":
    "A statement that finishTopup() ran in the transaction has failed, and it did not throw: let it throw, or set a savepoint before it.",
  "25P04":
    "A transaction took longer than `transaction_timeout` of the database user: raise it, or set it to 0.",
  "25006":
    "The database is read-only: `default_transaction_read_only` is on for this user or database, or the server is a replica. Turn it off, or use the address of the primary.",
  "53100": "The database's disk is full.",
  "53300":
    "PostgreSQL takes no more connections: lower `max_connections` of the pool, or raise it on the server.",
  "57014":
    "PostgreSQL has canceled a statement that took too long: raise `statement_timeout` of the database user, or look for what slows the database down.",
};

/** The messages for whole classes of SQLSTATEs, by their first two characters. */
const CLASSES: Readonly<Record<string, string>> = {
  "22": "PostgreSQL cannot store a value: it is not one that the column can hold.",
  "23": "The database refuses what was written: a constraint does not hold, one of yours that is checked at the commit of what finishTopup() wrote.",
  "54": "PostgreSQL cannot store a value: it is too long.",
  "58": "PostgreSQL has a problem with its own files: see the server's log.",
  XX: "PostgreSQL has a problem with its own files: see the server's log.",
};
