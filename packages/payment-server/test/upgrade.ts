/** One database that the first version has made, and services of either version on it. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "vitest";
import type { PaymentService, Storage } from "../src/index.ts";
import { postgresMigrations, postgresStorage } from "../src/storage/postgres.ts";
import { sqliteMigrations, sqliteStorage } from "../src/storage/sqlite.ts";
import { makeSchema } from "./postgres.ts";
import type { Opened } from "./scenes.ts";
import { firstVersion } from "./version-1.ts";
import {
  postgresStorage as firstPostgres,
  sqliteStorage as firstSqlite,
} from "./version-1/service.js";
import { createWorld, type World } from "./world.ts";

/** One database, as either version opens it. */
export interface SharedDatabase {
  first(): Storage;
  today(): Storage;
  /** Runs what `migrate --print --from 1` prints. */
  runPrinted(): Promise<void>;
  /** Removes the data. */
  drop(): Promise<void>;
}

const DATABASES: Record<string, (world: World) => Promise<SharedDatabase>> = {
  sqlite: async ({ folder, clock }) => {
    const file = join(folder, "upgrade.sqlite");
    const options = { clock: () => clock.now(), synchronous: "NORMAL" } as const;
    return {
      first: () => firstSqlite(file, options),
      today: () => sqliteStorage(file, options),
      async runPrinted() {
        using database = new DatabaseSync(file);
        for (const statement of sqliteMigrations({ from: 1 })) database.exec(statement);
      },
      drop: async () => {},
    };
  },
  postgres: async ({ clock }) => {
    const { pool, schema, drop } = await makeSchema();
    const options = { schema, clock: () => clock.now() };
    return {
      first: () => firstPostgres(pool, options),
      today: () => postgresStorage(pool, options),
      async runPrinted() {
        for (const statement of postgresMigrations({ schema, from: 1 }))
          await pool.query(statement);
      },
      drop,
    };
  },
};

/** The databases on which the tests run. */
export const UPGRADED: readonly string[] = Object.keys(DATABASES);

/** A world with the first version on an empty database. */
export interface Upgrade {
  world: World;
  shared: SharedDatabase;
  /** A service of the first version. */
  first: PaymentService;
  /** Starts a service of today's version on the same database. */
  today(): PaymentService;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a world and a database of the first version. Both are removed at the end of the block. */
export async function beginUpgrade(kind: string): Promise<Upgrade> {
  const world = await createWorld();
  const shared = await (DATABASES[kind] ?? expect.unreachable())(world);
  return {
    world,
    shared,
    first: firstVersion(world, shared.first()),
    today: () => world.secondService({ storage: shared.today() }),
    async [Symbol.asyncDispose]() {
      await world.close();
      await shared.drop();
    },
  };
}

/** Adds a topup and opens its checkout with one of the services. */
export async function opening(world: World, service: PaymentService): Promise<Opened> {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id, { service });
  return { topup, checkout, session_id: checkout.provider_session_id };
}
