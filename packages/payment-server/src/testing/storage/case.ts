import type { Storage } from "../../core/storage.ts";

/** A fresh, empty storage to be checked. */
export interface StorageUnderTest {
  storage: Storage;
  /** Another handle on the same data, as another process would have it; the same one where a storage cannot be shared. */
  second: Storage;
  /** Closes both and removes the data. */
  dispose(): Promise<void>;
}

/** Makes one for each case. The storage must take `clock` (Unix milliseconds) for its own: leases run by it. */
export type CreateStorage = (options: {
  clock: () => number;
}) => Promise<StorageUnderTest> | StorageUnderTest;

/** One thing a storage promises. `run` throws an Error that says what is wrong. */
export interface StorageCase {
  name: string;
  run(create: CreateStorage): Promise<void>;
}

/** What a case works with. */
export interface Bench {
  storage: Storage;
  second: Storage;
  /** The storage's clock; a case moves it. */
  time: { now: number };
}

/** 2026-11-23T08:16:00Z */
export const NOW = 1_795_421_760_000;
/** So many callers at once. */
const CROWD = 16;

export function storageCase(name: string, body: (bench: Bench) => Promise<void>): StorageCase {
  return {
    name,
    async run(create) {
      const time = { now: NOW };
      const { storage, second, dispose } = await create({ clock: () => time.now });
      try {
        await storage.migrate();
        await body({ storage, second, time });
      } finally {
        await dispose();
      }
    },
  };
}

/** Sixteen calls at once, by turns through either handle. */
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
