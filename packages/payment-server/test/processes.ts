/** Real processes that start working at the same time. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Starts `count` workers of the script, lets them begin at once, and returns their answers. They
 * may still hold their files then.
 */
export async function inProcesses(
  count: number,
  script: string,
  args: readonly string[],
): Promise<unknown[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const workers = Array.from({ length: count }, () =>
    fork(path, [...args], { execArgv: ["--no-warnings"] }),
  );
  try {
    await Promise.all(workers.map(nextMessage));
    const answers = workers.map(nextMessage);
    for (const worker of workers) worker.send("go");
    return await Promise.all(answers);
  } catch (error) {
    for (const worker of workers) worker.kill();
    throw error;
  }
}

/** Returns the next message of the worker; throws if it ends without one. */
async function nextMessage(worker: ChildProcess): Promise<unknown> {
  const gone = new AbortController();
  const ended = once(worker, "exit", { signal: gone.signal }).then(([code]): never => {
    throw new Error(`a worker ended with ${String(code)} before it answered`);
  });
  try {
    const [message] = await Promise.race([once(worker, "message", { signal: gone.signal }), ended]);
    return message;
  } finally {
    ended.catch(() => undefined);
    gone.abort();
  }
}
