#!/usr/bin/env node
import { COMMANDS, usage } from "./cli/commands.ts";
import { UsageError } from "./cli/usage-error.ts";
import { PaymentError } from "./errors.ts";

// Node 22 calls node:sqlite experimental, which nobody who runs this can mend.
process.removeAllListeners("warning").on("warning", ({ name, message }) => {
  if (name !== "ExperimentalWarning") console.error(`${name}: ${message}`);
});

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
  // Sentences of our own; nobody needs the stack of those.
  const known = error instanceof UsageError || error instanceof PaymentError;
  console.error(known ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
