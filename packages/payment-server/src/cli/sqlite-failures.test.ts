import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { expectSentence, runCommand } from "../../test/command.ts";
import { makeFolder } from "../../test/folder.ts";

describe("a SQLite file that cannot be used is one sentence with the fix, and exit code 1:", () => {
  test.each([
    [
      "no such folder",
      (file: string) => join(file, "payments.sqlite"),
      /^There is no folder .*: make it/,
    ],
    [
      "a folder",
      (file: string) => (mkdirSync(file), file),
      /is a folder: give the path of a file, such as/,
    ],
    [
      "a file that is no database",
      (file: string) => (writeFileSync(file, "dear diary, ".repeat(500)), file),
      /is not a SQLite database: check the path/,
    ],
    [
      "a file that may only be written",
      (file: string) => (writeFileSync(file, ""), chmodSync(file, 0o222), file),
      /may not read and write .*: change its rights/,
    ],
    [
      "a file that may only be read",
      (file: string) => (writeFileSync(file, ""), chmodSync(file, 0o444), file),
      /may not read and write .*: change its rights/,
    ],
    [
      "a folder that may not be read",
      (file: string) => (chmodSync(join(file, ".."), 0), file),
      /may not read and write in the folder .*: change its rights/,
    ],
    [
      "a folder that may only be read",
      (file: string) => (chmodSync(join(file, ".."), 0o555), file),
      /may not read and write in the folder .*: change its rights/,
    ],
  ])("%s", async (_, spoil, said) => {
    using folder = makeFolder();
    expectSentence(
      await runCommand(["migrate", "--sqlite", spoil(folder.file)], { as_ordinary_user: true }),
      1,
      said,
    );
    chmodSync(folder.path, 0o755);
  });

  test("a schema of a newer version of the package", async () => {
    using folder = makeFolder();
    using database = new DatabaseSync(folder.file);
    database.exec(
      "CREATE TABLE topup_schema (version INTEGER PRIMARY KEY); INSERT INTO topup_schema VALUES (99)",
    );
    expectSentence(
      await runCommand(["migrate", "--sqlite", folder.file]),
      1,
      /schema version 99.*Upgrade the package/,
    );
  });

  test("a Node without node:sqlite", async () => {
    using folder = makeFolder();
    expectSentence(
      await runCommand(["migrate", "--sqlite", folder.file], {
        node: ["--no-experimental-sqlite"],
      }),
      1,
      "no node:sqlite: use Node 22.18 or newer",
    );
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
