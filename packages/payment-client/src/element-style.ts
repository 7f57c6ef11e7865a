import { css, type CSSResult } from "lit";

/**
 * The styles of the first rendering. The font comes from the page, and so does the text colour
 * outside of the button. Logical properties are used, so that right-to-left languages are laid out
 * correctly.
 *
 * The box of the button is the same in every state. All words that the button may show are in one
 * cell of its grid, and only one of them is visible. Space for a mark is kept on both sides of the
 * words, so the spinner moves nothing. The badge is placed on the edge, outside of the layout. The
 * text below the button does not widen the button.
 */
export const style: CSSResult = css`
  :host {
    display: inline-grid;
    inline-size: var(--dodo-topup-width, auto);
    min-inline-size: min(14em, 100%);
    max-inline-size: 100%;
  }
  :host([hidden]),
  slot:not([name]) {
    display: none;
  }
  div {
    --accent-: var(--dodo-topup-accent, #2456e6);
    display: inline-grid;
    grid-template-columns: minmax(0, auto);
    align-content: start;
  }
  button {
    display: grid;
    position: relative;
    place-items: center;
    inline-size: 100%;
    min-block-size: var(--dodo-topup-height, 2.75rem);
    margin: 0;
    padding: 0.375em 0.625em;
    border: 1px solid #0000;
    border-radius: var(--dodo-topup-radius, 0.75rem);
    color: var(--dodo-topup-on-accent, #fff);
    font: inherit;
    font-weight: 600;
    line-height: 1.25;
    text-wrap: balance;
    background: var(--accent-);
    cursor: pointer;
  }
  button > span {
    grid-area: 1/1;
    display: flex;
    align-items: center;
    padding: 0 1.625em;
    visibility: hidden;
  }
  button > .on {
    visibility: inherit;
  }
  svg,
  ::slotted([slot="icon"]) {
    flex: none;
    inline-size: 1.125em;
    block-size: 1.125em;
  }
  ::slotted([slot="icon"]) {
    margin-inline-end: 0.5em !important;
  }
  button svg {
    margin-inline-end: 0.5em;
  }
  i {
    display: grid;
    grid-auto-columns: minmax(1.625em, auto);
    position: relative;
  }
  p {
    margin: 0;
  }
  @supports (color: light-dark(#000, #fff)) {
    div {
      --accent-: var(--dodo-topup-accent, light-dark(#2456e6, #3d6bf2));
    }
  }
  @media (scripting: none) {
    [lang] {
      display: none;
    }
    slot:not([name]) {
      display: contents;
    }
  }
`;
