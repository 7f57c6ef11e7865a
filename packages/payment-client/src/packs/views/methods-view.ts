import { html, nothing, type TemplateResult } from "lit";
import type { PacksContext } from "../context.ts";

/** Draws the choice of payment methods, once for all packs, if there are several. */
export function methodsView(
  { methods = [], method, button_words }: PacksContext,
  choose: (id: string) => void,
): TemplateResult | typeof nothing {
  if (methods.length < 2) return nothing;
  return html`
    <fieldset part="methods">
      <legend>${button_words.methods}</legend>
      ${methods.map(
        ({ id, label }) => html`
          <label>
            <input
              type="radio"
              name="method"
              value=${id}
              .checked=${id === method}
              @change=${() => choose(id)}
            />
            ${label}
          </label>
        `,
      )}
    </fieldset>
  `;
}
