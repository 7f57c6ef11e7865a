import type { WireInspection } from "../../http/inspection-records.ts";
import type { Command } from "../command.ts";
import { remote } from "./command.ts";
import { word } from "./table.ts";

/**
 * The command `payment-server check`, which prints the findings. The exit code is 1 if a finding
 * has the level `error`.
 */
export const checkCommand: readonly [string, Command] = remote({
  name: "check",
  summary: "says what keeps money from moving, and how to fix it",
  async run({ server, json, print }) {
    const inspection = await server.get<WireInspection>("/check");
    print(json ? JSON.stringify(inspection, null, 2) : textOf(inspection));
    return inspection.ok ? 0 : 1;
  },
});

function textOf({ ok, findings, summary }: WireInspection): string {
  const lines = findings.map(({ level, code, message, docs }) =>
    [
      `${word(level)}${" ".repeat(9 - level.length)}${code}`,
      message,
      // `docs` is `null` for a code that the server does not know, and an older server does not
      // send it.
      ...(typeof docs === "string" ? [docs] : []),
    ].join("\n         "),
  );
  const counts = Object.entries(summary?.payments ?? {}).map(
    ([status, count]) => `${count} ${status}`,
  );
  return [
    ...lines,
    counts.length === 0 ? "No payments yet." : `Payments: ${counts.join(", ")}.`,
    ok
      ? quiet(findings.filter(({ level }) => level === "warning").length)
      : "Something keeps money from moving: payment-server explain CODE says more about a finding.",
  ].join("\n");
}

/**
 * Returns the last line of the output for findings without an error. If some are warnings, the line
 * does not say that all is well, because a warning may be about money that waits.
 */
function quiet(warnings: number): string {
  if (warnings === 0) return "Nothing keeps money from moving.";
  return `No error, ${warnings === 1 ? "1 warning" : `${warnings} warnings`}: payment-server explain CODE says more about a finding.`;
}
