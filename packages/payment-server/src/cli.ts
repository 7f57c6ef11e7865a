#!/usr/bin/env node
// The command `payment-server`. Exit code 0 means done, 1 that something is wrong, 2 that the
// command line is.
import { COMMANDS, usage } from "./cli/commands.ts";
import { UsageError } from "./cli/usage-error.ts";
import { PaymentError } from "./errors.ts";

// Node 22 warns that node:sqlite is experimental, which the person who runs this can do nothing
// about.
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
  // The messages of our own errors name the fix, so that a stack would only hide them.
  const known = error instanceof UsageError || error instanceof PaymentError;
  console.error(known ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
