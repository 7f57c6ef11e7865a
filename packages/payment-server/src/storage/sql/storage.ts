import type { Storage } from "../../core/storage.ts";
import { creditVerbs } from "./credits.ts";
import type { SqlDialect, SqlDriver } from "./driver.ts";
import { eventVerbs } from "./events.ts";
import { listVerbs } from "./lists.ts";
import { migrate } from "./migrate.ts";
import { paymentVerbs } from "./payments.ts";
import { createRunner, type SqlRunner } from "./runner.ts";
import { scheduleVerbs } from "./schedule.ts";
import { summarise } from "./summary.ts";

/**
 * Creates the storage of any SQL database. Every verb is one batch of fixed statements. Tables are
 * made at the first use. `runner` is given where a transactional storage shares its own.
 */
export function createSqlStorage(
  driver: SqlDriver,
  dialect: SqlDialect,
  runner: SqlRunner = createRunner(driver, dialect),
): Storage {
  return {
    // A database without a file behind it says otherwise in its own module.
    durable: true,
    migrate: async () => await migrate(driver, dialect),
    close: async () => await driver.close(),
    ...paymentVerbs(runner),
    ...creditVerbs(runner),
    ...eventVerbs(runner),
    ...scheduleVerbs(runner),
    ...listVerbs(runner),
    summary: async (now) => await summarise(runner, now, dialect.warnings),
  };
}
