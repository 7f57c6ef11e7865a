/** The command line as a process of its own, from its sources. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, inject } from "vitest";

const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** How it ended, and what it printed. */
export interface Ran {
  code: number | null;
  out: string;
  error: string;
}

/** How the command is run. */
export interface RunOptions {
  env?: Record<string, string>;
  /** Flags for Node itself. */
  node?: readonly string[];
  cwd?: string;
  /**
   * Root may write anything: `true` takes that right from it, on Linux. Nothing changes for others.
   */
  as_ordinary_user?: boolean;
}

/** Runs `payment-server <args>`, without a `DATABASE_URL` of the shell's own. */
export async function runCommand(
  args: readonly string[],
  { env = {}, node = [], cwd, as_ordinary_user = false }: RunOptions = {},
): Promise<Ran> {
  const dropped =
    as_ordinary_user && process.geteuid?.() === 0
      ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
      : [];
  const [name = "", ...rest] = [...dropped, process.execPath, ...node, cli, ...args];
  const child = spawn(name, rest, {
    cwd,
    env: { ...process.env, DATABASE_URL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  const ran = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (ran.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (ran.error += text));
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : null, ...ran };
}

/** Expects one sentence on the standard error and nothing else: no stack, no class of an error. */
export function expectSentence(
  { code, out, error }: Ran,
  exit: 1 | 2,
  said: string | RegExp,
): void {
  expect({ code, out, error }).toEqual({ code: exit, out: "", error: expect.stringMatching(said) });
  expect(error).toMatch(/^[^\n]+\.\n$/);
  expect(error).not.toMatch(/\bat .*:\d+:\d+|Error:/);
}

/** Returns the URL of the tests' PostgreSQL after a change. */
export function postgresUrl(change: (url: URL) => void): string {
  const url = new URL(inject("pg_url"));
  change(url);
  return url.href;
}
