import { css, type CSSResult } from "lit";

/**
 * The styles of the plots, with their legends and tables. The main colours are blue and amber,
 * which people with any of the common kinds of colour blindness can tell apart.
 */
export const plots: CSSResult = css`
  .plots {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr));
    gap: 1rem;
  }
  figure.box {
    padding: 1rem 1rem 0.5rem;
  }
  figcaption p {
    color: var(--soft);
    font-size: 0.75rem;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
    margin-block: 0.5rem;
    font-size: 0.75rem;
  }
  .keys li {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .sw {
    inline-size: 0.75rem;
    block-size: 0.75rem;
    border-radius: 2px;
  }
  .sw.c-good {
    background: var(--plot-good);
  }
  .sw.c-look {
    background: var(--plot-look);
  }
  .sw.c-rest {
    background: var(--plot-rest);
  }
  .sw.c-stop {
    background: var(--plot-stop);
  }
  .sw.c-wait {
    background: var(--accent-tint);
    box-shadow: inset 0 0 0 1.5px var(--plot-good);
  }
  .sw.l-good,
  .sw.l-look {
    inline-size: 1.25rem;
    block-size: 0;
    border-radius: 0;
    border-block-start: 2px solid var(--plot-good);
  }
  .sw.l-look {
    border-block-start: 2px dashed var(--plot-look);
  }
  .plot {
    display: block;
    inline-size: 100%;
    block-size: auto;
  }
  .plot text {
    font:
      11px system-ui,
      sans-serif;
    fill: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .plot .now {
    fill: var(--ink);
    font-weight: 600;
  }
  .grid {
    stroke: var(--line);
  }
  .zero {
    stroke: var(--edge);
  }
  .c-good {
    fill: var(--plot-good);
    stroke: var(--plot-good);
  }
  .c-look {
    fill: var(--plot-look);
    stroke: var(--plot-look);
  }
  .c-rest {
    fill: var(--plot-rest);
    stroke: var(--plot-rest);
  }
  .c-stop {
    fill: var(--plot-stop);
    stroke: var(--plot-stop);
  }
  .c-wait {
    fill: var(--accent-tint);
    stroke: var(--plot-good);
  }
  rect {
    stroke-width: 0;
  }
  rect.c-wait,
  rect.so-far {
    stroke-width: 1;
  }
  .so-far {
    fill-opacity: 0.4;
  }
  polyline.l-good,
  polyline.l-look {
    fill: none;
    stroke: var(--plot-good);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  polyline.l-look {
    stroke: var(--plot-look);
    stroke-dasharray: 6 4;
  }
  .dot-good {
    fill: var(--plot-good);
    stroke: var(--plot-good);
  }
  .dot-look {
    fill: var(--plot-look);
    stroke: var(--plot-look);
  }
  circle {
    stroke-width: 2;
  }
  .few {
    fill: var(--card);
  }
  details {
    font-size: 0.75rem;
  }
  summary {
    display: inline-flex;
    align-items: center;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    color: var(--accent-text);
    cursor: pointer;
  }
  .scroll {
    max-block-size: 20rem;
    overflow: auto;
  }
  .mini {
    border-spacing: 0;
  }
  .mini th,
  .mini td {
    padding: 0.125rem 0.75rem 0.125rem 0;
    text-align: start;
    font-weight: 400;
    white-space: nowrap;
  }
  .mini .n {
    text-align: end;
  }
  @media (forced-colors: active) {
    rect,
    circle,
    .sw {
      forced-color-adjust: none;
    }
  }
`;
