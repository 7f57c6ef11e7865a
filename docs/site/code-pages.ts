// Writes a page for each error code, hold reason, state of a delivery and finding of `check()`.
import { ERROR_STATUS } from "../../packages/payment-server/src/errors.ts";
import { ERROR_CODES } from "../../packages/payment-server/src/explanations/error-codes.ts";
import type { Explanation } from "../../packages/payment-server/src/explanations/explanation.ts";
import { FINDINGS } from "../../packages/payment-server/src/explanations/findings.ts";
import { HOLD_REASONS } from "../../packages/payment-server/src/explanations/hold-reasons.ts";
import {
  SYNC_STATES,
  UNMATCHED,
} from "../../packages/payment-server/src/explanations/sync-states.ts";
import type { Page } from "./page.ts";

interface Kind {
  name: string;
  codes: Readonly<Record<string, Explanation>>;
}

const KINDS: readonly Kind[] = [
  { name: "Error code", codes: ERROR_CODES },
  { name: "Hold reason", codes: HOLD_REASONS },
  { name: "State of a delivery", codes: SYNC_STATES },
  { name: "State of a delivery", codes: { unmatched: UNMATCHED } },
  { name: "Finding of `check()`", codes: FINDINGS },
];

/** Every code, in the order of the page that lists them. A code of two kinds is listed once. */
export const CODES: readonly string[] = [
  ...new Set(KINDS.flatMap(({ codes }) => Object.keys(codes))),
];

/** Returns the page of each code. */
export function renderCodePages(): Page[] {
  return CODES.map((code) => ({
    path: `codes/${code}/index`,
    source: "docs/codes.md",
    text: code,
    markdown: [`# \`${code}\``, ...KINDS.flatMap((kind) => sectionOf(kind, code))].join("\n\n"),
  }));
}

function sectionOf({ name, codes }: Kind, code: string): string[] {
  const explanation = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (explanation === undefined) return [];
  const { sentence, cause, fix } = explanation;
  const status =
    name === "Error code" ? `, HTTP ${ERROR_STATUS[code as keyof typeof ERROR_STATUS]}` : "";
  return [
    `## ${name}${status}`,
    sentence,
    `**Cause:** ${cause}`,
    `**What to do:** ${fix}`,
    `[All codes](codes.md)`,
  ].map(linked);
}

/** Turns `docs/held.md` into a link, as a page in `docs` writes it. */
function linked(text: string): string {
  return text.replaceAll(/\bdocs\/([\w-]+\.md)/g, "[$1]($1)");
}
