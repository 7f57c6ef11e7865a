import { PaymentError } from "../../errors.ts";

/** Serialization failure, deadlock, lock not available in time: others were in the way. */
const IN_THE_WAY: ReadonlySet<string> = new Set(["40001", "40P01", "55P03"]);

/** Unique violation: our statements look first, so another transaction took the place meanwhile; repeated, they see it. */
const TAKEN = "23505";

/** It may be repeated. */
export function isInTheWay(error: unknown): boolean {
  return IN_THE_WAY.has(codeOf(error)) || codeOf(error) === TAKEN;
}

/** The connection is gone: the server stopped it, or the way to it was cut. */
export function isBroken(error: unknown): boolean {
  return (
    /^(08|57P0)|^(ECONNRESET|EPIPE)$/.test(codeOf(error)) ||
    /Connection terminated|connection is closed|not queryable/i.test(
      error instanceof Error ? error.message : "",
    )
  );
}

/** Says what can be done. */
export function unavailable(error: unknown): PaymentError {
  if (error instanceof PaymentError) return error;
  const code = codeOf(error);
  return new PaymentError("storage_unavailable", sentence(code), {
    cause: error,
    retry_after_ms: 5_000,
  });
}

function sentence(code: string): string {
  if (IN_THE_WAY.has(code)) return "The database is busy; try again in a few seconds.";
  if (code.startsWith("23"))
    return "The database refuses what was written: a constraint does not hold, one of yours that is checked at the commit of what finishTopup() wrote.";
  return (
    SENTENCES[code] ??
    "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections."
  );
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : "";
}

/** What an operator can mend, by SQLSTATE. */
const SENTENCES: Readonly<Record<string, string>> = {
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
