import { css, type CSSResult } from "lit";

/**
 * The styles of the packs, the choice of methods, and the field for an amount that the buyer
 * chooses.
 */
export const cards: CSSResult = css`
  .packs {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
    gap: 1rem;
  }
  .pack,
  .own {
    border: 1px solid var(--line-);
    border-radius: 1.25rem;
    color: var(--ink-);
    background: var(--card-);
  }
  .pack {
    display: flex;
    position: relative;
    flex-direction: column;
    padding: 1.5rem;
    box-shadow:
      0 1px 2px rgb(0 0 0 / 0.05),
      0 8px 24px rgb(0 0 0 / 0.04);
  }
  .best {
    border-color: var(--accent-);
    box-shadow:
      0 0 0 1px var(--accent-),
      0 8px 24px rgb(0 0 0 / 0.04);
  }
  .flag {
    position: absolute;
    inset-block-end: calc(100% - 0.75rem);
    inset-inline-start: 1.5rem;
    padding: 0 0.75rem;
    border-radius: 62.5rem;
    color: var(--on-accent-);
    font-size: 0.75em;
    font-weight: 600;
    line-height: 1.5rem;
    background: var(--accent-);
  }
  h3 {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.625rem;
    align-items: baseline;
    font-size: 1em;
    font-weight: 400;
    line-height: 1.2;
  }
  .price {
    font-size: 1.75em;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .gets {
    font-weight: 500;
  }
  .each {
    margin-block-start: 0.25rem;
    color: var(--soft-);
    font-size: 0.875em;
  }
  .each b {
    margin-inline-start: 0.5rem;
    color: var(--good-);
    font-weight: 600;
  }
  dodo-topup-button {
    --dodo-topup-width: 100%;
    min-inline-size: 0;
    /* The longest word fits a card also with large text on a narrow screen. */
    font-size: min(1em, 7.5cqi);
  }
  .pack dodo-topup-button {
    margin-block-start: auto;
    padding-block-start: 1.5rem;
  }
  /* The badge stands once, above the packs. */
  dodo-topup-button::part(badge) {
    display: none;
  }
  .outline {
    --dodo-topup-accent: transparent;
    --dodo-topup-on-accent: var(--accent-text-);
  }
  .outline::part(button) {
    border-color: var(--edge-);
  }
  .outline[disabled]::part(button) {
    border-color: transparent;
  }
  .own {
    margin-block-start: 0.5rem;
    padding: 1.25rem 1.5rem;
  }
  .own h3 {
    font-size: 0.875em;
    font-weight: 600;
  }
  .row {
    display: grid;
    grid-template-columns: 9rem minmax(0, 1fr) 14rem;
    gap: 0.5rem 1rem;
    align-items: center;
    margin-block-start: 0.5rem;
  }
  .field {
    display: flex;
    gap: 0.375rem;
    align-items: center;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border: 1px solid var(--edge-);
    border-radius: var(--dodo-topup-radius, 0.75rem);
    direction: ltr;
  }
  .field span {
    color: var(--soft-);
  }
  .field:focus-within {
    outline: 3px solid light-dark(#1f4ed8, #8fb0ff);
    outline-offset: 1px;
  }
  .field input {
    flex: 1;
    min-inline-size: 0;
    block-size: 2.625rem;
    padding: 0;
    border: 0;
    outline: 0;
    color: inherit;
    font: inherit;
    font-weight: 600;
    background: none;
  }
  .bad {
    border: 2px solid var(--stop-);
    padding-inline: calc(0.75rem - 1px);
  }
  .makes {
    font-size: 0.875em;
    text-wrap: pretty;
  }
  .bounds {
    color: var(--soft-);
  }
  .makes strong ~ .bounds {
    margin-inline-start: 0.5rem;
  }
  .is {
    display: inline-flex;
    gap: 0.4375em;
    align-items: center;
    font-weight: 500;
  }
  fieldset {
    min-inline-size: 0;
    margin: 0 0 1rem;
    padding: 0;
    border: 0;
  }
  legend {
    margin-block-end: 0.375em;
    padding: 0;
    font-size: 0.875em;
    font-weight: 600;
  }
  label {
    display: inline-flex;
    gap: 0.625em;
    align-items: center;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    margin-inline-end: 1.25rem;
    cursor: pointer;
  }
  label input {
    inline-size: 1.125em;
    block-size: 1.125em;
    margin: 0;
    font: inherit;
    accent-color: var(--accent-);
  }
  .bars > * {
    inline-size: 70%;
    block-size: 1.25rem;
    margin-block-end: 0.75rem;
    border-radius: 0.375rem;
    background: var(--sunk-);
  }
  .bars > b {
    inline-size: 100%;
    block-size: 2.75rem;
    margin-block: 0.75rem 0;
  }
  @container (min-width: 44.01rem) {
    /* The line under the packs says it, so that nothing moves. */
    dodo-topup-button::part(status) {
      display: none;
    }
  }
  @container (max-width: 44rem) {
    .packs {
      gap: 1.25rem;
    }
    .pack {
      padding: min(1.25rem, 6cqi);
    }
    .flag {
      inset-inline-start: min(1.25rem, 6cqi);
    }
    .own {
      margin-block-start: 1rem;
      padding: min(1.25rem, 6cqi);
    }
    .row {
      grid-template-columns: minmax(0, 1fr);
    }
    .makes strong ~ .bounds {
      display: block;
      margin: 0;
    }
  }
  @media (forced-colors: active) {
    .best {
      border-width: 2px;
    }
    .flag {
      border: 1px solid;
    }
  }
`;
