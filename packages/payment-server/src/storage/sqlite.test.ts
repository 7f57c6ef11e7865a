import { describe, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import type { Storage } from "../core/storage.ts";
import { storageSuite } from "../testing/index.ts";
import { sqliteStorage } from "./sqlite.ts";

describe("a SQLite file is a storage:", () => {
  storageSuite(test, ({ clock }) => {
    const folder = makeFolder();
    const open = (): Storage => sqliteStorage(folder.file, { clock, synchronous: "NORMAL" });
    const [storage, second] = [open(), open()];
    return {
      storage,
      second,
      async dispose() {
        await Promise.all([storage.close(), second.close()]);
        folder[Symbol.dispose]();
      },
    };
  });
});
