// `pnpm bench [--quick] [--rounds N] [--deliveries N] [--table-rows N] [--memory-deliveries N]
// [--row ID]… [--against MODULE]… [--against-tarball FILE]… [--profile] [--json FILE]
// [--report FILE]`: measures the server and prints a table. See README.md.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { FULL, openBench, QUICK, type Amount } from "./bench.ts";
import type { Candidate, CreateHandler } from "./contract.ts";
import { closeTables } from "./list-rows.ts";
import { profile } from "./profile.ts";
import { machine, pageOf, tableOf, type Results } from "./report.ts";
import { ROWS } from "./rows.ts";
import { fromTarball } from "./tarball.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    deliveries: { type: "string" },
    "table-rows": { type: "string" },
    "memory-deliveries": { type: "string" },
    row: { type: "string", multiple: true, default: [] },
    against: { type: "string", multiple: true, default: [] },
    "against-tarball": { type: "string", multiple: true, default: [] },
    profile: { type: "boolean", default: false },
    json: { type: "string" },
    report: { type: "string" },
  },
});

/** Loads a module that is to be measured beside ours. */
async function fromModule(path: string): Promise<Candidate> {
  const { default: create } = (await import(pathToFileURL(resolve(path)).href)) as {
    default?: CreateHandler;
  };
  if (typeof create !== "function")
    throw new Error(`--against ${path}: the default export must be a function, see contract.ts`);
  return { name: path.replace(/^.*\//, ""), create };
}

/** Reads a number, which is `usually` if it is not given. Throws with the fix if it is none. */
function whole(
  name: "rounds" | "deliveries" | "table-rows" | "memory-deliveries",
  usually: number,
): number {
  const value = Number(values[name] ?? usually);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a whole number, such as --${name} 10000`);
}

function writeJson(): void {
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

const unknown = values.row.filter((id) => !ROWS.some((row) => row.id === id));
if (unknown.length > 0)
  throw new Error(
    `--row ${unknown.join(", ")}: the rows are ${ROWS.map(({ id }) => id).join(", ")}`,
  );
const rows = ROWS.filter(({ id }) => values.row.length === 0 || values.row.includes(id));
const others = [
  ...(await Promise.all(values.against.map(fromModule))),
  ...(await Promise.all(values["against-tarball"].map(fromTarball))),
];

const usual = values.quick ? QUICK : FULL;
const amount: Amount = {
  ...usual,
  rounds: whole("rounds", usual.rounds),
  deliveries: whole("deliveries", usual.deliveries),
  table_rows: whole("table-rows", usual.table_rows),
  memory_deliveries: whole("memory-deliveries", usual.memory_deliveries),
};
const bench = await openBench(amount, others);
const results: Results = {
  machine: machine(),
  command: process.argv
    .slice(2)
    .join(" ")
    .replaceAll(/ ?--(json|report)[ =]\S+/g, "")
    .trim(),
  at: new Date().toISOString(),
  rows: {},
  profiles: {},
};
console.log(results.machine);
try {
  for (const row of rows) {
    const started_at = performance.now();
    results.rows[row.id] = await row.run(bench);
    console.log(`${row.id}: ${((performance.now() - started_at) / 1_000).toFixed(0)} s`);
    // Written after each row, so that a run which is stopped has measured something.
    writeJson();
  }
  if (values.profile) results.profiles = await profile(bench);
} finally {
  await closeTables();
  bench.close();
}

console.log(`\n${tableOf(rows, results.rows)}`);
for (const [what, { packages, functions }] of Object.entries(results.profiles)) {
  console.log(`\n${what}, in percent of the time that is not waiting:`);
  for (const { name, percent } of [...packages, ...functions])
    console.log(`${percent.toFixed(1).padStart(6)}  ${name}`);
}
writeJson();
if (values.report !== undefined) writeFileSync(values.report, pageOf(rows, results));
