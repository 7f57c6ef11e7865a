import { expect, test } from "vitest";
import { makeSchema } from "../../test/postgres.ts";
import { inProcesses } from "../../test/processes.ts";
import { CLAIMED, MIGRATED } from "../../test/storage-worker.ts";
import { insertSample } from "../testing/storage/records.ts";
import { postgresStorage, type PostgresPool } from "./postgres.ts";
import { MIGRATIONS } from "./sql/schema.ts";

test("[C02] four processes claim the same hundred credits at once: each has one winner, whose change alone is stored", async () => {
  const { url, pool, schema, drop } = await makeSchema();
  const storage = postgresStorage(pool, { schema });
  for (const name of CLAIMED) await insertSample(storage, name);
  const won = await inProcesses(4, "storage-worker.ts", [`${url}#${schema}`, "claim"]);
  expect(won).toHaveLength(4);
  expect(won.flat().sort()).toEqual([...CLAIMED].sort());
  for (const name of CLAIMED) {
    const [payment, credit] = [
      await storage.readPayment(`pmt_${name}`),
      await storage.readCredit(`tu_${name}`),
    ];
    expect(payment).toMatchObject({ status: "crediting", version: 2 });
    expect(credit).toMatchObject({
      payment_id: `pmt_${name}`,
      fence: 1,
      holder: payment?.write_id,
      live: true,
    });
    expect(await storage.listAudit(`pmt_${name}`)).toHaveLength(2);
  }
  await drop();
});

test("[K13] eight processes migrate an empty database at once, and another, and another: one schema each, made by one of them, no error", async () => {
  const { url, pool, schema, drop } = await makeSchema();
  const schemas = MIGRATED.map((suffix) => schema + suffix);
  for (const name of schemas) await pool.query(`CREATE SCHEMA ${name}`);
  const made = await inProcesses(8, "storage-worker.ts", [`${url}#${schema}`, "migrate"]);
  expect(made).toHaveLength(8);
  expect(made.flat().sort()).toEqual([...MIGRATED].sort());
  for (const name of schemas) {
    expect((await pool.query(`SELECT version FROM ${name}.topup_schema`)).rows).toEqual([
      { version: 1 },
    ]);
    expect(
      (await pool.query(`SELECT tables_version FROM ${name}.topup_schema_changes`)).rows,
    ).toEqual(MIGRATIONS.map(({ version }) => ({ tables_version: version })));
    expect(
      (await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = $1", [name])).rows,
    ).toHaveLength(6);
    await pool.query(`DROP SCHEMA ${name} CASCADE`);
  }
  await drop();
});

test("[K13] tables that another process commits while a process looks for its own are not taken for those of the application", async () => {
  const { pool, schema, drop } = await makeSchema();
  let looked = false;
  /** A client whose first look for the tables sees the database as it was before they were made. */
  const looksBefore: PostgresPool = {
    async connect() {
      const client = await pool.connect();
      return {
        release: (destroy) => client.release(destroy),
        async query(query) {
          if (looked || !/schema_found/.test(JSON.stringify(query)))
            return await client.query(query);
          looked = true;
          await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
          await postgresStorage(pool, { schema }).migrate();
          const seen = await client.query(query);
          await client.query("COMMIT");
          return seen;
        },
      };
    },
    end: async () => {},
  };
  expect(await postgresStorage(looksBefore, { schema }).migrate()).toMatchObject({ made: false });
  expect(looked).toBe(true);
  await drop();
});
