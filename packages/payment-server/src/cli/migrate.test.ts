import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { postgresUrl, runCommand } from "../../test/command.ts";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";

describe("migrate", () => {
  test("makes the tables of a SQLite file and reports it, then reports that they are there", async () => {
    using folder = makeFolder();
    const args = ["migrate", "--sqlite", folder.file, "--table-prefix", "shop_"];
    expect(await runCommand(args)).toEqual({
      code: 0,
      error: "",
      out: `Made the tables shop_*, version 3, in ${folder.file}.\n`,
    });
    expect(await runCommand(args)).toEqual({
      code: 0,
      error: "",
      out: `The tables shop_*, version 3, are already in ${folder.file}.\n`,
    });
    using database = new DatabaseSync(folder.file);
    expect(
      database
        .prepare(
          "SELECT COUNT(*) AS made FROM sqlite_master WHERE type = 'table' AND name LIKE 'shop\\_%' ESCAPE '\\'",
        )
        .get(),
    ).toEqual({ made: 6 });
  });

  test("makes the tables of a PostgreSQL schema, and names the database without its password", async () => {
    const { schema, pool, drop } = await makeSchema();
    const url = postgresUrl(
      (made) => void ((made.password = "s3cret"), (made.search = "?application_name=s3cret")),
    );
    const shown = postgresUrl((made) => void ((made.password = ""), (made.search = "")));
    const ran = await runCommand([
      "migrate",
      "--postgres",
      url,
      "--schema",
      schema,
      "--table-prefix",
      "shop_",
    ]);
    expect(ran).toEqual({
      code: 0,
      error: "",
      out: `Made the tables ${schema}.shop_*, version 3, in ${shown}.\n`,
    });
    expect(
      (
        await pool.query(
          "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename LIKE 'shop\\_%'",
          [schema],
        )
      ).rows,
    ).toHaveLength(6);
    await drop();
  });

  test("takes DATABASE_URL if no database is named, and says where the URL came from", async () => {
    const { schema, drop } = await makeSchema();
    const url = postgresUrl((made) => void (made.password = "s3cret"));
    const ran = await runCommand(["migrate", "--schema", schema], { env: { DATABASE_URL: url } });
    expect(ran).toEqual({
      code: 0,
      error: "",
      out: expect.stringMatching(
        /^Made the tables \S+, version 3, in postgres:\/\/\S+ \(DATABASE_URL\)\.\n$/,
      ),
    });
    expect(ran.out).not.toContain("s3cret");
    await drop();
  });

  test("a database that is named wins over DATABASE_URL", async () => {
    using folder = makeFolder();
    const ran = await runCommand(["migrate", "--sqlite", folder.file], {
      env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
    });
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining(folder.file) });
  });
});

describe("[K13] eight processes at once on an empty database: no error, one schema, and one process reports that it made it", () => {
  async function expectOneMaker(args: readonly string[]): Promise<void> {
    const ran = await Promise.all(Array.from({ length: 8 }, async () => await runCommand(args)));
    expect(ran.map(({ code, error }) => [code, error])).toEqual(ran.map(() => [0, ""]));
    expect(ran.map(({ out }) => out.split(" ")[0]).sort()).toEqual([
      "Made",
      ...Array.from({ length: 7 }, () => "The"),
    ]);
  }

  test("SQLite", async () => {
    using folder = makeFolder();
    await expectOneMaker(["migrate", "--sqlite", folder.file]);
    using database = new DatabaseSync(folder.file);
    expect(database.prepare("SELECT version FROM topup_schema").all()).toEqual([{ version: 1 }]);
  });

  test("PostgreSQL", async () => {
    const { url, pool, schema, drop } = await makeSchema();
    await expectOneMaker(["migrate", "--postgres", url, "--schema", schema]);
    expect((await pool.query(`SELECT version FROM ${schema}.topup_schema`)).rows).toEqual([
      { version: 1 },
    ]);
    await drop();
  });
});
