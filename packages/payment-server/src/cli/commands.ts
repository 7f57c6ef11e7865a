import { migrate } from "./migrate.ts";

/** What `payment-server <name>` does. */
export interface Command {
  summary: string;
  /** Returns the exit code. Throws a `UsageError` or a `PaymentError`, whose sentence is printed. */
  run(args: readonly string[], print: (text: string) => void): Promise<number>;
}

/** Every command by its name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["migrate", { summary: "makes the tables, or prints their SQL", run: migrate }],
]);

/** What `payment-server --help` prints. */
export const usage: string = `
  payment-server <command> [flags]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`).join("\n")}

payment-server <command> --help lists the flags of a command.
`;
