import { css, type CSSResult } from "lit";

/**
 * The colours, and everything around the packs. Font and colour scheme come from the page, as does
 * the colour of plain text outside of the cards. Breakpoints refer to the width of the element and
 * not of the window. Their unit is the text size of the page.
 */
export const frame: CSSResult = css`
  :host {
    display: block;
    container-type: inline-size;
    --card-: light-dark(#fff, #191c22);
    --sunk-: light-dark(#f0f2f5, #22262e);
    --line-: light-dark(#e3e6eb, #2b303a);
    --edge-: light-dark(#7d8593, #717b8c);
    --ink-: light-dark(#16181d, #f1f3f6);
    --accent-: var(--dodo-topup-accent, light-dark(#2456e6, #3d6bf2));
    --on-accent-: var(--dodo-topup-on-accent, #fff);
    --accent-text-: var(--dodo-topup-accent-text, light-dark(#1f4ed8, #8fb0ff));
    --good-: light-dark(#0f7a45, #4cc38a);
    --good-tint-: light-dark(#e3f3ea, #17291f);
    --look-: light-dark(#8a5a00, #f0b849);
    --stop-: light-dark(#b42318, #ff8a80);
    --soft-: color-mix(in srgb, currentColor 72%, transparent);
  }
  :host([hidden]),
  slot:not([name]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  .all {
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
    overflow-wrap: break-word;
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  h2 {
    margin-block: 3rem 1rem;
    font-size: 1.25em;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  .gone {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .i {
    flex: none;
    inline-size: 1.125em;
    block-size: 1.125em;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .good {
    color: var(--good-);
  }
  .wait {
    color: var(--accent-text-);
  }
  .look {
    color: var(--look-);
  }
  .stop {
    color: var(--stop-);
  }
  .soft {
    color: var(--soft-);
  }
  a,
  .link {
    display: inline-flex;
    gap: 0.375em;
    align-items: center;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    padding: 0;
    border: 0;
    color: var(--accent-text-);
    font: inherit;
    font-weight: 500;
    text-decoration: underline;
    text-underline-offset: 0.2em;
    background: none;
    cursor: pointer;
  }
  :focus-visible {
    outline: 3px solid light-dark(#1f4ed8, #8fb0ff);
    outline-offset: 2px;
  }
  code {
    font-family: ui-monospace, monospace;
    font-size: 0.9286em;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: start;
    justify-content: space-between;
  }
  .label {
    margin: 0;
    color: var(--soft-);
    font-size: 1em;
    font-weight: 500;
    line-height: 1.5;
    letter-spacing: 0;
  }
  .test {
    /* No higher than the heading beside it, which therefore does not move. */
    margin-block: -0.125rem;
    padding: 0.125rem 0.75rem;
    border: 1px solid;
    border-radius: 62.5rem;
    color: var(--look-);
    font-size: 0.75em;
    font-weight: 600;
    line-height: 1.25rem;
    background: var(--card-);
  }
  .balance {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.625rem;
    align-items: baseline;
  }
  .balance strong {
    font-size: 3.5em;
    font-weight: 650;
    line-height: 1.15;
    letter-spacing: -0.03em;
  }
  .balance span {
    color: var(--soft-);
  }
  ins {
    align-self: center;
    padding: 0.125rem 0.75rem;
    border-radius: 62.5rem;
    color: var(--good-);
    font-weight: 600;
    text-decoration: none;
    background: var(--good-tint-);
  }
  .tell {
    min-block-size: 2.75rem;
    margin-block-start: 0.75rem;
    font-size: 0.875em;
    text-wrap: pretty;
  }
  .tell > span {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-block-size: 2.75rem;
  }
  .tell a {
    margin-block: -0.75rem;
  }
  .where {
    color: var(--soft-);
  }
  .tell > .over {
    display: none;
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5em;
    align-items: center;
    font-size: 0.875em;
  }
  @media (scripting: none) {
    .all {
      display: none;
    }
    slot:not([name]) {
      display: contents;
    }
  }
  @container (max-width: 44rem) {
    h2 {
      margin-block-start: 2rem;
    }
    /* The sentence stands in its card. */
    .tell > .said {
      display: none;
    }
    .tell > .over {
      display: flex;
    }
  }
`;
