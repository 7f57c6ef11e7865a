/** A value that PostgreSQL refuses is no reason to look for the server's address. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  intercepted,
  makeSchema,
  sqlState,
  tablesIn,
  type PostgresSchema,
} from "../../test/postgres.ts";
import { insertSample, samplePayment } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

let database: PostgresSchema;
beforeAll(async () => void (database = await makeSchema()));
afterAll(async () => await database.drop());
const openTables = tablesIn(() => database);

test("[F29] a NUL character is a text that cannot be stored", async () => {
  await expect(insertSample(openTables(), "a", { user_id: "a\u0000b" })).rejects.toMatchObject({
    code: "storage_unavailable",
    message: expect.stringMatching(/^PostgreSQL cannot store a text: it has a NUL character/),
  });
});

test("[F29] so is a character that the encoding of the database does not have", async () => {
  const name = `latin_${process.pid}`;
  await database.pool.query(
    `CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`,
  );
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const storage = postgresStorage(url.href);
  expect(await insertSample(storage, "a", { user_id: "é" })).toMatchObject({ user_id: "é" });
  await expect(insertSample(storage, "b", { user_id: "日本" })).rejects.toMatchObject({
    code: "storage_unavailable",
    message: expect.stringMatching(/^PostgreSQL cannot store a text: .*encoding UTF8/),
  });
  await storage.close();
  await database.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
});

test("[F29] an id that is too long for an index is a value that is too long", async () => {
  // PostgreSQL compresses what repeats, so the id must not.
  const user_id = Array.from({ length: 4_000 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
  ).join("");
  await expect(insertSample(openTables(), "a", { user_id })).rejects.toMatchObject({
    message: "PostgreSQL cannot store a value: it is too long.",
  });
});

test.each([
  ["22003", /^PostgreSQL cannot store a value/],
  ["42P05", /set `prepare: false`\.$/],
  ["26000", /DISCARD ALL or DEALLOCATE .* set `prepare: false`\.$/],
  ["42703", /^PostgreSQL refuses a statement \(SQLSTATE 42703\)/],
  ["XX001", /^PostgreSQL has a problem with its own files/],
  ["25P04", /`transaction_timeout`/],
  ["08006", /check its address/],
  ["57P01", /check its address/],
  ["ECONNREFUSED", /check its address/],
  ["EPIPE", /check its address/],
])("[F29] the code %s has a sentence of its own kind", async (code, message) => {
  const failing = intercepted(database.pool, async () => await Promise.reject(sqlState(code)));
  await expect(
    postgresStorage(failing, { schema: database.schema }).readPayment(
      samplePayment("a").payment_id,
    ),
  ).rejects.toMatchObject({ code: "storage_unavailable", message: expect.stringMatching(message) });
});
