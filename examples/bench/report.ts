// Formats the results, as a table and as the page `docs/speed.md`.
import { cpus, totalmem } from "node:os";
import type { Profile } from "./profile.ts";
import type { Figure, Row, RowResult } from "./row.ts";
import type { Times } from "./rounds.ts";

/** Everything that a run has measured. It is also the content of the JSON file. */
export interface Results {
  machine: string;
  /** The options of the command, such as `--quick`. */
  command: string;
  at: string;
  rows: Record<string, RowResult>;
  profiles: Record<string, Profile>;
}

export function machine(): string {
  return `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
}

/** Returns the table of the rows that were measured. */
export function tableOf(rows: readonly Row[], results: Results["rows"]): string {
  const head =
    "| what | who | median | spread | CPU | compared | bar |\n| --- | --- | --- | --- | --- | --- | --- |";
  const lines = rows.flatMap((row) => {
    const result = results[row.id];
    return result === undefined ? [] : linesOf(row, result);
  });
  return [head, ...lines].join("\n");
}

function linesOf({ what, bar }: Row, { times, figures }: RowResult): string[] {
  const cells = [...times.map(timeCells), ...(figures.length === 0 ? [] : [figureCells(figures)])];
  return cells.map(
    (line, index) => `| ${index === 0 ? what : ""} | ${line} | ${index === 0 ? bar : ""} |`,
  );
}

function timeCells({ name, wall, cpu, times_as_fast }: Times): string {
  const compared = Object.entries(times_as_fast)
    .map(([other, ratio]) => `${ratio.toFixed(2)} × ${other}`)
    .join(", ");
  return `${name} | ${us(wall.median)} | ${us(wall.least)} – ${us(wall.most)} | ${us(cpu.median)} | ${compared}`;
}

function figureCells(figures: readonly Figure[]): string {
  const shown = figures.map(({ name, value, unit }) => `${name} ${number(value)} ${unit}`.trim());
  return `${shown.join(", ")} | | | |`;
}

/** Returns the text of `docs/speed.md`. */
export function pageOf(rows: readonly Row[], results: Results): string {
  return `# How fast it is

The result of \`pnpm bench\`. This command generates the page; do not edit it by hand.

\`\`\`bash
npx -y pnpm@12.21.0 bench ${results.command} --report docs/speed.md
\`\`\`

${tableOf(rows, results.rows)}

- **Median, spread, CPU**: the time of one operation, over rounds in which the candidates take turns; its least and most; and the time of the process's CPUs. A time that is not CPU is spent in the disk or in another process.
- **Compared**: how many times as fast as the others, the median of the ratios of each round. Only these ratios can be compared with those of another machine.
- **Bare loop**: the statements of first deliveries, recorded from the storage and run again on a copy of the file, without HTTP, JSON and decisions. No server can be faster that does the same in the same transactions.
- Requests are passed to the handler in the same process. Dodo is a process that answers at once, and deliveries are believed by their signature (\`confirm: "when_unsigned"\`), so that nothing waits for a network.

${profilesOf(results.profiles)}Measured on ${results.at.slice(0, 10)}: ${results.machine}.
`;
}

/** Returns a section about where the time goes, or nothing if nothing was profiled. */
function profilesOf(profiles: Results["profiles"]): string {
  const sections = Object.entries(profiles).map(([what, { packages, functions }]) => {
    const list = (costs: typeof packages): string =>
      costs.map(({ name, percent }) => `${name} ${percent.toFixed(1)} %`).join(", ");
    return `**${what}**: ${list(packages.filter(({ percent }) => percent >= 1))}. Most of it in: ${list(functions.slice(0, 8))}.\n\n`;
  });
  return sections.length === 0 ? "" : `## Where the time goes\n\n${sections.join("")}`;
}

function us(microseconds: number): string {
  return microseconds >= 1_000
    ? `${number(microseconds / 1_000)} ms`
    : `${number(microseconds)} µs`;
}

/** Formats a number with three significant digits, or more if it is above 1,000. */
function number(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(1, value))));
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
