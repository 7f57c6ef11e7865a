// The child processes of a run. They end with it, whatever ends it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A command with its folder and its variables. */
export interface Command {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

const RUNNING_MS = 10 * 60_000;

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach(kill));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => process.exit(1));

/** Starts a command. `printed` returns what it has printed so far. */
export function start({ command, args, cwd, env }: Command): {
  child: ChildProcess;
  printed: () => string;
} {
  // The child leads a process group of its own, so that its own children can be killed with it.
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
  running.add(child);
  child.once("close", () => running.delete(child));
  let text = "";
  const take = (chunk: string): string => (text += chunk);
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  child.once("error", (error) => take(String(error)));
  return { child, printed: () => text };
}

/** Runs a command to its end, for ten minutes at most. Throws with what it printed if it fails. */
export async function run(command: Command): Promise<void> {
  const { child, printed } = start(command);
  const late = setTimeout(() => kill(child), RUNNING_MS);
  const [code] = await once(child, "close");
  clearTimeout(late);
  if (code !== 0)
    throw new Error(`${[command.command, ...command.args].join(" ")} failed:\n${printed()}`);
}

/** Ends a process that was started here, and its children. */
export async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, "close");
  kill(child);
  await closed;
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group has ended already.
  }
}
