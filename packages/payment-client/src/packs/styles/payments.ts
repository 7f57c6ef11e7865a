/** Tags the styles for the build, which collapses them. This file does not need `css` of `lit`. */
const css = String.raw;

/**
 * The styles of the past payments. The payments are drawn as a table. In a narrow element they
 * become a list with two lines for each payment. This file is loaded after the first rendering, and
 * the payments are drawn after that.
 */
export const style: string = css`
  .past {
    inline-size: 100%;
    overflow: clip;
    border: 1px solid var(--line-);
    border-radius: 1.25rem;
    border-spacing: 0;
    color: var(--ink-);
    font-size: 0.875em;
    background: var(--card-);
  }
  .past th,
  .past td {
    block-size: 2.8125rem;
    padding: 0 0.75rem;
    font-weight: 400;
    text-align: start;
    white-space: nowrap;
  }
  .past thead th {
    block-size: 2.25rem;
    color: var(--soft-);
    font-size: 0.8571em;
    font-weight: 500;
    background: var(--sunk-);
  }
  .past tbody tr + tr > * {
    border-block-start: 1px solid var(--line-);
  }
  .past tr > :first-child {
    padding-inline-start: 1.5rem;
  }
  .past tr > :last-child {
    padding-inline-end: 1.5rem;
  }
  .past .n,
  .past .e {
    text-align: end;
  }
  .past td.e {
    color: var(--soft-);
  }
  .past .s {
    padding-inline-start: 2rem;
  }
  .past td.s {
    white-space: normal;
  }
  .past .m {
    font-weight: 600;
  }
  .past a .i {
    inline-size: 1em;
    block-size: 1em;
  }
  .empty {
    display: grid;
    gap: 0.25rem;
    place-content: center;
    justify-items: center;
    padding: 2rem 1.5rem;
    border: 1px dashed var(--edge-);
    border-radius: 1.25rem;
    font-size: 0.875em;
    text-align: center;
    text-wrap: balance;
  }
  .empty strong {
    font-size: 1.1429em;
  }
  .empty span {
    color: var(--soft-);
  }
  .more {
    margin-block-start: 0.75rem;
    font-size: 0.875em;
  }
  @container (max-width: 44rem) {
    .past thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .past,
    .past tbody {
      display: block;
    }
    .past tbody tr {
      display: grid;
      grid-template-columns: minmax(4rem, 1fr) minmax(0, auto);
      gap: 0 0.75rem;
      align-items: center;
      padding: 0.75rem 1.25rem;
    }
    .past tbody tr + tr {
      border-block-start: 1px solid var(--line-);
    }
    .past tbody tr > * {
      block-size: auto;
      padding: 0 !important;
      border: 0 !important;
    }
    .past .d {
      order: 3;
      color: var(--soft-);
    }
    .past .m {
      order: 1;
      font-size: 1.1429em;
      text-align: start;
    }
    .past .c {
      display: none;
    }
    .past .s {
      order: 2;
      text-align: end;
    }
    .past .e {
      order: 4;
      white-space: normal;
    }
    .past a {
      margin-block: -0.5rem;
    }
  }
`;
