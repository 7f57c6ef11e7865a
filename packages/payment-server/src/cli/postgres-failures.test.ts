import { createServer } from "node:net";
import { describe, expect, inject, test } from "vitest";
import { expectSentence, postgresUrl, runCommand } from "../../test/command.ts";
import { makeSchema } from "../../test/postgres.ts";

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
