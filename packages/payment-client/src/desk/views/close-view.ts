/** The closing of an unmatched delivery: the note, what it does, and the second look. */
import { html, nothing, type TemplateResult } from "lit";
import type { Closing } from "../closing-store.ts";
import { say, type DeskContext } from "../context.ts";
import { UNDECIDED } from "../decision.ts";
import { icon } from "../icons.ts";
import { problemBox } from "./parts.ts";

/** Draws how a delivery is closed, or the second look in its place. */
export function closeView(context: DeskContext, event_id: string): TemplateResult {
  const { closing } = context.store;
  const present = closing.$closing.get();
  const { decision, error } =
    present.event_id === event_id ? present : { decision: UNDECIDED, error: null };
  if (decision.step !== "choosing") return secondLook(context, decision);
  return html`
    ${error === null ? nothing : problemBox(context, error, null)}
    <label class="noted">
      ${say(context, "note")} <span>${say(context, "note_hint")}</span>
      <textarea
        .value=${decision.note}
        aria-invalid=${decision.lacks_note ? "true" : nothing}
        aria-describedby=${decision.lacks_note ? "note-missing" : nothing}
        maxlength="500"
        @input=${(event: InputEvent) =>
          closing.write(event_id, (event.target as HTMLTextAreaElement).value)}
      ></textarea>
    </label>
    ${
      decision.lacks_note
        ? html`<p class="missing" id="note-missing" role="alert">
            ${icon("alert")}${say(context, "note_missing")}
          </p>`
        : nothing
    }
    <div class="choose">
      <div class="choice">
        <h4>${say(context, "close_event")}</h4>
        <ul>
          <li>${icon("cross")}<span>${say(context, "close_event_does")}</span></li>
          <li>${icon("out")}<span>${say(context, "close_event_money")}</span></li>
        </ul>
        <button type="button" class="b end" id="close" @click=${() => closing.choose(event_id)}>
          ${say(context, "close_event_button")}
        </button>
      </div>
    </div>
  `;
}

function secondLook(context: DeskContext, decision: Closing["decision"]): TemplateResult {
  const { closing } = context.store;
  const sending = decision.step === "sending";
  return html`
    <div class="second" role="group" aria-labelledby="second-title">
      <h4 id="second-title">${say(context, "close_event_ask")}</h4>
      <p><q>${decision.note.trim()}</q></p>
      <div class="tools">
        <button
          type="button"
          class="b"
          id="not-yet"
          ?disabled=${sending}
          @click=${() => closing.goBack()}
        >
          ${say(context, "not_yet")}
        </button>
        <button
          type="button"
          class="b end"
          id="confirm"
          aria-disabled=${sending ? "true" : nothing}
          @click=${() => void closing.send()}
        >
          ${say(context, sending ? "sending" : "yes_dismiss")}
        </button>
      </div>
    </div>
  `;
}
