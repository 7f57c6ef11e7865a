/** The case about `durable`, which says whether the rows survive a restart. */
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";

/** The case of `durable`. */
export const durableCases: readonly StorageCase[] = [
  // `durable` must be readable without a query, because the constructor of the service reads it.
  storageCase(
    "`durable` is true or false, the same in either storage",
    async ({ storage, second }) => {
      expectEqual(typeof storage.durable, "boolean", "the type of `durable`");
      expectEqual(second.durable, storage.durable, "`durable` of the second storage");
    },
  ),
];
