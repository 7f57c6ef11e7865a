/** The two runs that a click starts: the comparison with Dodo, and reconciliation. */
import { html, nothing, type TemplateResult } from "lit";
import type { ReconcileResult } from "../../wire.ts";
import { say, type DeskContext } from "../context.ts";
import type { Run } from "../runs.ts";
import type { Text } from "../words/words.ts";
import { problemBox } from "./parts.ts";

/**
 * Draws the button, the progress bar and the error of each run, and the counts of reconciliation.
 */
export function runsView(context: DeskContext): TemplateResult {
  const { drift, reconcile } = context.store;
  const comparing = drift.$run.get();
  const running = reconcile.$run.get();
  const { checked = 0, credited = 0, held = 0, failed = 0 } = running.progress ?? {};
  const values = { checked, credited, held, failed };
  const reconcileAll = async (): Promise<void> => {
    await reconcile.start();
    context.store.refresh();
  };
  return html`
    <div class="tools runs">
      <button
        type="button"
        class="b"
        aria-disabled=${comparing.running ? "true" : nothing}
        @click=${() => void drift.start()}
      >
        ${say(context, "compare")}
      </button>
      <button
        type="button"
        class="b"
        aria-disabled=${running.running ? "true" : nothing}
        @click=${() => void reconcileAll()}
      >
        ${say(context, "reconcile")}
      </button>
      <p role="status">
        ${
          running.progress === null
            ? say(context, running.running ? "reconciling_all" : "reconcile_hint")
            : say(context, reconciled(running), values)
        }
      </p>
    </div>
    ${comparing.running ? html`<progress aria-label=${say(context, "compare")}></progress>` : nothing}
    ${running.running ? html`<progress aria-label=${say(context, "reconciling_all")}></progress>` : nothing}
    ${comparing.error === null ? nothing : problemBox(context, comparing.error, () => void drift.start())}
    ${running.error === null ? nothing : problemBox(context, running.error, () => void reconcileAll())}
  `;
}

/** Returns the name of the text about a reconciliation that has begun. */
function reconciled({ running, more, error }: Run<ReconcileResult>): Text {
  if (running) return "reconciling";
  return more || error !== null ? "reconcile_more" : "reconciled";
}

/**
 * Returns how far the comparison with Dodo is, or how it ended. Returns `nothing` until the first
 * part of a run is compared.
 */
export function comparisonOf(context: DeskContext): string | typeof nothing {
  const { progress, running, at, more, error } = context.store.drift.$run.get();
  if (progress === null) return nothing;
  const n = context.formats.count(progress.checked);
  if (running) return say(context, "comparing", { n });
  const failed = context.formats.count(progress.failed);
  return [
    say(context, "compared", { n, time: context.formats.clock(at ?? context.now) }),
    ...(progress.failed === 0 ? [] : [say(context, "compare_failed", { n: failed })]),
    ...(more || error !== null ? [say(context, "compare_more")] : []),
  ].join(" · ");
}
