// Runs the server's tests in a separate process, with or without a mutant.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutant.ts";
import { outcomeOf, type Outcome, type Report } from "./outcome.ts";
import { SERVER } from "./plugin.ts";

export interface Trial {
  mutant: Mutant | null;
  outcome: Outcome;
  seconds: number;
}

export interface TrialOptions {
  /** The test files to run; default all of them. */
  files?: readonly string[];
  pg_url: string;
}

/** Runs the tests until one fails. Throws with what they printed if they did not run. */
export async function tryOut(
  mutant: Mutant | null,
  { files = [], pg_url }: TrialOptions,
): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "mutant-"));
  const report = join(folder, "report.json");
  const started_at = performance.now();
  try {
    const printed = await runTests(mutant?.name ?? "", files, report, pg_url);
    const outcome = outcomeOf(read(report, printed));
    return { mutant, outcome, seconds: (performance.now() - started_at) / 1_000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CONFIG = fileURLToPath(new URL("./vitest.config.ts", import.meta.url));
const VITEST = join(
  createRequire(import.meta.url).resolve("vitest/package.json"),
  "..",
  "vitest.mjs",
);

async function runTests(
  name: string,
  files: readonly string[],
  report: string,
  pg_url: string,
): Promise<string> {
  // When this runs inside a test, the outer runner's variables must not reach the inner runner.
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("VITEST"));
  const env = { ...Object.fromEntries(inherited), MUTANT: name, PG_URL: pg_url, NO_COLOR: "1" };
  const filters = files.map((file) => SERVER + file);
  const child = spawn(
    process.execPath,
    [VITEST, "run", "--config", CONFIG, "--reporter=json", `--outputFile=${report}`, ...filters],
    { env, stdio: ["ignore", "pipe", "pipe"] },
  );
  let printed = "";
  const keep = (text: string): string => (printed = (printed + text).slice(-10_000));
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  await once(child, "close");
  return printed;
}

function read(report: string, printed: string): Report {
  try {
    return JSON.parse(readFileSync(report, "utf8")) as Report;
  } catch (error) {
    throw new Error(`the tests did not run:\n${printed}`, { cause: error });
  }
}
