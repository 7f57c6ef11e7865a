import { html, nothing, type TemplateResult } from "lit";
import { ownNode, type PacksContext } from "../context.ts";

/**
 * Draws the balance and a badge. If the balance is known, it is drawn with `added`, the number of
 * credits that were bought on this page. If a method is in test mode, the badge is drawn.
 */
export function balanceView(
  { words, formats, methods }: PacksContext,
  balance: number | null | undefined,
  added: number,
): TemplateResult {
  const knows = balance !== undefined && balance !== null;
  const test = methods?.some(({ test_mode }) => test_mode);
  return html`
    <div class="top">
      ${knows ? html`<slot name="heading"><h2 class="label">${words.balance}</h2></slot>` : nothing}
      ${test ? html`<p class="test" part="badge">${ownNode(words.test)}</p>` : nothing}
    </div>
    ${
      knows
        ? html`<p class="balance" part="balance" role="status">
            <strong>${ownNode(formats.count(balance))}</strong> <span>${words.credits}</span>
            ${added > 0 ? html`<ins>${ownNode(`+${formats.count(added)}`)}</ins>` : nothing}
          </p>`
        : nothing
    }
  `;
}
