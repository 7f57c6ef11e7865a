// The parts of the Markdown pages that are made from sources. `scripts/docs.ts` writes them,
// `scripts/docs.test.ts` compares them.
import { readFileSync } from "node:fs";
import { ERROR_STATUS } from "../packages/payment-server/src/errors.ts";
import { ERROR_CODES } from "../packages/payment-server/src/explanations/error-codes.ts";
import type { Explanation } from "../packages/payment-server/src/explanations/explanation.ts";
import { FINDINGS } from "../packages/payment-server/src/explanations/findings.ts";
import { HOLD_REASONS } from "../packages/payment-server/src/explanations/hold-reasons.ts";
import { SYNC_STATES, UNMATCHED } from "../packages/payment-server/src/explanations/sync-states.ts";

/** A part of a page, between `<!-- name: … -->` and `<!-- /name -->`. */
interface Block {
  /** The path of the page, from the root of the repository. */
  page: string;
  name: string;
  markdown: string;
}

const ERRORS = Object.entries(ERROR_CODES) as [keyof typeof ERROR_STATUS, Explanation][];
const REASONS = Object.entries(HOLD_REASONS);

/** The findings of `check()` whose code is also an error code, a hold reason or a sync state. */
const SHARED_FINDINGS: readonly string[] = [
  "held",
  "unmatched",
  "topup_not_paid",
  "configuration",
  "host_invalid",
  "product_mismatch",
  "provider_rejected",
  "provider_unavailable",
  "storage_unavailable",
  "internal",
];

/** What people notice first, and the codes that it can have. Each is a section of one page. */
const SYMPTOMS: readonly { name: string; codes: readonly string[] }[] = [
  {
    name: "refused",
    codes: [
      "configuration",
      "method_disabled",
      "api_key_missing",
      "product_missing",
      "product_mismatch",
      "invalid_topup",
      "host_invalid",
      "forbidden_origin",
      "unsupported_media_type",
      "topup_not_found",
      "topup_lookup",
      "wrong_path",
      "not_found",
    ],
  },
  { name: "signed-out", codes: ["unauthorized", "authenticate"] },
  {
    name: "not-pending",
    codes: [
      "topup_not_pending",
      "topup_status",
      "payment_processing",
      "payment_held",
      "too_many_attempts",
    ],
  },
  {
    name: "try-again",
    codes: [
      "provider_unavailable",
      "provider_rejected",
      "provider_invalid",
      "storage_unavailable",
      "host_unavailable",
      "busy",
      "internal",
    ],
  },
  {
    name: "not-credited",
    codes: [
      "webhook_silent",
      "crediting",
      "topup_not_paid",
      "held",
      "unmatched",
      "overdue",
      "undecided_events",
      "test_mode_in_public",
    ],
  },
  { name: "no-return", codes: ["no_return"] },
  {
    name: "deliveries",
    codes: [
      "invalid_signature",
      "webhook_untested",
      "wrong_path",
      "webhook_key_missing",
      "payment_unmatched",
      "invalid_json",
      "body_too_large",
      "body_timeout",
      "method_not_allowed",
    ],
  },
];

const BLOCKS: readonly Block[] = [
  {
    page: "packages/payment-server/README.md",
    name: "error-codes",
    markdown: table(
      ["code", "status", "meaning"],
      ERRORS.map(([code, { sentence }]) => [`\`${code}\``, String(ERROR_STATUS[code]), sentence]),
    ),
  },
  {
    page: "docs/codes.md",
    name: "error-codes",
    markdown: table(
      ["code", "status", "meaning", "cause", "what to do"],
      ERRORS.map(([code, explanation]) => [
        `\`${code}\``,
        String(ERROR_STATUS[code]),
        ...cells(explanation),
      ]),
    ),
  },
  {
    page: "docs/codes.md",
    name: "hold-reasons",
    markdown: table(
      ["reason", "meaning"],
      REASONS.map(([reason, { sentence }]) => [`[\`${reason}\`](held.md#${reason})`, sentence]),
    ),
  },
  {
    page: "docs/codes.md",
    name: "sync-states",
    markdown: table(
      ["state", "meaning", "cause", "what to do"],
      Object.entries(SYNC_STATES).map(([state, explanation]) => [
        `\`${state}\``,
        ...cells(explanation),
      ]),
    ),
  },
  { page: "docs/codes.md", name: "unmatched", markdown: paragraphs(UNMATCHED) },
  {
    page: "docs/held.md",
    name: "hold-reasons",
    markdown: [
      table(
        ["reason", "meaning"],
        REASONS.map(([reason, { sentence }]) => [`[\`${reason}\`](#${reason})`, sentence]),
      ),
      ...REASONS.map(([reason, explanation]) => `## ${reason}\n\n${paragraphs(explanation)}`),
    ].join("\n\n"),
  },
  { page: "docs/held.md", name: "unmatched", markdown: paragraphs(UNMATCHED) },
  {
    page: "docs/codes.md",
    name: "findings",
    markdown: table(
      ["finding", "meaning", "cause", "what to do"],
      Object.entries(FINDINGS).map(([code, explanation]) => [`\`${code}\``, ...cells(explanation)]),
    ),
  },
  {
    page: "docs/operations.md",
    name: "runbook",
    markdown: [...Object.keys(FINDINGS), ...SHARED_FINDINGS]
      .map((code) => `### ${code}\n\n${paragraphs(explained(code))}`)
      .join("\n\n"),
  },
  ...SYMPTOMS.map(({ name, codes }) => ({
    page: "docs/it-does-not-work.md",
    name,
    markdown: table(
      ["code", "meaning", "cause", "what to do"],
      codes.map((code) => [`\`${code}\``, ...cells(explained(code))]),
    ),
  })),
];

/** Returns the explanation of a code of any kind. Throws if there is none. */
function explained(code: string): Explanation {
  const tables: Readonly<Record<string, Explanation>>[] = [
    ERROR_CODES,
    HOLD_REASONS,
    SYNC_STATES,
    FINDINGS,
    { unmatched: UNMATCHED },
  ];
  const found = tables.find((entries) => Object.hasOwn(entries, code))?.[code];
  if (found === undefined) throw new Error(`there is no explanation of ${code}`);
  return found;
}

/**
 * Returns the pages by their paths, as they are and as the sources make them. Throws if a page
 * lacks the marks of a block.
 */
export function renderPages(root: string): { page: string; present: string; rendered: string }[] {
  return [...new Set(BLOCKS.map(({ page }) => page))].map((page) => {
    const present = readFileSync(`${root}/${page}`, "utf8");
    const blocks = BLOCKS.filter((block) => block.page === page);
    return { page, present, rendered: blocks.reduce(replaceBlock, present) };
  });
}

function replaceBlock(text: string, { page, name, markdown }: Block): string {
  const [start, end] = [`<!-- ${name}: written by "pnpm run docs" -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${page} needs the lines ${start} and ${end}`);
  return `${text.slice(0, from)}${start}\n\n${markdown}\n\n${text.slice(to)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function cells({ sentence, cause, fix }: Explanation): string[] {
  return [sentence, cause, fix].map(linked);
}

function paragraphs({ sentence, cause, fix }: Explanation): string {
  return linked(`${sentence}\n\n**Cause:** ${cause}\n\n**What to do:** ${fix}`);
}

/** Turns `docs/held.md` into a link for a page in `docs`; a terminal shows it as text. */
function linked(text: string): string {
  return text.replaceAll(/\bdocs\/([\w-]+\.md)/g, "[$1]($1)");
}
