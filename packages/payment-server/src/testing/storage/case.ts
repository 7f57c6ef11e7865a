import type { Storage } from "../../core/storage.ts";

/** An empty storage that a case checks. */
export interface StorageUnderTest {
  storage: Storage;
  /**
   * A second storage on the same data, as another process would open it. If the data cannot be
   * opened twice, `second` is the same object as `storage`.
   */
  second: Storage;
  /** Closes both storages and removes the data. */
  dispose(): Promise<void>;
}

/**
 * Creates an empty storage for each case. The storage must use `clock` to measure its leases and
 * the reservations of notices. `clock` returns Unix milliseconds.
 */
export type CreateStorage = (options: {
  clock: () => number;
}) => Promise<StorageUnderTest> | StorageUnderTest;

/**
 * A test case that checks one rule of the contract of `Storage`. `run` throws an Error that says
 * what differs.
 */
export interface StorageCase {
  name: string;
  run(create: CreateStorage): Promise<void>;
}

/** The argument of `body` in `storageCase()`. */
export interface Bench {
  storage: Storage;
  second: Storage;
  /** The clock of both storages. A case may set it forward, for example to end a lease, or back. */
  time: { now: number };
}

/** The time at which every case begins: 2026-11-23T08:16:00Z. */
export const NOW = 1_795_421_760_000;
/** The number of concurrent calls. */
const CROWD = 16;

/** Creates a case that runs `body` on a new, migrated storage and disposes of it afterwards. */
export function storageCase(name: string, body: (bench: Bench) => Promise<void>): StorageCase {
  return {
    name,
    async run(create) {
      const time = { now: NOW };
      const made = await create({ clock: () => time.now });
      const { storage, second } = made;
      try {
        await storage.migrate();
        await body({ storage, second, time });
      } finally {
        await made.dispose();
      }
    },
  };
}

/**
 * Makes sixteen concurrent calls, half of them on each storage. Returns the results in the order of
 * the calls.
 */
export async function atOnce<T>(
  { storage, second }: Bench,
  call: (storage: Storage, index: number) => Promise<T>,
): Promise<T[]> {
  return await Promise.all(
    Array.from(
      { length: CROWD },
      async (_, index) => await call(index % 2 === 0 ? storage : second, index),
    ),
  );
}
