/**
 * A storage whose files may not grow past a limit. The operating system refuses the write, as on a
 * full disk.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { memoryStorage, PaymentError, type Storage } from "../src/index.ts";
import { around } from "./faults.ts";
import type { Answer } from "./limited-storage-worker.ts";

const worker = fileURLToPath(new URL("limited-storage-worker.ts", import.meta.url));

/**
 * Opens the storage in its own process, since the limit applies to a process; it is killed at the
 * end of the block. `blocks` is the argument of `ulimit -f`.
 */
export function openLimited(
  file: string,
  blocks: number,
  clock: () => number,
): { storage: Storage; [Symbol.dispose](): void } {
  const child = spawn(
    "sh",
    [
      "-c",
      'ulimit -f "$0" && exec "$@"',
      String(blocks),
      process.execPath,
      "--no-warnings",
      worker,
      file,
    ],
    { stdio: ["ignore", "inherit", "inherit", "ipc"], serialization: "advanced" },
  );
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on("message", (answer: Answer) => waiting.get(answer.id)?.(answer));
  let calls = 0;
  const call = async (verb: string, given: unknown[]): Promise<unknown> => {
    const id = (calls += 1);
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    child.send({ id, now: clock(), verb, given });
    const answer = await answered;
    if ("result" in answer) return answer.result;
    throw new PaymentError(answer.code, answer.message, { retry_after_ms: 5_000 });
  };
  return {
    storage: around(memoryStorage(), async (verb, _run, given) => await call(verb, given)),
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}
