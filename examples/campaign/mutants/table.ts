import type { Outcome } from "./outcome.ts";
import type { Trial } from "./trial.ts";

/** The trials as a table in Markdown. */
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

/** `docs/mutants.md`. */
export function controlsPage(trials: readonly Trial[]): string {
  return `# Bugs that the tests catch

A suite that cannot fail proves nothing: each of these bugs was put into the server's sources by itself, and its own tests failed by an assertion. The first twelve are those that a payment system meets sooner or later. The page is made anew by this command; do not edit it by hand.

\`\`\`bash
npx -y pnpm@12.21.0 campaign --mutants --report docs/mutants.md
\`\`\`

${mutantTable(trials)}
`;
}

/** One line while it runs. */
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
