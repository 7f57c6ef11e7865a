import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectSentence, runCommand } from "../../test/command.ts";

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

test("--help lists the commands, and every flag of one", async () => {
  expect(await runCommand(["--help"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("migrate"),
  });
  const { code, out } = await runCommand(["migrate", "--help"]);
  expect(code).toBe(0);
  const flags = [
    ...readFileSync(new URL("migrate-flags.ts", import.meta.url), "utf8").matchAll(
      /^ {2}"?([a-z-]+)"?: \{ type:/gm,
    ),
  ].map(([, name]) => `--${name}`);
  expect(flags.length).toBeGreaterThan(5);
  for (const flag of flags) expect(out).toContain(flag);
});
