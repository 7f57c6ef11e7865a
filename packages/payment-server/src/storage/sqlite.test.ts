import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "vitest";
import { storageSuite } from "../testing/index.ts";
import { sqliteStorage } from "./sqlite.ts";

describe("a SQLite file is a storage:", () => {
  storageSuite(test, ({ clock }) => {
    const folder = mkdtempSync(join(tmpdir(), "storage-"));
    const open = (): ReturnType<typeof sqliteStorage> => sqliteStorage(join(folder, "payments.sqlite"), { clock, synchronous: "NORMAL" });
    const [storage, second] = [open(), open()];
    return {
      storage,
      second,
      async dispose() {
        await Promise.all([storage.close(), second.close()]);
        rmSync(folder, { recursive: true });
      },
    };
  });
});
