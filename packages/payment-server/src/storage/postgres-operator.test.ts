import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  makeSchema,
  intercepted,
  sqlState,
  tablesIn,
  type PostgresSchema,
} from "../../test/postgres.ts";
import type { Storage } from "../core/storage.ts";
import { claimSample, insertSample } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

let database: PostgresSchema;
beforeAll(async () => void (database = await makeSchema()));
afterAll(async () => await database.drop());
const open = tablesIn(() => database);

describe("errors that an operator can repair", () => {
  const url = (change: (url: URL) => void): string => {
    const made = new URL(inject("pg_url"));
    change(made);
    return made.href;
  };

  test.each([
    [
      "a database that is not there",
      () => url((made) => void (made.pathname = "/nothing_here")),
      {},
      "There is no such database: check the URL, or create it.",
    ],
    [
      "a user that is not there",
      () => url((made) => void (made.username = "nobody_here")),
      {},
      "PostgreSQL refuses this user: check the URL and pg_hba.conf.",
    ],
    [
      "a port without a server",
      () => url((made) => void (made.port = "1")),
      {},
      "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections.",
    ],
    [
      "a host that is not there",
      () => url((made) => void (made.hostname = "nowhere.invalid")),
      {},
      "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections.",
    ],
    [
      "a schema that is not there",
      () => inject("pg_url"),
      { schema: "nothing_here" },
      "There is no such schema: create it, or check `schema`, or without it the user's `search_path`.",
    ],
  ])(
    "%s is reported with a message of ours at the first call",
    async (_, where, options, message) => {
      const storage = postgresStorage(where(), options);
      await expect(storage.readPayment("pmt_a")).rejects.toMatchObject({
        code: "storage_unavailable",
        message,
      });
      await storage.close();
    },
  );

  test("a database that is read-only, and a user who may not make tables", async () => {
    const refusing = (code: string): Storage =>
      open(
        intercepted(database.pool, async ({ text }, run) =>
          text.startsWith("CREATE") ? await Promise.reject(sqlState(code)) : await run(),
        ),
      );
    await expect(refusing("25006").migrate()).rejects.toMatchObject({
      message: expect.stringMatching(/^The database is read-only: .*the server is a replica\./),
    });
    await expect(refusing("42501").migrate()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^The database user may not do this: let the schema's owner run/,
      ),
    });
  });

  test("a schema of a newer version is refused: upgrade the package", async () => {
    const table_prefix = "newer_";
    await open(undefined, { table_prefix }).migrate();
    await database.pool.query(`INSERT INTO ${database.schema}.${table_prefix}schema VALUES (99)`);
    await expect(open(undefined, { table_prefix }).migrate()).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("Upgrade the package"),
    });
  });

  test.each([
    ["mysql://x", {}],
    ["not a url", {}],
    [{}, {}],
    [null, {}],
    ["postgres://x", { table_prefix: "Drop Table" }],
    ["postgres://x", { table_prefix: "" }],
    ["postgres://x", { schema: "a; b" }],
  ])("%j with %j refuses to construct", (where, options) => {
    expect(() => postgresStorage(where as string, options)).toThrow(
      expect.objectContaining({ code: "configuration" }),
    );
  });
});

test("two storages share one pool, each in tables of its own; a pool that was given is not ended", async () => {
  const [first, second] = [open(), open()];
  await insertSample(first, "a");
  expect(await second.readPayment("pmt_a")).toBeNull();
  await Promise.all([first.close(), second.close()]);
  expect((await database.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("without prepared statements it is the same storage", async () => {
  const storage = open(undefined, { prepare: false });
  expect(await claimSample(storage)).toMatchObject({ won: true });
});
