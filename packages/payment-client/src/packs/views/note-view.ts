import { html, nothing, type TemplateResult } from "lit";
import { PaymentClientError } from "../../errors.ts";
import { feedback } from "../../feedback-loading.ts";
import { isBusy, type TopupState } from "../../topup-state.ts";
import type { Payment } from "../../wire.ts";
import type { Sentence } from "../../words/words.ts";
import { ownNode, renderMark, type PacksContext } from "../context.ts";
import { receiptOf } from "../past-payments.ts";

/**
 * The marks of outcomes, with their colours. The status line of these outcomes has no mark, because
 * most buttons outside of the packs show the mark themselves.
 */
const OUTCOMES: Readonly<Partial<Record<string, readonly [Sentence, string]>>> = {
  applied: ["paid", "good"],
  held: ["reviewing", "look"],
  bank: ["on_its_way", "wait"],
};

/**
 * Draws the line under the packs. Space for the line is always reserved. If there is a sentence,
 * such as that of the button that has changed last, the line shows the sentence. Otherwise the line
 * says where the buyer pays. In a narrow element, the style sheet shows each sentence below its
 * button instead, and the line always says where the buyer pays.
 */
export function noteView(
  context: PacksContext,
  state: TopupState | undefined,
  payments: readonly Payment[],
): TemplateResult {
  const sentence = renderSentence(context, stateToShow(context, state), payments);
  return html`
    <p class="tell" part="note" role="status">
      <span class="${sentence === nothing ? "" : "over"} where">
        <slot name="note">${ownNode(context.words.where)}</slot>
      </span>
      ${sentence}
    </p>
  `;
}

function stateToShow({ methods }: PacksContext, state: TopupState = { phase: "idle" }): TopupState {
  // If no method is enabled, the line shows the same error as every button.
  return methods?.length === 0 && state.phase === "idle"
    ? { phase: "error", error: new PaymentClientError("no_method") }
    : state;
}

function renderSentence(
  { words, button_words }: PacksContext,
  state: TopupState,
  payments: readonly Payment[],
): TemplateResult | typeof nothing {
  const line = feedback?.statusLineOf(state, isBusy(state), button_words);
  if (!line) return nothing;
  const [mark, tone] = OUTCOMES[state.stage === "bank" ? "bank" : state.phase] ?? [];
  const payment = payments.find(({ payment_id }) => payment_id === state.payment_id);
  const receipt = state.phase === "applied" && payment && receiptOf(payment);
  return html`
    <span class="said">
      ${
        mark
          ? renderMark(mark, tone)
          : line.mark &&
            html`<svg class="i ${line.soft ? "" : "stop"}" viewBox="0 0 24 24" aria-hidden="true">
              <path d=${line.mark} />
            </svg>`
      }
      <span>
        ${ownNode(line.sentence)}
        ${line.reference ? html`${line.reference} <code>${state.payment_id}</code>` : nothing}
        ${receipt ? renderReceipt(receipt, words.receipt) : nothing}
      </span>
    </span>
  `;
}

/** Draws the link to a receipt. */
export function renderReceipt(address: string, text: unknown): TemplateResult {
  return html`<a href=${address} target="_blank" rel="noopener noreferrer">${text}</a>`;
}
