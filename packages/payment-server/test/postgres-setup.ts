/** Starts one temporary PostgreSQL for a whole test run. */
import type { TestProject } from "vitest/node";
import { startPostgres } from "../../../examples/postgres/postgres-server.ts";

/** Starts the server before the tests and returns the function that stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide("pg_url", server.url);
  return server.stop;
}
