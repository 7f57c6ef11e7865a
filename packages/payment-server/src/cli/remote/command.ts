/** The parts that are shared by all commands that call a server: flags, help, JSON and progress. */
import { Command as Parser, CommanderError } from "commander";
import { readEnvironment } from "../../environment.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { connect, type Server } from "./server.ts";

/**
 * The values of a command line: of each flag by its name in camel case, and of the arguments in
 * order.
 */
export interface Given {
  flags: Readonly<Record<string, string | boolean | undefined>>;
  args: readonly string[];
}

/** One run of a command. */
export interface Run extends Given {
  server: Server;
  /** Whether the result is printed as JSON. */
  json: boolean;
  print(text: string): void;
  /** Shows the progress of the command on the standard error, if that is a terminal. */
  progress(text: string): void;
}

/** The description of a command that calls a server. */
export interface RemoteCommand {
  name: string;
  summary: string;
  /** The arguments, such as `<payment_id>`, with what they mean. */
  arguments?: readonly (readonly [string, string])[];
  /** The flags, such as `--note <text>`, with what they mean. */
  flags?: readonly (readonly [string, string])[];
  /** Runs the command and returns the exit code: 0 for done, 1 if something is wrong. */
  run(run: Run): Promise<number>;
}

/**
 * Creates the entry of a command for `COMMANDS`. An unknown flag is an error, and every value stays
 * text.
 */
export function remote(described: RemoteCommand): readonly [string, Command] {
  const { name, summary } = described;
  return [
    name,
    {
      summary,
      async run(args, print) {
        const parsed = parse(described, args);
        if (typeof parsed === "string") {
          print(parsed);
          return 0;
        }
        const { url, token, json, jsonl } = parsed.flags;
        const server = connect(
          textOf(url) ?? readEnvironment("PAYMENT_URL"),
          textOf(token) ?? readEnvironment("PAYMENT_TOKEN"),
          json === true || jsonl === true,
        );
        try {
          return await described.run({
            ...parsed,
            server,
            json: json === true,
            print,
            progress: showProgress,
          });
        } finally {
          showProgress("");
        }
      },
    },
  ];
}

/** Returns a flag's text, or `undefined` if it was not given. */
export function textOf(flag: string | boolean | undefined): string | undefined {
  return typeof flag === "string" ? flag : undefined;
}

/**
 * Returns the whole number in a flag, or `usual` if the flag was not given. Throws a `UsageError`
 * if the flag's text is not a whole number from `least` to `most`.
 */
export function numberOf(
  { flags }: Given,
  name: string,
  { usual, least, most }: { usual: number; least: number; most: number },
): number {
  const flag = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const text = textOf(flags[flag]);
  if (text === undefined) return usual;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}.`);
}

/**
 * Returns the values of a command line. If the command line asks for help, returns the text of the
 * help instead. Throws a `UsageError` for an unknown flag, a flag without its value or a wrong
 * number of arguments.
 */
function parse(described: RemoteCommand, args: readonly string[]): Given | string {
  const { name, summary, arguments: named = [], flags = [] } = described;
  let help = "";
  const parser = new Parser(`payment-server ${name}`)
    .description(summary)
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: (text) => void (help += text), writeErr: () => undefined });
  for (const [argument, meaning] of named) parser.argument(argument, meaning);
  for (const [flag, meaning] of flags) parser.option(flag, meaning);
  parser
    .option("--url <address>", "of the payment routes; default PAYMENT_URL of the environment")
    .option("--token <token>", "of an administrator; default PAYMENT_TOKEN of the environment")
    .option("--json", "prints the answer as JSON");
  try {
    parser.parse([...args], { from: "user" });
    return { flags: parser.opts(), args: parser.args };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (help !== "") return help;
    const [said = ""] = error.message.replace(/^error: /, "").split("\n");
    throw new UsageError(`${said}: payment-server ${name} --help lists the flags.`);
  }
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
