/** Small parts that several views draw. */
import { html, nothing, type TemplateResult } from "lit";
import type { PaymentClientError } from "../../errors.ts";
import type { Payment } from "../../wire.ts";
import { writeView, type View } from "../address.ts";
import { rich, say, type DeskContext } from "../context.ts";
import { icon, type Icon } from "../icons.ts";
import type { Load } from "../load.ts";
import { problemOf } from "../problems.ts";

/** The mark and the colour of each status. */
const STATUS_MARKS: Readonly<Record<Payment["status"] | "on_its_way", [Icon, string]>> = {
  pending: ["clock", "soft"],
  crediting: ["stuck", "look"],
  paid: ["tick", "good"],
  held: ["held", "look"],
  failed: ["cross", "soft"],
  canceled: ["back", "soft"],
  expired: ["clock", "soft"],
  dismissed: ["dash", "soft"],
  on_its_way: ["bank", "wait"],
};

/** Returns the address of a view. */
export function linkTo(view: View): string {
  return writeView(view);
}

/** Draws a status with its mark. */
export function statusPill({ words }: DeskContext, payment: Payment): TemplateResult {
  const waits = payment.status === "pending" && payment.on_its_way;
  const name = waits ? "on_its_way" : payment.status;
  const [mark, tone] = STATUS_MARKS[name];
  return html`<span class="pill ${tone}">${icon(mark)}${words.statuses[name]}</span>`;
}

/** Draws what went wrong and what to do and, if `retry` is given, a button that tries again. */
export function problemBox(
  context: DeskContext,
  error: PaymentClientError,
  retry: (() => void) | null,
): TemplateResult {
  const { title, fix, detail, code } = problemOf(error, context.words);
  return html`
    <div class="problem box" role="alert">
      ${icon("cross", "stop")}
      <div>
        <p><b>${title}</b> <code>${code}</code></p>
        ${
          detail === null
            ? nothing
            : html`<p>${say(context, "server_says")}: <span lang="en">${rich(detail)}</span></p>`
        }
        <p class="fix">${rich(fix)}</p>
        ${
          retry === null
            ? nothing
            : html`<button type="button" class="b" @click=${retry}>
                ${say(context, "try_again")}
              </button>`
        }
      </div>
    </div>
  `;
}

/**
 * Draws a loaded value with `draw`. Without a value, draws placeholders or the error. If a reload
 * has failed, also says when the value was loaded.
 */
export function loaded<Value>(
  context: DeskContext,
  { value, error, at }: Load<Value>,
  retry: () => void,
  draw: (value: Value) => TemplateResult,
): TemplateResult {
  if (value === null)
    return error === null ? emptyRows(context) : problemBox(context, error, retry);
  return html`
    ${
      error === null
        ? nothing
        : html`<p class="stale">
            ${say(context, "stale", { time: context.formats.clock(at ?? 0) })}
            <button type="button" class="b" @click=${retry}>${say(context, "try_again")}</button>
          </p>`
    }
    ${draw(value)}
  `;
}

/** Draws placeholders for rows that are being loaded. */
export function emptyRows(context: DeskContext): TemplateResult {
  return html`
    <div class="rows" role="status">
      <span class="gone">${say(context, "loading")}</span>
      <i></i><i></i><i></i>
    </div>
  `;
}
