import pg from "pg";
import { expect, inject, test } from "vitest";
import { intercepted, makeSchema } from "../../test/postgres.ts";
import { insertSample } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

test("a pool that wraps its connection at each loan does not collect listeners on it", async () => {
  const { schema, drop } = await makeSchema();
  const pool = new pg.Pool({ connectionString: inject("pg_url"), max: 1 });
  const clients = new Set<pg.PoolClient>();
  pool.on("acquire", (client) => clients.add(client));
  const wrapping = intercepted(pool, async (_query, run) => await run());
  const storage = postgresStorage(wrapping, { schema });
  for (let index = 0; index < 12; index += 1) await insertSample(storage, `t${index}`);
  expect(clients.size).toBe(1);
  // One listener is ours, and one is the pool's while the connection is idle.
  for (const client of clients) expect(client.listenerCount("error")).toBe(2);
  await storage.close?.();
  await drop();
  await pool.end();
});

test("[K04] a pool of the host without a listener survives an idle connection that breaks", async () => {
  const { pool: other, schema, drop } = await makeSchema();
  const pool = new pg.Pool({ connectionString: inject("pg_url"), application_name: schema });
  const storage = postgresStorage(pool, { schema });
  const second = postgresStorage(pool, { schema });
  const payment = await insertSample(storage, "a");
  // Without a listener the `error` event of the pool would end the process.
  expect(pool.listenerCount("error")).toBe(1);
  const broken = new Promise((resolve) => pool.once("remove", resolve));
  await other.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
    [schema],
  );
  await broken;
  expect(await second.readPayment("pmt_a")).toEqual(payment);
  await pool.end();
  await drop();
});
