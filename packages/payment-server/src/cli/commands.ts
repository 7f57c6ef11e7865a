import type { Command } from "./command.ts";
import { explain } from "./explain.ts";
import { init } from "./init.ts";
import { migrate } from "./migrate.ts";
import { auditCommand } from "./remote/audit.ts";
import { checkCommand } from "./remote/check.ts";
import { closeCommand, releaseCommand, replayCommand } from "./remote/decisions.ts";
import { eventsCommand, heldCommand, paymentsCommand } from "./remote/lists.ts";
import { reconcileCommand } from "./remote/reconcile.ts";
import { pruneCommand } from "./remote/prune.ts";
import { driftCommand } from "./remote/drift.ts";

/** The commands by their names. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["init", { summary: "writes the files of a shop into your project", run: init }],
  checkCommand,
  heldCommand,
  releaseCommand,
  paymentsCommand,
  auditCommand,
  eventsCommand,
  replayCommand,
  closeCommand,
  reconcileCommand,
  driftCommand,
  pruneCommand,
  ["migrate", { summary: "makes the tables, or prints their SQL", run: migrate }],
  ["explain", { summary: "says what a code means, its cause and its fix", run: explain }],
]);

/** The text of `payment-server --help`. */
export const usage: string = `
  payment-server <command> [flags]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`).join("\n")}

payment-server <command> --help lists the flags of a command. All commands but init, migrate and explain call
the admin routes of a running server: --url and --token, or PAYMENT_URL and PAYMENT_TOKEN.
`;
