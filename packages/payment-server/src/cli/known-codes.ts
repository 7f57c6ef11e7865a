import { docsOf, ERROR_STATUS } from "../errors.ts";
import { ERROR_CODES } from "../explanations/error-codes.ts";
import type { Explanation } from "../explanations/explanation.ts";
import { FINDINGS } from "../explanations/findings.ts";
import { HOLD_REASONS } from "../explanations/hold-reasons.ts";
import { SYNC_STATES, UNMATCHED } from "../explanations/sync-states.ts";
import { nearest } from "../nearest.ts";
import { UsageError } from "./usage-error.ts";

/** The explanation of a code, and the kind of the code, such as `error code, HTTP 409`. */
export interface Entry extends Explanation {
  code: string;
  kind: string;
  /** The address of the page with the same explanation. */
  docs: string;
}

/** Everything that `explain` knows. If a code occurs twice, the first entry is used. */
const ENTRIES: readonly Entry[] = [
  ...entriesOf(ERROR_CODES, (code) => `error code, HTTP ${ERROR_STATUS[code]}`),
  ...entriesOf(HOLD_REASONS, () => "hold reason"),
  ...entriesOf(SYNC_STATES, () => "sync state"),
  { code: "unmatched", kind: "sync error", ...UNMATCHED, docs: docsOf("unmatched") },
  ...entriesOf(FINDINGS, () => "finding of check()"),
];

/**
 * Returns the explanation of a code. If there is no such code, throws a `UsageError` that lists
 * similar ones.
 */
export function findEntry(code: string): Entry {
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

function entriesOf<Code extends string>(
  table: Readonly<Record<Code, Explanation>>,
  kindOf: (code: Code) => string,
): Entry[] {
  const codes = Object.keys(table) as Code[];
  return codes.map((code) => ({ code, kind: kindOf(code), ...table[code], docs: docsOf(code) }));
}
