/** Real processes that begin together. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Work } from "./storage-worker.ts";

const WORKER = fileURLToPath(new URL("storage-worker.ts", import.meta.url));

/** Starts `count` workers on the file, lets them go at once, and returns what each answers. They may still hold the file then. */
export async function inProcesses(count: number, path: string, work: Work): Promise<unknown[]> {
  const workers = Array.from({ length: count }, () => fork(WORKER, [path, work], { execArgv: ["--no-warnings"] }));
  try {
    await Promise.all(workers.map(said));
    const answers = workers.map(said);
    for (const worker of workers) worker.send("go");
    return await Promise.all(answers);
  } catch (error) {
    for (const worker of workers) worker.kill();
    throw error;
  }
}

/** The next message of the worker; an error if it ends without one. */
async function said(worker: ChildProcess): Promise<unknown> {
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
