/** Draws what the server's check has found. */
import { html, nothing, type TemplateResult } from "lit";
import type { Finding, Inspection } from "../../report-wire.ts";
import { rich, say, sayCount, type DeskContext } from "../context.ts";
import { icon, type Icon } from "../icons.ts";
import { loaded } from "./parts.ts";

const MARKS: Readonly<Record<Finding["level"], [Icon, string]>> = {
  error: ["cross", "stop"],
  warning: ["alert", "look"],
  note: ["tick", "good"],
};
const LEVELS: readonly Finding["level"][] = ["error", "warning", "note"];

/** Draws whether the shop can go live, and the findings, the worst first. */
export function checkView(context: DeskContext): TemplateResult {
  const { check } = context.store;
  const reload = (): void => void check.reload();
  return loaded(context, check.$load.get(), reload, (inspection) => {
    const count = (level: Finding["level"]): number =>
      inspection.findings.filter((finding) => finding.level === level).length;
    const counted = {
      errors: sayCount(context, "errors", count("error")),
      warnings: sayCount(context, "warnings", count("warning")),
    };
    return html`
      <div class="say">
        <h3 class="big">${say(context, inspection.ok ? "ready" : "not_ready")}</h3>
        <p>${say(context, "checked", counted)}</p>
        <button type="button" class="b" @click=${reload}>${say(context, "look_again")}</button>
      </div>
      <ul class="finds box">
        ${sorted(inspection).map((finding) => findingRow(context, finding))}
      </ul>
    `;
  });
}

/** Sorts the findings by their level, and keeps the order within a level. */
function sorted({ findings }: Inspection): Finding[] {
  return LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
}

/** Draws a finding. Its `message` comes from the server in English, so it is marked as English. */
function findingRow({ words }: DeskContext, { level, code, message }: Finding): TemplateResult {
  const [mark, tone] = MARKS[level];
  return html`
    <li class=${level === "note" ? nothing : tone}>
      ${icon(mark, tone)}
      <p>
        <b>${words.levels[level]}</b> <code>${code}</code><br />
        <span lang="en">${rich(message)}</span>
      </p>
    </li>
  `;
}
