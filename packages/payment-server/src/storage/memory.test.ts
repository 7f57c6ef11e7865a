import { describe, test } from "vitest";
import { storageSuite } from "../testing/index.ts";
import { memoryStorage } from "./memory.ts";

describe("memory is a storage:", () => {
  storageSuite(test, ({ clock }) => {
    const storage = memoryStorage({ clock });
    return { storage, second: storage, dispose: async () => await storage.close() };
  });
});
