/** The pragmas by which an answered 2xx could be lost are warnings of `check()`. */
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { openSqlite } from "../../test/open-sqlite.ts";
import { createWorld } from "../../test/world.ts";
import type { Storage } from "../core/storage.ts";
import { sqliteStorage } from "./sqlite.ts";

describe("a setting that could lose an answered 2xx is a warning of check():", () => {
  const warningsOf = async (open: (file: string) => Storage): Promise<string[]> => {
    using folder = makeFolder();
    const storage = open(folder.file);
    await using world = await createWorld({ service: { storage } });
    const { ok, findings, summary } = await world.payment.check();
    expect(ok).toBe(true);
    const messages = findings
      .filter(({ level, code }) => level === "warning" && code === "storage_not_durable")
      .map(({ message }) => message);
    expect(summary?.warnings).toEqual(messages);
    await storage.close();
    return messages;
  };
  const withPragmas = (pragmas: string) => (file: string) => {
    const database = new DatabaseSync(file);
    database.exec(pragmas);
    return sqliteStorage(database);
  };

  test.each([
    ["WAL and FULL", "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", []],
    [
      "a rollback journal and EXTRA",
      "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA",
      [],
    ],
    [
      "synchronous=NORMAL",
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
      [/synchronous=NORMAL: a power cut.*PRAGMA synchronous = FULL/],
    ],
    ["synchronous=OFF", "PRAGMA synchronous = OFF", [/synchronous=OFF/]],
    [
      "journal_mode=MEMORY",
      "PRAGMA journal_mode = MEMORY",
      [/journal_mode=MEMORY.*PRAGMA journal_mode = WAL/],
    ],
    [
      "both",
      "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF",
      [/synchronous=OFF/, /journal_mode=MEMORY/],
    ],
  ])("%s", async (_, pragmas, expected) => {
    expect(await warningsOf(withPragmas(pragmas))).toEqual(
      expected.map((sentence) => expect.stringMatching(sentence)),
    );
  });

  test("a pragma that changes later is noticed", async () => {
    using opened = openSqlite();
    expect((await opened.storage.summary(1)).warnings).toEqual([]);
    opened.database.exec("PRAGMA synchronous = OFF");
    expect((await opened.storage.summary(1)).warnings).toEqual([
      expect.stringContaining("synchronous=OFF"),
    ]);
  });

  test("a database in memory, and a path with NORMAL", async () => {
    const memory = [expect.stringMatching(/in memory: nothing outlives/)];
    expect(await warningsOf(() => sqliteStorage(new DatabaseSync(":memory:")))).toEqual(memory);
    expect(await warningsOf(() => sqliteStorage(":memory:"))).toEqual(memory);
    expect(await warningsOf((file) => sqliteStorage(file))).toEqual([]);
    expect(await warningsOf((file) => sqliteStorage(file, { synchronous: "NORMAL" }))).toEqual([
      expect.stringContaining("synchronous=NORMAL"),
    ]);
  });
});
