// The cases for a database that is given by its path.
import { deepEqual, equal, rejects } from "node:assert/strict";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { sampleEvent } from "./file.ts";

export const PATH_CASES: readonly { name: string; body(file: string): Promise<void> }[] = [
  {
    name: "what is answered survives a power cut, unless NORMAL was asked for",
    async body(file) {
      for (const [synchronous, warnings] of [
        ["FULL", 0],
        ["NORMAL", 1],
      ] as const) {
        const storage = sqliteStorage(file, { synchronous });
        equal((await storage.summary(0)).warnings.length, warnings);
        await storage.close();
      }
      const storage = sqliteStorage(file);
      deepEqual((await storage.summary(0)).warnings, []);
      await storage.close();
    },
  },
  {
    name: "close() lets go of the file, and the next use opens it again",
    async body(file) {
      const storage = sqliteStorage(file);
      await storage.recordEvent(sampleEvent("a"), false);
      equal(existsSync(`${file}-wal`), true);
      await storage.close();
      // SQLite removes the log when the last connection to a file closes.
      equal(existsSync(`${file}-wal`), false);
      deepEqual(await storage.readEvent("dodo:msg_a"), sampleEvent("a"));
      await storage.close();
    },
  },
  {
    name: "a file that cannot be opened answers storage_unavailable, and is used once it can be",
    async body(file) {
      rmSync(dirname(file), { recursive: true });
      const storage = sqliteStorage(file);
      await rejects(storage.migrate(), {
        code: "storage_unavailable",
        message: /its folder exists/,
      });
      mkdirSync(dirname(file));
      deepEqual(await storage.recordEvent(sampleEvent("a"), false), sampleEvent("a"));
      await storage.close();
    },
  },
  {
    name: "[F35] a file that is renamed while it is open answers storage_unavailable until it is back",
    async body(file) {
      const storage = sqliteStorage(file);
      await storage.recordEvent(sampleEvent("a"), false);
      renameSync(file, `${file}.old`);
      await rejects(storage.readEvent("dodo:msg_a"), {
        code: "storage_unavailable",
        message: /renamed, deleted or replaced/,
      });
      equal(existsSync(file), false);
      renameSync(`${file}.old`, file);
      deepEqual(await storage.readEvent("dodo:msg_a"), sampleEvent("a"));
      await storage.close();
    },
  },
];
