#!/usr/bin/env node
import { banner, deliveryLine, usage } from "./cli/banner.ts";
import { runCommand } from "./cli/child.ts";
import { type CommandLine, readCommandLine } from "./cli/flags.ts";
import { UsageError } from "./cli/seeds.ts";
import { createDodoEmulator } from "./emulator.ts";
import type { DodoEmulator } from "./dodo-emulator.ts";

const default_port = 4400;

/**
 * Listens on the given port. Without one, listens on the default port or, if that is taken, on any
 * free port.
 */
async function open(
  dodo: DodoEmulator,
  { port, hostname, allow_public }: CommandLine,
): Promise<void> {
  try {
    await dodo.listen({ port: port ?? default_port, hostname, allow_public });
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken) throw error;
    if (port !== null) throw new UsageError(`port ${port} is taken: give another --port, or none`);
    await dodo.listen({ hostname, allow_public });
  }
}

async function main(): Promise<number> {
  const line = readCommandLine(process.argv.slice(2));
  if (line.help) {
    console.log(usage);
    return 0;
  }
  for (const name of ["DODO_ENVIRONMENT", "DODO_PAYMENTS_ENVIRONMENT"]) {
    if (process.env[name] === "live_mode")
      throw new UsageError(
        `${name} is live_mode in this shell: the emulator is for test_mode only, so unset it first`,
      );
  }
  // If the emulator runs a command, the emulator's own lines go to stderr, so that stdout contains
  // only the output of the command.
  const out = line.command.length > 0 ? process.stderr : process.stdout;
  await using dodo = createDodoEmulator({
    ...line.options,
    on_delivery: (attempt) => out.write(`${deliveryLine(attempt, out)}\n`),
  });
  await open(dodo, line);
  out.write(`${banner(dodo, out)}\n`);
  const [name, ...args] = line.command;
  if (name !== undefined)
    return await runCommand([name, ...args], dodo.env, (text) => process.stderr.write(`${text}\n`));
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  // A wrong flag or option is the user's mistake, so the message points to `--help`.
  const known = error instanceof UsageError || error instanceof TypeError;
  process.stderr.write(
    `${known ? error.message : String(error)}\n${known ? "dodo-emulator --help lists the flags.\n" : ""}`,
  );
  process.exitCode = 1;
}
