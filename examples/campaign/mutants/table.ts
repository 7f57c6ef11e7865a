import type { Outcome } from "./outcome.ts";
import type { Trial } from "./trial.ts";

/** Formats the trials as a table in Markdown. */
export function mutantTable(trials: readonly Trial[]): string {
  const rows = trials.map(
    ({ mutant, outcome, seconds }) =>
      `| ${mutant?.name ?? "no bug"} | ${mutant?.what ?? ""} | ${cell(saidOf(outcome))} | ${seconds.toFixed(1)} |`,
  );
  return [
    "| bug | what it would cost | the first test that fails | seconds |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Returns the text of `docs/mutants.md`. */
export function controlsPage(trials: readonly Trial[]): string {
  return `# Bugs that the tests catch

Each of these bugs was put into the server's sources on its own, and the server's own tests failed by an assertion. The first twelve are classic bugs of payment systems. This command generates the page; do not edit it by hand.

\`\`\`bash
npx -y pnpm@12.21.0 campaign --mutants --report docs/mutants.md
\`\`\`

${mutantTable(trials)}
`;
}

/** Formats the line that is printed for each trial while the run goes on. */
export function lineOf({ mutant, outcome, seconds }: Trial): string {
  return `${mutant?.name ?? "no bug"}: ${saidOf(outcome)} (${seconds.toFixed(1)} s)`;
}

function saidOf(outcome: Outcome): string {
  if (outcome.kind === "caught") return `${outcome.file}: ${outcome.title}`;
  return outcome.kind === "survived"
    ? `none of ${outcome.tests.toLocaleString("en")}`
    : `invalid: ${outcome.why}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
