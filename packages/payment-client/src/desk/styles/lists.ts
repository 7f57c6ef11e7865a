import { css, type CSSResult } from "lit";

/** The styles of the history of a payment, of the lists, and of the findings. */
export const lists: CSSResult = css`
  .time li {
    display: grid;
    grid-template-columns: 9.5rem 6.5rem 1.75rem minmax(0, 1fr);
    gap: 0 0.75rem;
    padding-block: 0.5rem;
    position: relative;
  }
  .time time {
    color: var(--soft);
    font-family: var(--mono);
    font-size: 0.75rem;
    line-height: 1.75;
  }
  .delta {
    color: var(--soft);
    font-size: 0.75rem;
    line-height: 1.75;
    text-align: end;
  }
  .dot {
    display: grid;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    border-radius: 50%;
    background: var(--sunk);
    z-index: 1;
  }
  .dot .i {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .dot.good {
    background: var(--good-tint);
  }
  .dot.look {
    background: var(--look-tint);
  }
  .dot.wait {
    background: var(--accent-tint);
  }
  .dot.stop {
    background: var(--stop-tint);
  }
  .time li:not(:last-child)::before {
    content: "";
    position: absolute;
    inset-block: 2rem -0.5rem;
    inset-inline-start: calc(9.5rem + 6.5rem + 1.5rem + 0.75rem - 0.5px);
    border-inline-start: 1px solid var(--line);
  }
  .more {
    display: block;
    color: var(--soft);
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--line);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border: 1px solid var(--edge);
    border-radius: 62.5rem;
    color: inherit;
    text-decoration: none;
    font-weight: 500;
  }
  .chip:hover {
    background: var(--sunk);
  }
  .chip[aria-current] {
    border-color: var(--accent);
    background: var(--accent-tint);
  }
  .ranges {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-inline-start: auto;
  }
  .list {
    inline-size: 100%;
    border-spacing: 0;
  }
  .list th,
  .list td {
    block-size: 2.75rem;
    padding: 0 0.5rem;
    text-align: start;
    font-weight: 400;
  }
  .list thead th {
    block-size: 2.25rem;
    background: var(--sunk);
    color: var(--soft);
    font-size: 0.75rem;
    font-weight: 500;
  }
  .list thead th::first-letter {
    text-transform: uppercase;
  }
  .list.events td {
    block-size: 3.25rem;
  }
  .list tbody tr > * {
    border-block-start: 1px solid var(--line);
  }
  .list tbody tr:hover {
    background: var(--sunk);
  }
  .list tr > :first-child {
    padding-inline-start: 1rem;
  }
  .list tr > :last-child {
    padding-inline-end: 1rem;
    text-align: end;
  }
  .list .n {
    text-align: end;
    white-space: nowrap;
  }
  .list b {
    font-weight: 600;
  }
  .list a {
    display: inline-flex;
    align-items: center;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
  }
  .list .when {
    white-space: nowrap;
  }
  .list .when,
  .list .got,
  .list .cr {
    color: var(--soft);
  }
  .list .got.bad {
    color: var(--look);
    font-weight: 600;
  }
  .replay {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.5rem;
    align-items: center;
  }
  .list .replay {
    justify-content: end;
  }
  .pager {
    display: flex;
    gap: 0.75rem;
    justify-content: space-between;
    align-items: center;
    min-block-size: 3.75rem;
    padding: 0.5rem 1rem;
    border-block-start: 1px solid var(--line);
    color: var(--soft);
  }
  .finds {
    overflow: clip;
  }
  .finds li {
    display: flex;
    gap: 0.75rem;
    padding: 0.75rem 1rem;
    color: var(--ink);
  }
  .finds li + li {
    border-block-start: 1px solid var(--line);
  }
  .finds .i {
    margin-block-start: 0.125em;
  }
  .finds p {
    max-inline-size: 56rem;
    text-wrap: pretty;
  }
  .finds li.stop {
    box-shadow: inset 3px 0 var(--stop);
  }
  .finds li.look {
    box-shadow: inset 3px 0 var(--look);
  }
`;
