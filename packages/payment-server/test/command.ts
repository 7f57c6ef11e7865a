/** Runs the command line from its sources, in its own process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** The exit code and the output of a finished command. */
export interface CommandResult {
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
  /** `true` removes root's right to write any file, on Linux; other users are not affected. */
  as_ordinary_user?: boolean;
}

/** Runs `payment-server <args>` without the shell's own `DATABASE_URL`. */
export async function runCommand(
  args: readonly string[],
  { env = {}, node = [], cwd, as_ordinary_user = false }: RunOptions = {},
): Promise<CommandResult> {
  const dropped =
    as_ordinary_user && process.geteuid?.() === 0
      ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
      : [];
  const [name = "", ...rest] = [...dropped, process.execPath, ...node, cli, ...args];
  const child = spawn(name, rest, {
    cwd,
    env: { ...process.env, DATABASE_URL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  const ran = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (ran.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (ran.error += text));
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : null, ...ran };
}
