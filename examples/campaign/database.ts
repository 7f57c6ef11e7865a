// The two databases that a campaign runs on. Our storage and the host's tables are in the same one,
// as in a shop.
import type { TransactionalStorage } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import type { Host, Tx } from "./host.ts";
import { openSqliteHost } from "./sqlite-host.ts";
import { named, openPostgresHost } from "./postgres-host.ts";

/** The location of the database: a SQLite file, or a PostgreSQL URL with a separate schema. */
export type Where =
  | { kind: "sqlite"; file: string }
  | { kind: "postgres"; url: string; schema: string };

/**
 * `guarded`: the host changes only a pending topup, in its own transaction. `transactional`: it has
 * no guard and writes only through `tx`.
 */
export type Mode = "guarded" | "transactional";

/** Opens our storage. `clock` replaces the database's own clock in a campaign that moves time. */
export function openStorage(where: Where, clock?: () => number): TransactionalStorage<Tx> {
  const options = clock === undefined ? {} : { clock };
  if (where.kind === "postgres")
    return postgresStorage<Tx>(named(where.url, where.schema), {
      ...options,
      schema: where.schema,
      max_connections: 16,
    });
  return sqliteStorage<Tx>(where.file, { ...options, synchronous: "NORMAL" });
}

/** Opens the host of a campaign on the same database as our storage. */
export async function openHost(where: Where): Promise<Host> {
  return where.kind === "postgres"
    ? await openPostgresHost(where.url, where.schema)
    : openSqliteHost(where.file);
}
