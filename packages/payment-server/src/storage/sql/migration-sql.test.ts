import { describe, expect, test } from "vitest";
import { CHANGES, createTables, NEWEST, printMigrations } from "./migration-sql.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { MIGRATIONS } from "./schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

const SQLITE = sqliteDialect({ table_prefix: "shop_" });
const POSTGRES = postgresDialect({ table_prefix: "shop_", schema: "billing" });

test("the newest version is that of the last migration, and versions grow by one", () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual([2, 3]);
  expect(NEWEST).toBe(3);
});

describe("without a version", () => {
  test("the tables of the newest version are created, and may be created again", () => {
    expect(printMigrations(SQLITE)).toEqual(createTables(SQLITE));
    for (const text of createTables(SQLITE))
      expect(text).toMatch(/^CREATE (UNIQUE )?(TABLE|INDEX) IF NOT EXISTS|ON CONFLICT DO NOTHING$/);
  });

  test("each migration is recorded last, and only where its last column exists", () => {
    const marks = createTables(POSTGRES).slice(-MIGRATIONS.length);
    expect(marks.map((text) => /SELECT (\d+) WHERE/.exec(text)?.[1])).toEqual(["2", "3"]);
    expect(marks[0]).toContain(POSTGRES.has_column("credits", "returned_at"));
    expect(marks[1]).toContain(POSTGRES.has_column("events", "notify_attempts"));
    for (const text of marks)
      expect(text).toContain(`INSERT INTO "billing".shop_${CHANGES.table} (${CHANGES.column})`);
  });
});

describe("from a version", () => {
  test.each([
    [1, [2, 3]],
    [2, [3]],
    [3, []],
  ])("%i the later migrations are run, each recorded at its end: %j", (from, versions) => {
    const texts = printMigrations(SQLITE, from);
    const recorded = texts.flatMap(
      (text) =>
        /^INSERT INTO shop_schema_changes \(tables_version\) VALUES \((\d+)\)/.exec(text)?.[1] ??
        [],
    );
    expect(recorded).toEqual(versions.map(String));
    if (versions.length > 0) expect(texts.at(-1)).toMatch(/^INSERT INTO shop_schema_changes/);
  });

  test("columns are added in the words of the dialect", () => {
    expect(printMigrations(SQLITE, 2)).toContain(
      "ALTER TABLE shop_events ADD COLUMN notify_attempts INTEGER",
    );
    expect(printMigrations(POSTGRES, 2)).toContain(
      'ALTER TABLE "billing".shop_events ADD COLUMN IF NOT EXISTS notify_attempts INTEGER',
    );
  });

  test.each([4, -1, 1.5, Number.NaN])("that does not exist (%f) it is refused", (from) => {
    expect(() => printMigrations(SQLITE, from)).toThrow(
      `There is no version ${from} of the tables; the newest is 3.`,
    );
  });
});

test("every statement has its prefixes, and no indentation of the source", () => {
  for (const text of [...createTables(POSTGRES), ...printMigrations(POSTGRES, 1)])
    expect(text).not.toMatch(/\{|^ {2}\S.*\n^ {4}/m);
  const indexes = createTables(POSTGRES).filter((text) => text.includes(" INDEX "));
  expect(indexes.length).toBeGreaterThan(5);
  for (const text of indexes) expect(text).toMatch(/IF NOT EXISTS shop_\w+ ON "billing"\.shop_/);
});
