import { parseArgs } from "node:util";
import { docsOf, ERROR_STATUS } from "../errors.ts";
import { ERROR_CODES } from "../explanations/error-codes.ts";
import type { Explanation } from "../explanations/explanation.ts";
import { FINDINGS } from "../explanations/findings.ts";
import { HOLD_REASONS } from "../explanations/hold-reasons.ts";
import { SYNC_STATES, UNMATCHED } from "../explanations/sync-states.ts";
import { nearest } from "../nearest.ts";
import { UsageError } from "./usage-error.ts";

/** The text of `explain --help`. */
const usage = `
Says what a code means, why it usually appears, and what to do. Needs no server.

  payment-server explain <code>

      <code>       an error code, the hold reason of a payment, the sync state of an event, or a finding
                   of check()
      --json       prints the same as JSON
  -h, --help
`;

/** The explanation of a code, and the kind of the code, such as `error code, HTTP 409`. */
interface Entry extends Explanation {
  code: string;
  kind: string;
  /** The address of the page that says the same. */
  docs: string;
}

const ENTRIES: readonly Entry[] = [
  ...entriesOf(ERROR_CODES, (code) => `error code, HTTP ${ERROR_STATUS[code]}`),
  ...entriesOf(HOLD_REASONS, () => "hold reason"),
  ...entriesOf(SYNC_STATES, () => "sync state"),
  { code: "unmatched", kind: "sync error", ...UNMATCHED, docs: docsOf("unmatched") },
  ...entriesOf(FINDINGS, () => "finding of check()"),
];

/**
 * Runs `payment-server explain CODE`, which prints the meaning of a code, its cause and its fix,
 * and returns exit code 0. Throws a `UsageError` that lists similar codes if there is no such code.
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
  const entry = find(code);
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

function find(code: string): Entry {
  const entry = ENTRIES.find((known) => known.code === code.toLowerCase());
  if (entry !== undefined) return entry;
  const similar = nearest(
    code.toLowerCase(),
    ENTRIES.map((known) => known.code),
  );
  throw new UsageError(
    `There is no code ${JSON.stringify(code)}; the nearest are ${similar.join(", ")}.`,
  );
}

function textOf({ code, kind, sentence, cause, fix, docs }: Entry): string {
  return `${code} (${kind})\n\n${sentence}\n\nCause: ${cause}\n\nFix: ${fix}\n\nDocs: ${docs}`;
}

function entriesOf<Code extends string>(
  table: Readonly<Record<Code, Explanation>>,
  kindOf: (code: Code) => string,
): Entry[] {
  const codes = Object.keys(table) as Code[];
  return codes.map((code) => ({ code, kind: kindOf(code), ...table[code], docs: docsOf(code) }));
}
