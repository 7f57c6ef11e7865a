// Starts an example's server as a separate process, in its own runtime and on a free local port.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * The command that starts a server. The server gets `PORT` and prints `shop on http://…` when it
 * listens.
 */
export interface Command {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

export interface Server {
  readonly url: string;
  /** Kills the server (SIGKILL) and starts it again on the same port. */
  restart(): Promise<void>;
  /** Sends SIGTERM and returns the exit code, or `null` if the server had to be killed. */
  stop(): Promise<number | null>;
  /** Returns what the server has printed since its start, if its output is readable. */
  readonly printed?: () => string;
  /** True if the server cannot shut down gracefully: `stop()` cancels requests in flight. */
  readonly cut_off?: boolean;
}

const STARTING_MS = 120_000;
/** Milliseconds that a server has after SIGTERM to finish the requests in flight. */
const STOPPING_MS = 60_000;

/**
 * Starts the server on a free port, or on `port`. Throws with what the server printed if it exits
 * before it listens.
 */
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

/**
 * Retries `begin` while the port is in use. An outgoing connection of another process may use a
 * free port for a moment.
 */
export async function oncePortIsFree<Started>(
  begin: () => Promise<Started>,
  tries = 5,
): Promise<Started> {
  try {
    return await begin();
  } catch (error) {
    // The shop and the runtimes word this error differently.
    if (tries === 1 || !/EADDRINUSE|in use/.test(String(error))) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return await oncePortIsFree(begin, tries - 1);
  }
}

/** Returns a port that nothing listens on, for a server that must know its address at its start. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("there is no free port");
  return address.port;
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
