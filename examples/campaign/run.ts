// `pnpm campaign [--database sqlite|postgres] [--mode guarded|transactional|calm] [--deliveries N]
// [--kills N] [--seed S] [--quick] [--report FILE]`:
// prints a table; exits 0 only if nothing is lost or doubled. `--mutants [--report FILE]`: see
// mutants/controls.ts.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "@x/example-postgres/server";
import pg from "pg";
import { runCampaign } from "./campaign.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import type { Where } from "./database.ts";
import { areCaught, runControls } from "./mutants/controls.ts";
import { controlsPage } from "./mutants/table.ts";
import { isSound, pageOf, tableOf, type Run } from "./report.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", multiple: true, default: ["sqlite", "postgres"] },
    mode: { type: "string", multiple: true, default: ["guarded", "transactional", "calm"] },
    deliveries: { type: "string", default: "20000" },
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    quick: { type: "boolean", default: false },
    report: { type: "string" },
    mutants: { type: "boolean", default: false },
  },
});
if (values.mutants) {
  const trials = await runControls();
  if (values.report !== undefined) writeFileSync(values.report, controlsPage(trials));
  process.exit(areCaught(trials) ? 0 : 1);
}

type Kind = "guarded" | "transactional" | "calm";

/** Reads a number, and throws with the fix if it is none. */
function whole(name: "deliveries" | "kills" | "seed"): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} must be a whole number, such as --${name} 300`);
  return value;
}

/** Reads one of these values, and throws with the fix on any other. */
function oneOf<Word extends string>(name: string, words: readonly Word[], given: string): Word {
  const found = words.find((word) => word === given);
  if (found === undefined)
    throw new Error(
      `--${name} must be ${words.map((word) => `\`${word}\``).join(" or ")}; without it all are used`,
    );
  return found;
}

let databases = 0;

async function open(
  kind: "sqlite" | "postgres",
): Promise<{ where: Where; close(): Promise<void> }> {
  if (kind === "sqlite") {
    const folder = mkdtempSync(join(tmpdir(), "campaign-"));
    return {
      where: { kind, file: join(folder, "shop.sqlite") },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const server = await startPostgres();
  const schema = `campaign_${process.pid}_${(databases += 1)}`;
  const pool = new pg.Pool({ connectionString: server.url });
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.end();
  return { where: { kind, url: server.url, schema }, close: server.stop };
}

const [deliveries, kills, seed, real_leases] = [
  whole("deliveries"),
  whole("kills"),
  whole("seed"),
  !values.quick,
];

/**
 * In a calm run nothing is killed, frozen or cut and Dodo's API does not fail, so each credit must
 * take exactly one call.
 */
function optionsOf(kind: Kind): Omit<CampaignOptions, "where"> {
  if (kind === "calm")
    return {
      mode: "guarded",
      deliveries: Math.ceil(deliveries / 10),
      kills: 0,
      steps: 0,
      freezes: 0,
      faults: false,
      seed,
      real_leases: false,
    };
  return {
    mode: kind,
    deliveries,
    kills,
    steps: 0,
    freezes: Math.ceil(kills / 20),
    faults: true,
    seed,
    real_leases,
  };
}

async function runOne(database: "sqlite" | "postgres", kind: Kind): Promise<Run> {
  const [name, options] = [`${database}, ${kind}`, optionsOf(kind)];
  const { where, close } = await open(database);
  console.log(`${name}: ${options.deliveries} deliveries, ${options.kills} kills, seed ${seed}`);
  const result = await runCampaign({ ...options, where }, (line) =>
    console.log(`  ${name}: ${line}`),
  );
  await close();
  return [name, options, result];
}

const kinds = values.mode.map((mode) =>
  oneOf("mode", ["guarded", "transactional", "calm"] as const, mode),
);
// The databases run concurrently, since a campaign mostly waits.
const columns = await Promise.all(
  values.database.map(async (given): Promise<Run[]> => {
    const database = oneOf("database", ["sqlite", "postgres"] as const, given);
    const runs: Run[] = [];
    for (const kind of kinds) runs.push(await runOne(database, kind));
    return runs;
  }),
);
const runs = columns.flat();

console.log(`\n${tableOf(runs)}`);
if (values.report !== undefined)
  writeFileSync(values.report, pageOf(runs, { deliveries, kills, seed }));
const sound = runs.every(([, , result]) => isSound(result));
console.log(
  sound
    ? "\n0 lost, 0 double"
    : "\nNOT SOUND: see lost, doubled, undue, unfinished, forgotten and notices above",
);
process.exit(sound ? 0 : 1);
