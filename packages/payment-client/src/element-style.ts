import { css, type CSSResult } from "lit";

/**
 * The styles of the element. Font and text colour come from the page, and the focus ring comes from
 * the browser. Logical properties are used, so that right-to-left languages are laid out correctly.
 * The size of the button does not change: the text below the button does not widen it, and the
 * spinner is drawn in the button's padding.
 */
export const style: CSSResult = css`
  :host {
    display: inline-grid;
    min-inline-size: min(14em, 100%);
  }
  :host([hidden]),
  slot:not([name]) {
    display: none;
  }
  button {
    inline-size: 100%;
    min-block-size: 44px;
    padding: 0.625em 2em;
    border: 1px solid #0000;
    border-radius: var(--dodo-topup-radius, 0.75em);
    color: var(--dodo-topup-on-accent, #fff);
    font: inherit;
    font-weight: 600;
    background: var(--dodo-topup-accent, #2456e6);
  }
  button:hover {
    filter: brightness(1.1);
  }
  [aria-disabled]:not(.busy),
  :disabled {
    filter: opacity(0.6);
  }
  .busy::before {
    content: "";
    position: absolute;
    padding: 0.375em;
    border: 0.125em solid;
    border-radius: 50%;
    margin: 0.125em -1.5em;
    mask: conic-gradient(#0000, #000);
    animation: turn 1s linear infinite;
  }
  small {
    display: inline-block;
    padding: 0 0.625em;
    border-radius: 1em;
    border: 1px solid;
    font-size: 0.75em;
  }
  fieldset {
    margin: 0 0 0.5em;
    padding: 0;
    border: 0;
  }
  label {
    display: block;
    padding: 0.8125em 0;
  }
  p {
    font-size: 0.875em;
    contain: inline-size;
    overflow-wrap: anywhere;
    margin: 0.5em 0 0;
  }
  p:empty {
    margin: 0;
  }
  @media (prefers-reduced-motion: no-preference) {
    @keyframes turn {
      to {
        rotate: 1turn;
      }
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
