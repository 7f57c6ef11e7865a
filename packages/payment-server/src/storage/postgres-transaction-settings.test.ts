/**
 * Settings that a host changes on `tx` reach neither our statements nor the next user of the
 * connection.
 */
import pg, { type PoolClient } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { postgresStorage, type PostgresClient, type PostgresPool } from "./postgres.ts";

const SETTINGS = [
  "search_path",
  "role",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "synchronous_commit",
];

let [database, tenant]: PostgresSchema[] = [];
let prefixes = 0;
beforeAll(async () => {
  [database, tenant] = [await makeSchema(), await makeSchema()];
});
afterAll(async () => {
  await database?.drop();
  await tenant?.drop();
});

test.each([
  "SET LOCAL search_path TO pg_catalog",
  "SET search_path TO pg_catalog",
  "SET search_path TO public, pg_catalog",
  "SET LOCAL ROLE pg_monitor",
  "SET ROLE pg_monitor",
  "SET statement_timeout = 1500",
  "SET lock_timeout = 1500",
  "SET idle_in_transaction_session_timeout = 1500",
  "SET synchronous_commit = off",
  "SET LOCAL standard_conforming_strings = off",
])("a host that runs `%s` is credited, and the connection has its settings back", async (text) => {
  await using scene = await begin();
  const before = await scene.settings();
  for (const name of ["a", "b"]) {
    const closed: unknown = await scene
      .close(name, async (tx) => void (await tx.query(text)))
      .catch((error: unknown) => error);
    expect(closed).toMatchObject({ won: true, payment: { status: "paid" } });
    expect(await scene.settings()).toEqual(before);
  }
});

test("an id with quotes and backslashes in it is read back after the host's work", async () => {
  await using scene = await begin();
  expect(
    await scene.close(
      "it's \\' a\\",
      async (tx) => void (await tx.query("SET LOCAL standard_conforming_strings = off")),
    ),
  ).toMatchObject({ won: true });
});

test("what the host has deferred is checked under what it has set", async () => {
  await using scene = await begin();
  const { schema = "" } = tenant ?? {};
  await scene.pool
    .query(`CREATE TABLE ${schema}.topups (topup_id TEXT); CREATE TABLE ${schema}.checked (topup_id TEXT);
    CREATE FUNCTION ${schema}.check_topup() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO checked VALUES (NEW.topup_id); RETURN NEW; END $$;
    CREATE CONSTRAINT TRIGGER checking AFTER INSERT ON ${schema}.topups DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${schema}.check_topup()`);
  const closed = await scene.close("a", async (tx) => {
    await tx.query(`SET LOCAL search_path TO ${schema}`);
    await tx.query("INSERT INTO topups VALUES ('tu_a')");
  });
  expect(closed).toMatchObject({ won: true });
  expect((await scene.pool.query(`SELECT topup_id FROM ${schema}.checked`)).rows).toEqual([
    { topup_id: "tu_a" },
  ]);
});

test("restoring them costs no round trip: after the host's work there is one query, and the commit", async () => {
  await using scene = await begin();
  let mark = 0;
  await scene.close("a", async (tx) => {
    await tx.query("SELECT 1");
    mark = scene.texts.length;
  });
  expect(scene.texts.slice(mark)).toEqual([
    expect.stringContaining("SELECT p.payment_id"),
    "COMMIT",
  ]);
});

/** Opens a storage that finds its tables by the `search_path` of a pool with one connection. */
async function begin() {
  const { url, schema } = database ?? expect.unreachable();
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    options: `-c search_path=${schema}`,
  }).on("error", () => {});
  const texts: string[] = [];
  const noting: PostgresPool = {
    async connect() {
      const client = await pool.connect();
      const query = async (...given: Parameters<PostgresClient["query"]>) => {
        const [first] = given as [unknown];
        texts.push(typeof first === "string" ? first : String(Reflect.get(Object(first), "text")));
        return (await Reflect.apply(client.query, client, given)) as { rows: unknown[] };
      };
      return { query, release: (destroy) => client.release(destroy) };
    },
    end: async () => {},
  };
  const storage = postgresStorage<PoolClient>(noting, { table_prefix: `set_${(prefixes += 1)}_` });
  return {
    pool,
    texts,
    async close(name: string, work: (tx: PoolClient) => Promise<void>) {
      const { claim, close } = crediting(await insertSample(storage, name));
      return await storage.creditWith(claim, close, work);
    },
    settings: async () =>
      (
        await pool.query(
          `SELECT ${SETTINGS.map((name) => `current_setting('${name}') AS ${name}`).join(", ")}`,
        )
      ).rows,
    [Symbol.asyncDispose]: async () => await pool.end(),
  };
}
