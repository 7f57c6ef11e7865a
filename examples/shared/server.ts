// An example's server as a process of its own, on a free port of this machine, in whatever runtime it is made for.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** How it is started. It is given `PORT`, and says `shop on http://…` when it listens. */
export interface Command {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

export interface Server {
  readonly url: string;
  /** Ends it at once, as a crash does (SIGKILL), and starts it again on the same port. */
  restart(): Promise<void>;
  /** Asks it to end (SIGTERM); its exit code, `null` if it had to be killed. */
  stop(): Promise<number | null>;
  /** What it has said since it was started, where it can be heard. */
  readonly printed?: () => string;
  /** Nothing of it can be told to end: it is cut off, whatever is in flight. */
  readonly cut_off?: boolean;
}

const STARTING_MS = 30_000;
/** What a server that is told to stop may take for what is in flight. */
const STOPPING_MS = 12_000;

/** On a free port unless one is named. Throws with what the server printed if it ends before it listens. */
export async function startServer(given: Command, port = "0"): Promise<Server> {
  let running = await start(given, port);
  return {
    url: running.url,
    printed: () => running.printed(),
    async restart() {
      await end(running.child, "SIGKILL");
      running = await oncePortIsFree(async () => await start(given, new URL(running.url).port));
    },
    stop: async () => await end(running.child, "SIGTERM"),
  };
}

/** For a port that was free: an outgoing connection of another process may have it for a moment. */
export async function oncePortIsFree<Started>(
  begin: () => Promise<Started>,
  tries = 5,
): Promise<Started> {
  try {
    return await begin();
  } catch (error) {
    // As the shop says it, or its runtime.
    if (tries === 1 || !/EADDRINUSE|in use/.test(String(error))) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return await oncePortIsFree(begin, tries - 1);
  }
}

async function start(
  { command, args, cwd, env }: Command,
  port: string,
): Promise<{ child: ChildProcess; url: string; printed: () => string }> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", ...env, PORT: port },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => child.kill("SIGKILL"), STARTING_MS);
    const read = (chunk: string): void => {
      printed += chunk;
      const found = /shop on (http:\S+)/.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`the shop ended with ${code}:\n${printed}`)));
  });
  return { child, url, printed: () => printed };
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill(signal);
  const patience = setTimeout(() => child.kill("SIGKILL"), STOPPING_MS);
  await exited;
  clearTimeout(patience);
  return child.exitCode;
}
