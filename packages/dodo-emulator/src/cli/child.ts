import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a command with additional environment variables and forwards SIGINT, SIGTERM and SIGHUP to
 * it. Resolves to its exit code, or to 128 plus the number of the signal that ended it. If the
 * command cannot be started, calls `report` with the reason and resolves to 127 (`ENOENT`) or 126
 * (any other error).
 */
export function runCommand(
  command: readonly [string, ...string[]],
  variables: Record<string, string>,
  report: (line: string) => void,
): Promise<number> {
  const [name, ...args] = command;
  const child = spawn(name, args, {
    stdio: "inherit",
    env: { ...process.env, ...variables },
    shell: process.platform === "win32",
  });
  // A terminal sends Ctrl+C to the command too, so SIGINT is not forwarded if stdin is a terminal.
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map(
    (signal) =>
      [
        signal,
        () => void (signal === "SIGINT" && process.stdin.isTTY ? null : child.kill(signal)),
      ] as const,
  );
  for (const [signal, forward] of handlers) process.on(signal, forward);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      report(`${name} could not be started: ${error.message}`);
      resolve("code" in error && error.code === "ENOENT" ? 127 : 126);
    });
    child.once("exit", (code, signal) => {
      for (const [handled, forward] of handlers) process.off(handled, forward);
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}
