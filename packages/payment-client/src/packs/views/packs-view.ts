import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { fill, ownNode, type PacksContext } from "../context.ts";
import type { TopupPack } from "../offer.ts";
import { savingOf, unitOf } from "../prices.ts";

/** Draws the packs: the price first, then the credits, the price per unit and the saving. */
export function packsView(
  context: PacksContext,
  packs: readonly TopupPack[],
): TemplateResult | typeof nothing {
  if (packs.length === 0) return nothing;
  const recommended = packs.find((pack) => pack.recommended);
  return html`
    <ul class="packs" part="packs">
      ${packs.map((pack) =>
        // A button keeps the `id` with which it was created, so each pack gets a button of its own.
        keyed(pack.id, renderPack(context, pack, packs, pack === recommended)),
      )}
    </ul>
  `;
}

/** Draws three empty cards while the packs are loaded. */
export function loadingView({ words }: PacksContext): TemplateResult {
  return html`
    <p class="gone" role="status">${words.loading}</p>
    <div class="packs" aria-hidden="true">
      ${[1, 2, 3].map(() => html`<div class="pack bars"><i></i><i></i><b></b></div>`)}
    </div>
  `;
}

function renderPack(
  context: PacksContext,
  pack: TopupPack,
  packs: readonly TopupPack[],
  is_best: boolean,
): TemplateResult {
  const { words, formats } = context;
  const price = formats.money(pack.usd_cents);
  const saving = savingOf(pack, packs);
  return html`
    <li class=${is_best ? "pack best" : "pack"} part="pack">
      ${
        is_best
          ? html`<p class="flag" part="flag">
              <slot name="flag">${ownNode(words.recommended)}</slot>
            </p>`
          : nothing
      }
      <slot name=${`pack-${pack.id}`}>
        <h3>
          <span class="price" part="price">${ownNode(price)}</span>
          <span class="gets">${ownNode(`${formats.count(pack.credits)} ${words.credits}`)}</span>
        </h3>
        <p class="each">
          ${ownNode(writeUnitPrice(context, pack, unitOf(packs)))}
          ${saving > 0 ? html`<b>${ownNode(fill(words.save, formats.percent(saving)))}</b>` : nothing}
        </p>
      </slot>
      ${context.button(`pack-${pack.id}`, () => ({ pack: pack.id }), {
        label: fill(words.buy, price),
        is_filled: is_best,
      })}
    </li>
  `;
}

/** Writes what `unit` credits cost, such as `0.91 ¢ each`. */
export function writeUnitPrice(
  { words, formats }: PacksContext,
  { usd_cents, credits }: Pick<TopupPack, "usd_cents" | "credits">,
  unit: number,
): string {
  const price = formats.unitPrice((usd_cents / credits) * unit);
  return unit === 1 ? fill(words.each, price) : fill(words.per, price, { n: formats.count(unit) });
}
