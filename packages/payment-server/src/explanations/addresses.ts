import { docsOf } from "../errors.ts";
import { ERROR_CODES } from "./error-codes.ts";
import { FINDINGS } from "./findings.ts";
import { HOLD_REASONS } from "./hold-reasons.ts";
import { SYNC_STATES } from "./sync-states.ts";

/** The tables of the codes that have a page on the site. The first four lack `unmatched`. */
const TABLES = [ERROR_CODES, HOLD_REASONS, SYNC_STATES, FINDINGS, { unmatched: true }];

/**
 * Returns the address of the page that explains a code; `null` if this package does not know the
 * code.
 */
export function addressOf(code: string): string | null {
  return TABLES.some((table) => Object.hasOwn(table, code)) ? docsOf(code) : null;
}
