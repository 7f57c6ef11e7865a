// `pnpm campaign [--database sqlite|postgres] [--deliveries N] [--kills N] [--seed S] [--quick] [--report FILE]`: prints a table; exits 0 only if nothing is lost or doubled.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "@x/example-postgres/server";
import pg from "pg";
import { runCampaign } from "./campaign.ts";
import type { Where } from "./database.ts";
import { isSound, pageOf, tableOf, type Run } from "./report.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string" },
    deliveries: { type: "string", default: "20000" },
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    quick: { type: "boolean", default: false },
    report: { type: "string" },
  },
});

/** Throws with the fix on a number that is none. */
function whole(name: "deliveries" | "kills" | "seed"): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, such as --${name} 300`);
  return value;
}

async function open(kind: string): Promise<{ where: Where; close(): Promise<void> }> {
  if (kind === "sqlite") {
    const folder = mkdtempSync(join(tmpdir(), "campaign-"));
    return { where: { kind, file: join(folder, "shop.sqlite") }, close: async () => rmSync(folder, { recursive: true, force: true }) };
  }
  if (kind !== "postgres") throw new Error("--database must be `sqlite` or `postgres`; without it both are used");
  const server = await startPostgres();
  const schema = `campaign_${process.pid}`;
  const pool = new pg.Pool({ connectionString: server.url });
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.end();
  return { where: { kind, url: server.url, schema }, close: server.stop };
}

const options = { deliveries: whole("deliveries"), kills: whole("kills"), seed: whole("seed"), real_leases: !values.quick };
// Both at once: a campaign waits more than it works.
const runs = await Promise.all(
  (values.database === undefined ? ["sqlite", "postgres"] : [values.database]).map(async (database): Promise<Run> => {
    const { where, close } = await open(database);
    console.log(`${database}: ${options.deliveries} deliveries, ${options.kills} kills, seed ${options.seed}`);
    const result = await runCampaign({ ...options, where }, (line) => console.log(`  ${database}: ${line}`));
    await close();
    return [database, options, result];
  }),
);

console.log(`\n${tableOf(runs)}`);
if (values.report !== undefined) writeFileSync(values.report, pageOf(runs, process.version));
const sound = runs.every(([, , result]) => isSound(result));
console.log(sound ? "\n0 lost, 0 double" : "\nNOT SOUND: see lost, doubled, undue, unfinished and forgotten above");
process.exit(sound ? 0 : 1);
