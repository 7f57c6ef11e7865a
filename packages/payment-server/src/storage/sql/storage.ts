import type { Storage } from "../../core/storage.ts";
import { creditVerbs } from "./credits.ts";
import type { SqlDialect, SqlDriver } from "./driver.ts";
import { eventVerbs } from "./events.ts";
import { listVerbs } from "./lists.ts";
import { migrate } from "./migrate.ts";
import { noticeVerbs } from "./notices.ts";
import { paymentVerbs } from "./payments.ts";
import { createRunner, type SqlRunner } from "./runner.ts";
import { scheduleVerbs } from "./schedule.ts";
import { summarise } from "./summary.ts";

/**
 * Creates the storage of any SQL database. Every method except `migrate`, `summary` and `close`
 * runs one batch of fixed statements. The tables are created or upgraded at the first use. A
 * transactional storage passes its own `runner`, so that the two storages share it.
 */
export function createSqlStorage(
  driver: SqlDriver,
  dialect: SqlDialect,
  runner: SqlRunner = createRunner(driver, dialect),
): Storage {
  return {
    // The caller replaces this value if the database is in memory.
    durable: true,
    migrate: async () => await migrate(driver, dialect),
    close: async () => await driver.close(),
    ...paymentVerbs(runner),
    ...creditVerbs(runner),
    ...eventVerbs(runner),
    ...scheduleVerbs(runner),
    ...noticeVerbs(runner),
    ...listVerbs(runner),
    summary: async (now) => await summarise(runner, now, dialect.warnings),
  };
}
