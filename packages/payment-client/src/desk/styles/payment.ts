import { css, type CSSResult } from "lit";

/** One payment: the three books and the decision. */
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
  .noted {
    display: block;
    margin-block-start: 1rem;
    font-weight: 600;
  }
  .noted span {
    font-weight: 400;
    color: var(--soft);
  }
  textarea {
    display: block;
    inline-size: 100%;
    min-block-size: 4rem;
    margin-block-start: 0.25rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--edge);
    border-radius: 0.5rem;
    background: var(--card);
    color: var(--ink);
    font: inherit;
    font-weight: 400;
    resize: vertical;
  }
  textarea[aria-invalid] {
    border: 2px solid var(--stop);
  }
  .missing {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    margin-block-start: 0.375rem;
    color: var(--stop);
  }
  .choose {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.75rem;
    margin-block-start: 1.25rem;
  }
  .choice {
    display: flex;
    flex-direction: column;
    padding: 1rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
  }
  .choice ul {
    margin-block: 0.5rem 1rem;
  }
  .choice li,
  .why {
    display: flex;
    gap: 0.5rem;
    padding-block: 0.125rem;
  }
  .choice li .i,
  .why .i {
    inline-size: 1em;
    block-size: 1em;
    margin-block-start: 0.2em;
    color: var(--soft);
  }
  .choice .b {
    margin-block-start: auto;
    inline-size: 100%;
  }
  .second {
    margin-block-start: 1rem;
    padding: 1rem 1.25rem 1.25rem;
    border: 2px solid var(--accent);
    border-radius: 0.5rem;
  }
  .second p {
    max-inline-size: 44rem;
    margin-block: 0.25rem 0.75rem;
    text-wrap: pretty;
  }
  .accept {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-block-size: 2.75rem;
    font-weight: 600;
  }
  .accept input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    accent-color: var(--accent);
  }
  .outcome {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    margin-block-start: 1rem;
    padding: 0.75rem 1rem;
    border-radius: 0.5rem;
    background: var(--good-tint);
    font-weight: 600;
  }
  .outcome .i {
    color: var(--good);
  }
  @container (max-width: 56rem) {
    .choose {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container (max-width: 44rem) {
    .second .b {
      inline-size: 100%;
    }
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
