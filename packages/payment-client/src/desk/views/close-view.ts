/** The form that closes an unmatched delivery: the note, the effects, and the confirmation. */
import { html, nothing, type TemplateResult } from "lit";
import { say, type DeskContext } from "../context.ts";
import { icon } from "../icons.ts";
import { noteField, secondLook } from "./decision-parts.ts";
import { problemBox } from "./parts.ts";

/** Draws the form that closes a delivery, or the confirmation in its place. */
export function closeView(context: DeskContext, event_id: string): TemplateResult {
  const { closing } = context.store;
  const { decision, error } = closing.read(event_id);
  if (decision.step !== "choosing")
    return secondLook(context, {
      question: say(context, "close_event_ask"),
      more: html`<p><q dir="auto">${decision.note.trim()}</q></p>`,
      decision,
      yes: say(context, "yes_dismiss"),
      credits: false,
      can_send: decision.step === "confirming",
      goBack: closing.goBack,
      send: closing.send,
    });
  return html`
    ${error === null ? nothing : problemBox(context, error, null)}
    ${noteField(context, decision, (note) => closing.write(event_id, note))}
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
