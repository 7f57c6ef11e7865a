import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";
import { findEntry, type Entry } from "./known-codes.ts";

/** The text of `explain --help`. */
const usage = `
Says what a code means, why it usually appears, and what to do. Needs no server.

  payment-server explain <code>

      <code>       an error code, the hold reason of a payment, the sync state of an event, or a finding
                   of check()
      --json       prints the same as JSON
  -h, --help
`;

/**
 * Runs `payment-server explain CODE`, which prints the meaning of a code, its cause and its fix.
 * Returns exit code 0. Throws a `UsageError` if the arguments are wrong or the code is unknown. For
 * an unknown code, the message of the error lists similar codes.
 */
export async function explain(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  const { positionals, values } = readFlags(args);
  if (values.help === true) {
    print(usage);
    return 0;
  }
  const [code, ...others] = positionals;
  if (code === undefined || others.length > 0)
    throw new UsageError("Give one code, such as payment-server explain underpaid.");
  const entry = findEntry(code);
  print(values.json === true ? JSON.stringify(entry, null, 2) : textOf(entry));
  return 0;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
      strict: true,
    });
  } catch {
    throw new UsageError("The flags cannot be read: payment-server explain --help lists them.");
  }
}

function textOf({ code, kind, sentence, cause, fix, docs }: Entry): string {
  return `${code} (${kind})\n\n${sentence}\n\nCause: ${cause}\n\nFix: ${fix}\n\nDocs: ${docs}`;
}
