import { html, type TemplateResult } from "lit";
import { fill, ownNode, renderMark, type PacksContext } from "../context.ts";
import { creditsFor, type OwnAmount, type TopupPack } from "../offer.ts";
import type { OwnEntry } from "../own-entry.ts";
import { unitOf } from "../prices.ts";
import { writeUnitPrice } from "./packs-view.ts";

/**
 * Draws the field for an amount that the buyer chooses, and the bounds of the amount. If the entry
 * is refused, an error replaces the bounds. The button is disabled while there is no amount within
 * the bounds, unless the payment of the button is unresolved.
 */
export function ownView(
  context: PacksContext,
  own: OwnAmount,
  entry: OwnEntry,
  packs: readonly TopupPack[],
): TemplateResult {
  const { words, formats } = context;
  const { usd_cents, is_refused } = entry;
  return html`
    <form class="own" part="own" novalidate @submit=${entry.submit}>
      <slot name="own-heading"><h3 id="own-title">${words.own}</h3></slot>
      <div class="row">
        <div class=${is_refused ? "field bad" : "field"}>
          <span aria-hidden="true">$</span>
          <input
            inputmode="decimal"
            autocomplete="off"
            aria-label=${`${words.own} ($)`}
            aria-describedby="own-says"
            aria-invalid=${is_refused}
            .value=${entry.text}
            @input=${entry.type}
            @change=${entry.leave}
          />
        </div>
        <p class="makes" id="own-says" role="status">${renderMakes(context, own, entry, packs)}</p>
        ${context.button("own-amount", entry.choose, {
          label:
            usd_cents === undefined ? words.buy_nothing : fill(words.buy, formats.money(usd_cents)),
          disabled: usd_cents === undefined && !entry.is_open,
        })}
      </div>
    </form>
  `;
}

function renderMakes(
  context: PacksContext,
  { min_usd_cents, max_usd_cents, credits_per_usd }: OwnAmount,
  { usd_cents, is_refused }: OwnEntry,
  packs: readonly TopupPack[],
): TemplateResult {
  const { words, formats } = context;
  const max = formats.money(max_usd_cents);
  const between = (text: string): string => fill(text, formats.money(min_usd_cents), { max });
  if (is_refused)
    return html`<span class="is stop">
      ${renderMark("refused")}<span>${ownNode(between(words.out_of_bounds))}</span>
    </span>`;
  const bounds = html`<span class="bounds">${ownNode(between(words.bounds))}</span>`;
  if (usd_cents === undefined) return bounds;
  const credits = creditsFor(credits_per_usd, usd_cents);
  const price = writeUnitPrice(context, { usd_cents, credits }, unitOf(packs));
  return html`
    <strong>${ownNode(`${formats.count(credits)} ${words.credits}`)}</strong> ·
    <span>${ownNode(price)}</span> ${bounds}
  `;
}
