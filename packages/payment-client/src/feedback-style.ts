/** Tags the styles for the build, which collapses them. This file does not need `css` of `lit`. */
const css = String.raw;

/**
 * The styles of everything that appears after the first rendering, such as the states, the spinner,
 * the badge, the choice of methods and the status line. The colours keep their contrast on any
 * page, because a coloured text always stands on a background of this file.
 */
export const style: string = css`
  button {
    transition:
      background 0.12s,
      color 0.24s;
  }
  button::after {
    content: "";
    position: absolute;
    inset: min(-1px, 50% - 23px) -1px;
  }
  button:hover {
    background: color-mix(in oklab, var(--accent-), #000 12%);
  }
  button:active {
    background: color-mix(in oklab, var(--accent-), #000 22%);
  }
  :focus-visible {
    outline: 3px solid light-dark(#1f4ed8, #8fb0ff);
    outline-offset: 2px;
  }
  svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .busy {
    cursor: progress;
    background: var(--accent-) !important;
  }
  .paid,
  .bank,
  .held,
  .off,
  button:disabled {
    border-color: color-mix(in srgb, currentColor 35%, #0000);
    cursor: default;
  }
  .paid {
    color: light-dark(#0f7a45, #4cc38a);
    background: light-dark(#e3f3ea, #17291f) !important;
  }
  .bank {
    color: light-dark(#1f4ed8, #8fb0ff);
    background: light-dark(#e8eefd, #1b2644) !important;
  }
  .held {
    color: light-dark(#8a5a00, #f0b849);
    background: light-dark(#fbf1dc, #2c2413) !important;
  }
  .off,
  button:disabled {
    border-color: #0000;
    color: color-mix(in srgb, currentColor 72%, #0000);
    background: color-mix(in srgb, currentColor 10%, #0000) !important;
  }
  .busy slot[name="icon"] {
    visibility: hidden;
  }
  .busy i::after {
    content: "";
    position: absolute;
    inset-block-start: calc(50% - 0.5625em);
    inset-inline-end: 0.5em;
    box-sizing: border-box;
    inline-size: 1.125em;
    block-size: 1.125em;
    border: 0.14em solid;
    border-radius: 50%;
    mask: conic-gradient(#0000 10%, #000);
    animation: turn 1s linear infinite;
  }
  small {
    position: absolute;
    inset-block-end: calc(100% - 0.5em);
    inset-inline-end: 1em;
    padding: 0 0.625em;
    border: 1px solid;
    border-radius: 1em;
    color: light-dark(#8a5a00, #f0b849);
    font-size: 0.6875rem;
    line-height: 1.125rem;
    white-space: nowrap;
    background: Canvas;
  }
  fieldset {
    min-inline-size: 0;
    margin: 0 0 0.75em;
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
    display: flex;
    gap: 0.625em;
    align-items: center;
    min-block-size: 2.75rem;
    padding: 0 0.75em;
    border: 1px solid light-dark(#7d8593, #717b8c);
    cursor: pointer;
  }
  label:first-of-type {
    border-start-start-radius: var(--dodo-topup-radius, 0.75rem);
    border-start-end-radius: var(--dodo-topup-radius, 0.75rem);
  }
  label:last-of-type {
    border-end-start-radius: var(--dodo-topup-radius, 0.75rem);
    border-end-end-radius: var(--dodo-topup-radius, 0.75rem);
  }
  label + label {
    border-block-start: 0;
  }
  input {
    flex: none;
    inline-size: 1.125em;
    block-size: 1.125em;
    margin: 0;
    font: inherit;
    accent-color: var(--accent-);
  }
  p {
    display: flex;
    gap: 0.4375em;
    contain: inline-size;
    font-size: 0.875em;
    line-height: 1.45;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }
  p:not(:empty) {
    margin-block-start: 0.5em;
  }
  p svg {
    margin-block-start: 0.16em;
    color: light-dark(#b42318, #ff8a80);
  }
  .soft {
    color: inherit;
  }
  bdi {
    user-select: all;
    font-family: ui-monospace, monospace;
  }
  @media (prefers-reduced-motion: no-preference) {
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }
  @media (prefers-reduced-motion) {
    button {
      transition: none;
    }
    .busy i::after {
      mask: none;
      border-style: dotted;
    }
  }
  @media (forced-colors: active) {
    .paid,
    .bank,
    .held {
      border-width: 2px;
    }
  }
`;
