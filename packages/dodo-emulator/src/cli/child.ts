import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Runs a command with more variables, hands signals on, and resolves to its exit code; 127 if there is no such command. */
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
  // A terminal sends Ctrl+C to the command as well: handing it on would send it twice.
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map(
    (signal) =>
      [
        signal,
        () => void (signal === "SIGINT" && process.stdin.isTTY ? null : child.kill(signal)),
      ] as const,
  );
  for (const [signal, hand_on] of handlers) process.on(signal, hand_on);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      report(`${name} could not be started: ${error.message}`);
      resolve("code" in error && error.code === "ENOENT" ? 127 : 126);
    });
    child.once("exit", (code, signal) => {
      for (const [name, hand_on] of handlers) process.off(name, hand_on);
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}
