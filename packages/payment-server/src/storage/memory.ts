/**
 * A storage in the memory of one process, for tests and for trying things out. All rows are lost
 * when the process ends, so a service in live mode refuses this storage.
 *
 * ```ts
 * import { memoryStorage } from "@x/payment-server";
 * const storage = memoryStorage();
 * ```
 *
 * No method awaits anything between its first read and its last write. So each method is atomic, as
 * the contract of `Storage` demands.
 */
import type { Storage } from "../core/storage.ts";
import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import { creditVerbs } from "./memory/credits.ts";
import { eventVerbs } from "./memory/events.ts";
import { listVerbs } from "./memory/lists.ts";
import { noticeVerbs } from "./memory/notices.ts";
import { paymentVerbs } from "./memory/payments.ts";
import { scheduleVerbs } from "./memory/schedule.ts";
import { createTables } from "./memory/tables.ts";

/** The options of `memoryStorage`. */
export interface MemoryOptions {
  /**
   * The clock that decides when leases and the reservations of notices end. It returns Unix
   * milliseconds. Default `Date.now`.
   */
  clock?: () => number;
}

const OPTIONS: KnownOptions<MemoryOptions> = { clock: true };

/** Creates an empty storage in memory. Throws `configuration` for an unknown option. */
export function memoryStorage(options: MemoryOptions = {}): Storage {
  assertKnownOptions("memoryStorage", options, OPTIONS);
  const tables = createTables(options.clock ?? Date.now);
  return {
    durable: false,
    // There are no tables to create, so the version is 0.
    migrate: async () => ({ version: 0, made: false }),
    close: async () => undefined,
    ...paymentVerbs(tables),
    ...creditVerbs(tables),
    ...eventVerbs(tables),
    ...scheduleVerbs(tables),
    ...noticeVerbs(tables),
    ...listVerbs(tables),
  };
}
