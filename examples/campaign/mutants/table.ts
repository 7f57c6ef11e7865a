import type { Outcome } from "./outcome.ts";
import type { Trial } from "./trial.ts";

/** The trials as a table in Markdown. */
export function mutantTable(trials: readonly Trial[]): string {
  const rows = trials.map(({ mutant, outcome, seconds }) => `| ${mutant?.name ?? "no bug"} | ${mutant?.what ?? ""} | ${cell(saidOf(outcome))} | ${seconds.toFixed(1)} |`);
  return ["| bug | what it would cost | the first test that fails | seconds |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** One line while it runs. */
export function lineOf({ mutant, outcome, seconds }: Trial): string {
  return `${mutant?.name ?? "no bug"}: ${saidOf(outcome)} (${seconds.toFixed(1)} s)`;
}

function saidOf(outcome: Outcome): string {
  if (outcome.kind === "caught") return `${outcome.file}: ${outcome.title}`;
  return outcome.kind === "survived" ? `none of ${outcome.tests.toLocaleString("en")}` : `invalid: ${outcome.why}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
