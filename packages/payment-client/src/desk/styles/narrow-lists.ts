import { css, type CSSResult } from "lit";

/**
 * The styles of the history and the lists in a narrow element. The rows of the lists become cards.
 */
export const narrowLists: CSSResult = css`
  @container (max-width: 44rem) {
    .time li {
      grid-template-columns: 1.75rem minmax(0, 1fr) auto;
    }
    .time time {
      order: 3;
    }
    .time time .d,
    .delta {
      display: none;
    }
    .time li:not(:last-child)::before {
      inset-inline-start: calc(0.75rem - 0.5px);
    }
    .filters {
      flex-wrap: nowrap;
      overflow-x: auto;
    }
    .chip {
      flex: none;
    }
    .list thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .list,
    .list tbody {
      display: block;
    }
    .list tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 0.75rem;
      align-items: center;
      padding: 0.75rem 1rem;
    }
    .list tbody tr + tr {
      border-block-start: 1px solid var(--line);
    }
    .list tbody td {
      block-size: auto;
      padding: 0;
      border: 0;
    }
    .list .when {
      order: 4;
      text-align: end;
    }
    .list .asked {
      order: 2;
    }
    .list .us {
      order: 3;
      color: var(--soft);
    }
    .list .got,
    .list .cr,
    .list .tp {
      display: none;
    }
    .list .id {
      order: 5;
      grid-column: 1 / -1;
      text-align: start;
    }
    .list .replay {
      justify-content: start;
    }
    .ranges {
      margin-inline-start: 0;
    }
  }
  @container (max-width: 20rem) {
    .time time {
      order: 4;
      grid-column: 2 / -1;
    }
    .time li {
      grid-template-columns: 1.75rem minmax(0, 1fr);
    }
    .list tbody tr {
      grid-template-columns: minmax(0, 1fr);
    }
    .list .when,
    .list .asked {
      text-align: start;
    }
  }
`;
