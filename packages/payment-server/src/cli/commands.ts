import { explain } from "./explain.ts";
import { migrate } from "./migrate.ts";

/** One command of `payment-server`. */
export interface Command {
  /** A short description of the command, for `--help`. */
  summary: string;
  /**
   * Runs the command and returns the exit code. Throws a `UsageError` (exit code 2) or a
   * `PaymentError` (exit code 1). The caller prints the message of the error.
   */
  run(args: readonly string[], print: (text: string) => void): Promise<number>;
}

/** The commands by their names. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["migrate", { summary: "makes the tables, or prints their SQL", run: migrate }],
  ["explain", { summary: "says what a code means, its cause and its fix", run: explain }],
]);

/** The text of `payment-server --help`. */
export const usage: string = `
  payment-server <command> [flags]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`).join("\n")}

payment-server <command> --help lists the flags of a command.
`;
