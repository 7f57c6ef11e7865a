/**
 * Whether rows outlive the process. In live_mode the service refuses a storage whose rows do not.
 */
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";

/** The case of `durable`. */
export const durableCases: readonly StorageCase[] = [
  // The storage has to know it without a query: in live_mode the service reads it when it is
  // constructed.
  storageCase(
    "`durable` is true or false, the same in either storage",
    async ({ storage, second }) => {
      expectEqual(typeof storage.durable, "boolean", "the type of `durable`");
      expectEqual(second.durable, storage.durable, "`durable` of the second storage");
    },
  ),
];
