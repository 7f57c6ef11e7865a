// Formats the result of a campaign, as a table and as the page `docs/reliability.md`.
import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import type { CampaignResult } from "./campaign.ts";
import type { CampaignOptions } from "./campaign-options.ts";

export type Run = [
  database: string,
  options: Omit<CampaignOptions, "where">,
  result: CampaignResult,
];

/**
 * Returns whether no credit is lost, doubled, undue or unfinished, no 2xx was sent without a
 * decided row, and each notice was sent.
 */
export function isSound(result: CampaignResult): boolean {
  const { lost, doubled, undue, unfinished, forgotten, notices_never, notices_wrong } = result;
  const found = [lost, doubled, undue, forgotten, notices_never, notices_wrong].flat();
  return found.length + unfinished === 0;
}

export function tableOf(runs: readonly Run[]): string {
  const names = Object.keys(runs[0]?.[2] ?? {}) as (keyof CampaignResult)[];
  const head = [
    `| | ${runs.map(([database]) => database).join(" | ")} |`,
    `| --- |${" --- |".repeat(runs.length)}`,
  ];
  return [
    ...head,
    ...names.map(
      (name) =>
        `| ${titleOf(name)} | ${runs.map(([, , result]) => shown(result[name])).join(" | ")} |`,
    ),
  ].join("\n");
}

/** Returns the title of a row, for example `notices: told twice`. */
function titleOf(name: string): string {
  return name.replace(/^notices_/, "notices: ").replaceAll("_", " ");
}

/** Returns the text of `docs/reliability.md`. */
export function pageOf(
  runs: readonly Run[],
  { deliveries, kills, seed }: { deliveries: number; kills: number; seed: number },
): string {
  const steps = Math.max(...runs.map(([, , result]) => result.steps));
  return `# 0 lost, 0 double

The result of a campaign of \`pnpm campaign\`. This command generates the page; do not edit it by hand.

\`\`\`bash
npx -y pnpm@12.21.0 campaign --deliveries ${deliveries} --kills ${kills} --seed ${seed} --report docs/reliability.md
\`\`\`

${tableOf(runs)}

- **Guarded**: the host changes the topup only while it is pending. **Transactional**: the host guards nothing and writes only through \`tx\`. **Calm**: nothing is killed, frozen or cut and Dodo's API does not fail.
- **Kills** are SIGKILLs of real server processes (four on one database) at each of ${steps} steps in turn: around every verb of the storage, inside the host's transaction, after its commit, before the answer, before and after the host's \`notify()\` has stored a notice; and at any moment. Their deliveries are sent again, as Dodo would. **Freezes** are processes stopped at such a step (SIGSTOP) for longer than a lease of 60 s, and resumed after other processes have taken over their work.
- **Duplicates** are deliveries sent again after their 2xx, **reordered** those sent out of order, **faults** Dodo's API answering 500, **lost webhooks** those that never arrive and are found by reconciliation, **cut connections** those that PostgreSQL closed at random, busy or idle.
- **Owed** are the topups whose payment matches. **Lost** topups were owed and not credited, **doubled** ones were credited more than once, **undue** ones were credited without being owed. **Unfinished** are credits that were not closed, **forgotten** are deliveries that were answered 2xx and have no decided row.
- **Notices**: **owed** are the changes in the audit that \`notify()\` must be called for, **told** those that it was called for. **Told twice** are those whose process was killed, frozen or cut off between the call and its mark: a notice is sent at least once, and its id is the same each time. **Never** are owed and not told; **wrong** are not owed, or were told before an earlier one of the same payment.
- **Calls per credit**: calls of \`finishTopup\` for each credited topup. Each kill adds at most one call; in a calm run the number is 1.

Commit ${commit()}, seed ${seed}, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB.

## What it does not prove

The campaign has one machine, one clock, a local Dodo that behaves as documented, and a host that keeps its part of the contract. A kill is not a power cut; surviving one depends on \`synchronous=FULL\` (here \`NORMAL\`), \`fsync\` and the disk. The campaign tests a sample. The argument why the promise holds is at the top of \`packages/payment-server/src/core/credit.ts\`, and [the bugs that the tests catch](mutants.md) show that these tests can fail.
`;
}

function shown(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? "0" : `${value.length} (${value.slice(0, 5).join(", ")})`;
  return (Math.round(Number(value) * 1_000) / 1_000).toLocaleString("en");
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
