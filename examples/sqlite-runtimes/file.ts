// Creates a file for each case, reads what is stored in it, and declares how a host opens it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SqliteDatabase, sqliteStorage } from "@x/payment-server/storage/sqlite";

export type HostDatabase = SqliteDatabase & { close(): unknown };
export type Open = (file: string, options?: { big_integers: boolean }) => HostDatabase;

export type StoredEvent = NonNullable<
  Awaited<ReturnType<ReturnType<typeof sqliteStorage>["readEvent"]>>
>;

export function sampleEvent(name: string): StoredEvent {
  return {
    event_id: `dodo:msg_${name}`,
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: "{}",
    sync_status: "applied",
    sync_error: null,
    payment_id: null,
    attempts: 1,
    created_at: 1_795_421_760_000,
    updated_at: 1_795_421_760_000,
  };
}

/** Returns rows as plain objects, since some libraries return rows without a prototype. */
export function rowsOf(database: HostDatabase, text: string): object[] {
  return database
    .prepare(text)
    .all()
    .map((row) => ({ ...(row as object) }));
}

export function makeFolder(): { file: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "sqlite-runtimes-"));
  return {
    file: join(path, "payments.sqlite"),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
