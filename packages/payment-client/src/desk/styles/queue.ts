import { css, type CSSResult } from "lit";

/** The styles of the queue with its counts, and of the selected item beside it. */
export const queue: CSSResult = css`
  .counts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(50%, 13rem), 1fr));
    overflow: clip;
  }
  .counts li {
    display: flex;
    gap: 0.625rem;
    min-inline-size: 0;
    padding: 0.75rem 1rem;
    box-shadow: -1px -1px 0 var(--line);
  }
  .counts li > span {
    min-inline-size: 0;
  }
  .counts .i,
  .queue .i {
    margin-block-start: 0.125em;
  }
  .counts strong {
    display: block;
    font-weight: 600;
  }
  .counts small {
    color: var(--soft);
    font-size: 0.75rem;
  }
  .calm {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    margin-block-end: 0.75rem;
    padding: 1.25rem 1.5rem;
  }
  .calm p {
    color: var(--soft);
  }
  .calm b {
    color: var(--ink);
  }
  .calm .i {
    inline-size: 1.75rem;
    block-size: 1.75rem;
    padding: 0.25rem;
    border-radius: 50%;
    background: var(--good-tint);
    color: var(--good);
  }
  .two {
    display: grid;
    grid-template-columns: 20rem minmax(0, 1fr);
    margin-block-start: 1rem;
    overflow: clip;
  }
  .queue {
    min-inline-size: 0;
  }
  .two .queue {
    border-inline-end: 1px solid var(--line);
  }
  .queue.alone {
    max-inline-size: 20rem;
    margin-block-start: 1rem;
    overflow: clip;
  }
  .queue .head {
    display: flex;
    justify-content: space-between;
    align-items: center;
    padding: 0.5rem 1rem;
    border-block-end: 1px solid var(--line);
    color: var(--soft);
    font-size: 0.75rem;
  }
  .queue ul {
    max-block-size: 60rem;
    overflow-y: auto;
  }
  .queue .note {
    padding: 0.75rem 1rem;
  }
  .queue a {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0 0.625rem;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--line);
    color: inherit;
    text-decoration: none;
  }
  .queue a:hover {
    background: var(--sunk);
  }
  .queue a:focus-visible {
    outline-offset: -3px;
  }
  .queue a[aria-current] {
    background: var(--accent-tint);
    box-shadow: inset 3px 0 var(--accent);
  }
  .queue .what {
    font-weight: 600;
  }
  .queue .age,
  .queue .sub {
    color: var(--soft);
    font-size: 0.75rem;
    line-height: 1.7;
  }
  .queue .sub {
    grid-column: 2 / -1;
  }
  .queue b {
    color: var(--ink);
    font-weight: 500;
  }
  .one {
    padding: 1.25rem 1.5rem 1.5rem;
    min-inline-size: 0;
  }
  .back-link {
    display: none;
    align-items: center;
    gap: 0.375rem;
    min-block-size: 2.75rem;
    min-inline-size: 2.75rem;
    text-decoration: none;
    font-weight: 500;
  }
  .back-link.always {
    display: inline-flex;
  }
  @container (max-width: 56rem) {
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
    .two .queue {
      border-inline-end: 0;
    }
    .queue.alone {
      max-inline-size: none;
    }
    .one {
      border-block-start: 1px solid var(--line);
    }
  }
  @container (max-width: 44rem) {
    .keyed,
    .b kbd {
      display: none;
    }
    .one {
      padding: 1rem;
    }
    .counts li {
      padding: 0.75rem;
    }
    .two .back-link {
      display: inline-flex;
    }
    .two.chosen .queue,
    .two:not(.chosen) .one {
      display: none;
    }
    .two .one {
      border: 0;
    }
    .desk:has(.two.chosen) :is(.say, .counts, .runs) {
      display: none;
    }
  }
  @container (max-width: 20rem) {
    .counts {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
