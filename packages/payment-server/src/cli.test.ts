import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, inject, test } from "vitest";
import { runCommand, type CommandResult } from "../test/command.ts";
import { makeFolder } from "../test/folder.ts";
import { makeSchema } from "../test/postgres.ts";

/** One line on the standard error and nothing else, whatever went wrong. */
function expectSentence(
  { code, out, error }: CommandResult,
  exit: 1 | 2,
  said: string | RegExp,
): void {
  expect({ code, out, error }).toEqual({ code: exit, out: "", error: expect.stringMatching(said) });
  expect(error).toMatch(/^[^\n]+\.\n$/);
  expect(error).not.toMatch(/\bat .*:\d+:\d+|Error:/);
}

function postgresUrl(change: (url: URL) => void): string {
  const url = new URL(inject("pg_url"));
  change(url);
  return url.href;
}

describe("migrate", () => {
  test("makes the tables of a SQLite file, and says so; then they are already there", async () => {
    using folder = makeFolder();
    const args = ["migrate", "--sqlite", folder.file, "--table-prefix", "shop_"];
    expect(await runCommand(args)).toEqual({
      code: 0,
      error: "",
      out: `Made the tables shop_*, version 2, in ${folder.file}.\n`,
    });
    expect(await runCommand(args)).toEqual({
      code: 0,
      error: "",
      out: `The tables shop_*, version 2, are already in ${folder.file}.\n`,
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
      out: `Made the tables ${schema}.shop_*, version 2, in ${shown}.\n`,
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

  test("takes DATABASE_URL where no database is named, and says that it did", async () => {
    const { schema, drop } = await makeSchema();
    const url = postgresUrl((made) => void (made.password = "s3cret"));
    const ran = await runCommand(["migrate", "--schema", schema], { env: { DATABASE_URL: url } });
    expect(ran).toEqual({
      code: 0,
      error: "",
      out: expect.stringMatching(
        /^Made the tables \S+, version 2, in postgres:\/\/\S+ \(DATABASE_URL\)\.\n$/,
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

describe("[K13] eight processes at once on an empty database: no error, one schema, and one says that it made it", () => {
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
  }, 60_000);

  test("PostgreSQL", async () => {
    const { url, pool, schema, drop } = await makeSchema();
    await expectOneMaker(["migrate", "--postgres", url, "--schema", schema]);
    expect((await pool.query(`SELECT version FROM ${schema}.topup_schema`)).rows).toEqual([
      { version: 1 },
    ]);
    await drop();
  }, 60_000);
});

describe("a command line that cannot be understood is one sentence with the fix, and exit code 2:", () => {
  test.each([
    ["nothing", [], "payment-server --help"],
    ["an unknown command", ["migrat"], '"migrat": payment-server --help'],
    [
      "an unknown flag",
      ["migrate", "--nonsense"],
      "Unknown option '--nonsense': payment-server migrate --help",
    ],
    ["a word too many", ["migrate", "now"], "'now'"],
    ["a flag without its value", ["migrate", "--sqlite"], "--sqlite"],
    ["no database", ["migrate"], "--sqlite <file> or --postgres <url>, or set DATABASE_URL"],
    [
      "two databases",
      ["migrate", "--sqlite", "a", "--postgres", "postgres://b"],
      "give one of them",
    ],
    [
      "a database to print for",
      ["migrate", "--print", "sqlite", "--sqlite", "a"],
      "leave --sqlite and --postgres out",
    ],
    ["an unknown dialect", ["migrate", "--print", "mysql"], "sqlite, postgres or d1"],
    [
      "a schema of SQLite",
      ["migrate", "--sqlite", "a", "--schema", "b"],
      "--schema is for PostgreSQL",
    ],
    ["a schema of D1", ["migrate", "--print", "d1", "--schema", "b"], "--schema is for PostgreSQL"],
    [
      "a prefix that cannot be used",
      ["migrate", "--print", "sqlite", "--table-prefix", "a-b"],
      "--table-prefix must be",
    ],
    [
      "a schema that cannot be used",
      ["migrate", "--postgres", "postgres://b", "--schema", "A b"],
      "--schema must be",
    ],
    ["a file that is none", ["migrate", "--sqlite", ":memory:"], "payments.sqlite"],
    ["a file without a name", ["migrate", "--sqlite", ""], "payments.sqlite"],
    [
      "a URL of another database",
      ["migrate", "--postgres", "mysql://app:s3cret@host/shop"],
      "--postgres must be a URL such as postgres://",
    ],
    [
      "a URL that is none",
      ["migrate", "--postgres", "postgres://app:s3cret#@host/shop"],
      "percent-encoded",
    ],
    [
      "a password with a bare slash",
      ["migrate", "--postgres", "postgres://app:12/s3cret@host/shop"],
      "as %2F",
    ],
    [
      "a password with a bare question mark",
      ["migrate", "--postgres", "postgres://app:12?s3cret@host/shop"],
      "percent-encode",
    ],
  ])("%s", async (_, args, said) => {
    const ran = await runCommand(args);
    expectSentence(ran, 2, said);
    expect(ran.error).not.toContain("s3cret");
  });

  test("a DATABASE_URL of another database", async () => {
    expectSentence(
      await runCommand(["migrate"], { env: { DATABASE_URL: "file:./s3cret.db" } }),
      2,
      /^DATABASE_URL must be a URL such as postgres:\/\/(?!.*s3cret)/,
    );
  });
});

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
      "a folder that may not be looked into",
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

describe("a PostgreSQL that cannot be used is one sentence with the fix, without the password, and exit code 1:", () => {
  test.each([
    [
      "a refused connection",
      () => postgresUrl((url) => void (url.port = "1")),
      [],
      "check its address",
    ],
    [
      "a host that is not there",
      () => postgresUrl((url) => void (url.hostname = "nowhere.invalid")),
      [],
      "check its address",
    ],
    [
      "a missing database",
      () => postgresUrl((url) => void (url.pathname = "/nothing_here")),
      [],
      "no such database: check the URL, or create it",
    ],
    [
      "a missing user",
      () => postgresUrl((url) => void (url.username = "nobody_here")),
      [],
      "refuses this user: check the URL",
    ],
    [
      "a missing schema",
      () => inject("pg_url"),
      ["--schema", "nothing_here"],
      "no such schema: create it",
    ],
  ])("%s", async (_, where, flags, said) => {
    const url = new URL(where());
    url.password = "s3cret";
    const ran = await runCommand(["migrate", "--postgres", url.href, ...flags]);
    expectSentence(ran, 1, said);
    expect(ran.error).toContain(`${url.host}${url.pathname}: `);
    expect(ran.error).not.toContain("s3cret");
  });

  test("a wrong password", async () => {
    const refusal = "SFATAL\0C28P01\0Mpassword authentication failed: s3cret\0\0";
    const header = Buffer.from([0x45, 0, 0, 0, refusal.length + 4]);
    const server = createServer(
      (socket) =>
        void socket
          .on("error", () => {})
          .once("data", () => socket.end(Buffer.concat([header, Buffer.from(refusal)]))),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const ran = await runCommand(["migrate"], {
      env: {
        DATABASE_URL: `postgres://app:s3cret@127.0.0.1:${typeof address === "object" ? address?.port : 0}/shop`,
      },
    });
    expectSentence(
      ran,
      1,
      /^postgres:\/\/app@127.0.0.1:\d+\/shop \(DATABASE_URL\): PostgreSQL refuses the password: check the URL\.$/m,
    );
    expect(ran.error).not.toContain("s3cret");
    server.close();
  });

  test("the package pg that is not installed", async () => {
    const hook =
      "import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { if (name === 'pg') throw new Error('none'); return next(name, context); } });";
    const ran = await runCommand(["migrate", "--postgres", "postgres://app:s3cret@host/shop"], {
      node: ["--import", `data:text/javascript,${encodeURIComponent(hook)}`],
    });
    expectSentence(ran, 1, /^postgres:\/\/app@host\/shop: .* needs the package `pg`: install it/);
  });

  test("a schema of a newer version of the package", async () => {
    const { url, pool, schema, drop } = await makeSchema();
    await pool.query(
      `CREATE TABLE ${schema}.topup_schema (version INTEGER PRIMARY KEY); INSERT INTO ${schema}.topup_schema VALUES (99)`,
    );
    expectSentence(
      await runCommand(["migrate", "--postgres", url, "--schema", schema]),
      1,
      /schema version 99.*Upgrade the package/,
    );
    await drop();
  });
});

test("--help lists the commands, and every flag of one", async () => {
  expect(await runCommand(["--help"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("migrate"),
  });
  const { code, out } = await runCommand(["migrate", "--help"]);
  expect(code).toBe(0);
  const flags = [
    ...readFileSync(new URL("cli/migrate-flags.ts", import.meta.url), "utf8").matchAll(
      /^ {2}"?([a-z-]+)"?: \{ type:/gm,
    ),
  ].map(([, name]) => `--${name}`);
  expect(flags.length).toBeGreaterThan(5);
  for (const flag of flags) expect(out).toContain(flag);
});
