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
