// Commands that are run to their end.
import { execFileSync } from "node:child_process";
import { pnpmCommand } from "@x/example-installed/project";

/** A command and its arguments. */
export type CommandLine = readonly [command: string, ...args: string[]];

const RUNNING_MS = 10 * 60_000;
/** Keeps tools from asking, and from reporting what was done. */
const QUIET = { CI: "true", NO_COLOR: "1", DO_NOT_TRACK: "1", YARN_ENABLE_TELEMETRY: "0" } as const;

/**
 * Runs a command in a folder and returns what it printed. Throws with all that it printed if it
 * fails.
 */
export function run(
  [command, ...args]: CommandLine,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: RUNNING_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, ...QUIET, ...env },
    });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    // oxlint-disable-next-line preserve-caught-error -- The error repeats all that was printed.
    throw new Error(`${[command, ...args].join(" ")} failed:\n${stdout}${stderr}`);
  }
}

/** Runs pnpm, the one that runs this process. */
export function pnpm(args: readonly string[], cwd: string): string {
  return run(pnpmCommand(args), cwd);
}
