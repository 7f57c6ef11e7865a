import pg from "pg";
import { expect, test } from "vitest";
import { makeSchema } from "../../test/postgres.ts";
import { createWorld } from "../../test/world.ts";
import { postgresStorage } from "./postgres.ts";

test.each([
  ["on", 0],
  ["local", 0],
  ["off", 1],
])(
  "check() warns of synchronous_commit=%s if it could lose an answered 2xx",
  async (setting, sentences) => {
    const { url, schema, drop } = await makeSchema();
    // Set for these connections only, as a role or a database may set it.
    const pool = new pg.Pool({
      connectionString: url,
      options: `-c synchronous_commit=${setting}`,
    });
    await using world = await createWorld({
      service: { storage: postgresStorage(pool, { schema }) },
    });
    const { ok, findings } = await world.payment.check();
    const warnings = findings.filter(
      ({ code, message }) =>
        code === "storage_not_durable" && message.includes("synchronous_commit"),
    );
    expect([ok, warnings]).toEqual([
      true,
      Array.from({ length: sentences }, () => ({
        level: "warning",
        code: "storage_not_durable",
        docs: expect.stringMatching(/\/codes\/storage_not_durable\/$/),
        message: expect.stringMatching(/synchronous_commit=off: a crash.*Turn it on/),
      })),
    ]);
    await pool.end();
    await drop();
  },
);

test("settings of the whole server are warned of too", async () => {
  const { pool, schema, drop } = await makeSchema();
  const { rows } = await pool.query(
    "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name",
  );
  const { warnings } = await postgresStorage(pool, { schema }).summary(1);
  expect(warnings.map((warning) => / (\w+)=off/.exec(warning)?.[1])).toEqual(
    rows.map(({ name }) => name),
  );
  await drop();
});
