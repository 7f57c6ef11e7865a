/** Whether rows outlive the process: in live_mode only a storage that says so is taken. */
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";

export const durableCases: readonly StorageCase[] = [
  storageCase(
    "`durable` is true or false, the same through either handle",
    async ({ storage, second }) => {
      expectEqual(typeof storage.durable, "boolean", "the type of `durable`");
      expectEqual(second.durable, storage.durable, "the other handle's word");
    },
  ),
];
