import { css, type CSSResult } from "lit";

/**
 * The colours, and the styles that all views share. The colours follow the `color-scheme` of the
 * page around the element. Breakpoints refer to the width of the element and not of the window.
 */
export const frame: CSSResult = css`
  :host {
    display: block;
    container-type: inline-size;
    --card: light-dark(#ffffff, #191c22);
    --sunk: light-dark(#f0f2f5, #22262e);
    --line: light-dark(#e3e6eb, #2b303a);
    --edge: light-dark(#7d8593, #717b8c);
    --ink: light-dark(#16181d, #f1f3f6);
    --soft: light-dark(#5b6270, #a5adba);
    --accent: var(--dodo-desk-accent, light-dark(#2456e6, #3d6bf2));
    --on-accent: var(--dodo-desk-on-accent, #ffffff);
    --accent-text: light-dark(#1f4ed8, #8fb0ff);
    --accent-tint: light-dark(#e8eefd, #1b2644);
    --good: light-dark(#0f7a45, #4cc38a);
    --good-tint: light-dark(#e3f3ea, #17291f);
    --look: light-dark(#8a5a00, #f0b849);
    --look-tint: light-dark(#fbf1dc, #2c2413);
    --stop: light-dark(#b42318, #ff8a80);
    --stop-tint: light-dark(#fdecea, #331b19);
    --plot-good: light-dark(#2f6bd8, #5b8def);
    --plot-look: light-dark(#c27a00, #e0a030);
    --plot-rest: light-dark(#8a93a3, #6f7889);
    --plot-stop: light-dark(#c2382c, #f07167);
    --mono: ui-monospace, SFMono-Regular, Menlo, "Noto Sans Mono", monospace;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  .desk {
    color: var(--ink);
    font-size: 0.875rem;
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  a {
    color: var(--accent-text);
    text-underline-offset: 0.2em;
  }
  code {
    font-family: var(--mono);
    font-size: 0.9286em;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .big:focus {
    outline: 0;
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
    color: var(--good);
  }
  .look {
    color: var(--look);
  }
  .stop {
    color: var(--stop);
  }
  .soft,
  .note {
    color: var(--soft);
  }
  .wait {
    color: var(--accent-text);
  }
  .gone {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .box {
    border: 1px solid var(--line);
    border-radius: 0.75rem;
    background: var(--card);
    min-inline-size: 0;
  }
  kbd {
    padding: 0 0.3125rem;
    border: 1px solid var(--line);
    border-block-end-width: 2px;
    border-radius: 4px;
    background: var(--sunk);
    color: var(--soft);
    font:
      500 0.6875rem/1.25rem system-ui,
      sans-serif;
    white-space: nowrap;
  }
  progress {
    display: block;
    inline-size: 100%;
    block-size: 0.25rem;
    margin-block-start: 0.5rem;
    accent-color: var(--accent);
  }
  .problem {
    display: flex;
    gap: 0.75rem;
    margin-block: 1rem;
    padding: 1rem;
    border-inline-start: 3px solid var(--stop);
  }
  .box .problem {
    margin: 1rem;
  }
  .problem .b {
    margin-block-start: 0.75rem;
  }
  .problem .fix {
    margin-block-start: 0.25rem;
  }
  .stale,
  .none {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    margin-block: 0.75rem;
    color: var(--soft);
  }
  .none {
    margin: 0;
    padding: 1.5rem 1rem;
  }
  .stale {
    padding: 0.5rem 1rem;
    border-radius: 0.5rem;
    background: var(--look-tint);
    color: var(--ink);
  }
  .rows {
    padding: 1rem;
  }
  .rows i {
    display: block;
    block-size: 1.25rem;
    margin-block: 0.75rem;
    border-radius: 0.375rem;
    background: var(--sunk);
    opacity: 0;
    animation: appear 1ms 400ms forwards;
  }
  @keyframes appear {
    to {
      opacity: 1;
    }
  }
  .say {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    margin-block-end: 0.75rem;
  }
  .big {
    font-size: 1.25rem;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  .say p {
    color: var(--soft);
  }
`;
