// `pnpm bench [--quick] [--row ID]… [--against MODULE]… [--against-tarball FILE]… [--profile]
// [--json FILE] [--report FILE]`: measures the server and prints a table. See README.md.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { FULL, openBench, QUICK } from "./bench.ts";
import type { Candidate, CreateHandler } from "./contract.ts";
import { closeTables } from "./list-rows.ts";
import { profile } from "./profile.ts";
import { machine, pageOf, tableOf, type Results } from "./report.ts";
import { ROWS } from "./rows.ts";
import { fromTarball } from "./tarball.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
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

const bench = await openBench(values.quick ? QUICK : FULL, others);
const results: Results = {
  machine: machine(),
  command: process.argv.slice(2).join(" "),
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
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (values.report !== undefined) writeFileSync(values.report, pageOf(rows, results));
