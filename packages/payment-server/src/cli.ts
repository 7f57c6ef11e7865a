#!/usr/bin/env node
// The command `payment-server`. Its exit code is 2 after a `UsageError` and 1 after any other
// error. Otherwise it is what the command returns.
import { COMMANDS, usage } from "./cli/commands.ts";
import { UsageError } from "./cli/usage-error.ts";
import { PaymentError } from "./errors.ts";

// Node 22 warns that node:sqlite is experimental. The warning is hidden, because the person who
// runs the command can do nothing about it.
process.removeAllListeners("warning").on("warning", ({ name, message }) => {
  if (name !== "ExperimentalWarning") console.error(`${name}: ${message}`);
});

/** Runs the command that the arguments name, and returns the exit code. */
async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === "--help" || name === "-h") {
    console.log(usage);
    return 0;
  }
  const command = COMMANDS.get(name ?? "");
  if (command !== undefined) return await command.run(args, console.log);
  throw new UsageError(
    `${name === undefined ? "A command is missing" : `There is no command ${JSON.stringify(name)}`}: payment-server --help lists them.`,
  );
}

try {
  process.exitCode = await main();
} catch (error) {
  // No stack is printed, because a stack would draw attention away from the message.
  const known = error instanceof UsageError || error instanceof PaymentError;
  console.error(known ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
