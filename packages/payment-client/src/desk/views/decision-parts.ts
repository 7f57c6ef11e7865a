/** The parts of every decision: its note, and the confirmation before anything is sent. */
import { html, nothing, type TemplateResult } from "lit";
import { say, type DeskContext, type Rich } from "../context.ts";
import type { Decision } from "../decision.ts";
import { icon } from "../icons.ts";

/** Draws the field of the note, and asks for the note if a choice was made without one. */
export function noteField(
  context: DeskContext,
  { note, lacks_note }: Decision,
  write: (note: string) => void,
): TemplateResult {
  return html`
    <label class="noted">
      ${say(context, "note")} <span>${say(context, "note_hint")}</span>
      <textarea
        dir="auto"
        .value=${note}
        aria-invalid=${lacks_note ? "true" : nothing}
        aria-describedby=${lacks_note ? "note-missing" : nothing}
        maxlength="500"
        @input=${(event: InputEvent) => write((event.target as HTMLTextAreaElement).value)}
      ></textarea>
    </label>
    ${
      lacks_note
        ? html`<p class="missing" id="note-missing" role="alert">
            ${icon("alert")}${say(context, "note_missing")}
          </p>`
        : nothing
    }
  `;
}

/** The question of a confirmation, and what its two buttons say and do. */
export interface Confirmation {
  question: string | Rich;
  /** The content below the question. */
  more: TemplateResult;
  decision: Decision;
  /** The text of the button that sends. */
  yes: string;
  /** Whether the decision adds credits. */
  credits: boolean;
  /** Whether the decision can be sent now. */
  can_send: boolean;
  goBack(): void;
  send(): Promise<void>;
}

/**
 * Draws the confirmation: a question that repeats the decision, a button that goes back and a
 * button that sends. While the decision is being sent, both buttons do nothing.
 */
export function secondLook(context: DeskContext, given: Confirmation): TemplateResult {
  const sending = given.decision.step === "sending";
  return html`
    <div class="second" role="group" aria-labelledby="second-title">
      <h4 id="second-title">${given.question}</h4>
      ${given.more}
      <div class="tools">
        <button
          type="button"
          class="b"
          id="not-yet"
          ?disabled=${sending}
          @click=${() => given.goBack()}
        >
          ${say(context, "not_yet")} ${keyOf(context, "Esc")}
        </button>
        <button
          type="button"
          class="b ${given.credits ? "go" : "end"}"
          id="confirm"
          aria-disabled=${given.can_send ? nothing : "true"}
          @click=${() => void given.send()}
        >
          ${sending ? say(context, "sending") : given.yes}
        </button>
      </div>
    </div>
  `;
}

/** Draws the keyboard shortcut of a button, if shortcuts are enabled. Screen readers skip it. */
export function keyOf({ keys }: DeskContext, name: string): TemplateResult | typeof nothing {
  return keys ? html`<kbd aria-hidden="true">${name}</kbd>` : nothing;
}
