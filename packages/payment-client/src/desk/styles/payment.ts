import { css, type CSSResult } from "lit";

/**
 * The styles of one payment, and of the facts of an unmatched delivery. The styles of the decision
 * and of the history are in other files.
 */
export const payment: CSSResult = css`
  .head-line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    align-items: center;
  }
  .ids {
    margin-block-start: 0.25rem;
    color: var(--soft);
  }
  .ids code {
    color: var(--ink);
    user-select: all;
  }
  .means {
    max-inline-size: 44rem;
    margin-block-start: 0.75rem;
    text-wrap: pretty;
  }
  .sub-head {
    margin-block: 1.5rem 0.5rem;
    font-size: 1rem;
  }
  h4 {
    font-size: 0.875rem;
    line-height: 1.4;
    font-weight: 600;
  }
  .pill {
    display: inline-flex;
    gap: 0.375em;
    align-items: center;
    font-weight: 600;
    white-space: nowrap;
  }
  .pill .i {
    inline-size: 1em;
    block-size: 1em;
  }
  .head-line .pill {
    padding: 0 0.625rem;
    border-radius: 62.5rem;
    background: var(--sunk);
    line-height: 1.5rem;
    font-size: 0.75rem;
  }
  .head-line .pill.look {
    background: var(--look-tint);
  }
  .head-line .pill.good {
    background: var(--good-tint);
  }
  .books {
    inline-size: 100%;
    margin-block-start: 1rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    border-spacing: 0;
    overflow: clip;
  }
  .books th,
  .books td {
    padding: 0.4375rem 0.75rem;
    text-align: start;
    font-weight: 400;
    vertical-align: top;
  }
  .books thead th {
    background: var(--sunk);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .books tbody th {
    inline-size: 9rem;
    color: var(--soft);
  }
  .books tr > * + * {
    border-inline-start: 1px solid var(--line);
  }
  .books tbody tr > * {
    border-block-start: 1px solid var(--line);
  }
  .books small {
    display: block;
    color: var(--soft);
    font-size: 0.75rem;
  }
  .books .off > * {
    background: var(--look-tint);
    color: var(--ink);
    font-weight: 600;
  }
  .books .off small {
    font-weight: 400;
  }
  .books .i {
    inline-size: 1em;
    block-size: 1em;
    margin-inline-end: 0.375rem;
    vertical-align: -0.125em;
  }
  .facts {
    margin-block-start: 1rem;
  }
  .facts div {
    display: grid;
    grid-template-columns: 9rem minmax(0, 1fr);
    gap: 0.75rem;
    padding-block: 0.375rem;
    border-block-end: 1px solid var(--line);
  }
  .facts dt {
    color: var(--soft);
  }
  .facts dt::first-letter {
    text-transform: uppercase;
  }
  @container (max-width: 44rem) {
    .books,
    .books thead,
    .books tbody {
      display: block;
    }
    .books tr {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .books thead th:first-child {
      display: none;
    }
    .books th,
    .books td {
      padding-inline: 0.625rem;
    }
    .books tr > *,
    .books tr > * + *,
    .books tbody tr > * {
      border: 0;
    }
    .books tbody tr {
      border-block-start: 1px solid var(--line);
    }
    .books tbody th {
      grid-column: 1 / -1;
      inline-size: auto;
      padding-block-end: 0;
      font-size: 0.75rem;
    }
    .facts div {
      grid-template-columns: 7rem minmax(0, 1fr);
    }
  }
`;
