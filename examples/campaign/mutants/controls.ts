// `pnpm campaign --mutants` checks that the server's tests notice every mutant.
import { startPostgres } from "@x/example-postgres/server";
import { MUTANTS } from "./all.ts";
import { MORE } from "./more.ts";
import type { Mutant } from "./mutant.ts";
import { lineOf, mutantTable } from "./table.ts";
import { tryOut, type Trial } from "./trial.ts";
import { TWELVE } from "./twelve.ts";

/**
 * Runs the tests without a bug, then once for each bug. Prints a line for each run, and the table
 * at the end.
 */
export async function runControls(say: (line: string) => void = console.log): Promise<Trial[]> {
  const server = await startPostgres();
  try {
    const trials = await tryAll(server.url, say);
    say(`\n${mutantTable(trials)}\n`);
    for (const trial of trials) if (!isAsItShould(trial)) say(advice(trial));
    say(
      `${caught(trials, TWELVE)} of ${TWELVE.length} caught, ${caught(trials, MORE)} of ${MORE.length} more`,
    );
    return trials;
  } finally {
    await server.stop();
  }
}

/** Returns whether the tests pass without a bug and notice every bug. */
export function areCaught(trials: readonly Trial[]): boolean {
  return trials.length === MUTANTS.length + 1 && trials.every(isAsItShould);
}

async function tryAll(pg_url: string, say: (line: string) => void): Promise<Trial[]> {
  const green = new Set(MUTANTS.flatMap(({ likely }) => likely));
  const said = (trial: Trial): Trial => (say(lineOf(trial)), trial);
  const baseline = said(await tryOut(null, { files: [...green], pg_url }));
  const trials = [baseline];
  if (!isAsItShould(baseline)) return trials;
  for (const mutant of MUTANTS)
    trials.push(said(await checked(await tryOut(mutant, { pg_url }), green, pg_url)));
  return trials;
}

function isAsItShould({ mutant, outcome }: Trial): boolean {
  return outcome.kind === (mutant === null ? "survived" : "caught");
}

/**
 * Checks that a test that was not part of the baseline passes without the bug; otherwise its
 * failure proves nothing.
 */
async function checked(trial: Trial, green: Set<string>, pg_url: string): Promise<Trial> {
  const { outcome } = trial;
  if (outcome.kind !== "caught" || green.has(outcome.file)) return trial;
  const without = await tryOut(null, { files: [outcome.file], pg_url });
  if (without.outcome.kind !== "survived")
    return { ...trial, outcome: { kind: "invalid", why: `fails without it too: ${outcome.file}` } };
  green.add(outcome.file);
  return trial;
}

function caught(trials: readonly Trial[], mutants: readonly Mutant[]): number {
  return trials.filter(
    ({ mutant, outcome }) =>
      mutant !== null && mutants.includes(mutant) && outcome.kind === "caught",
  ).length;
}

function advice({ mutant, outcome }: Trial): string {
  if (mutant === null)
    return "NOT SOUND: the tests fail without any bug, so their failing says nothing; mend them first";
  const { name } = mutant;
  if (outcome.kind === "invalid")
    return `INVALID: ${name}: ${outcome.why}; change the edit so that the code runs and does the wrong thing`;
  return `SURVIVED: ${name}: write the test that fails with it, name its file in \`likely\`, and see it fail: MUTANT="${name}" npx -y pnpm@12.21.0 exec vitest run --config examples/campaign/mutants/vitest.config.ts`;
}
