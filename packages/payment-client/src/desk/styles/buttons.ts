import { css, type CSSResult } from "lit";

/** The styles of the buttons, and of the rows of buttons. */
export const buttons: CSSResult = css`
  .b {
    display: inline-flex;
    justify-content: center;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.75rem;
    padding: 0.25rem 1rem;
    border: 1px solid var(--edge);
    border-radius: 0.5rem;
    background: var(--card);
    color: var(--ink);
    font: inherit;
    font-weight: 600;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition: background-color 120ms;
  }
  .b:hover {
    background: var(--sunk);
  }
  .b.go {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  .b.go:hover {
    background: color-mix(in oklab, var(--accent), #000 12%);
  }
  .b.end {
    color: var(--stop);
    border-color: var(--stop);
  }
  .b.end:hover {
    background: var(--stop-tint);
  }
  .b[aria-disabled],
  .b:disabled {
    border-color: var(--line);
    background: var(--sunk);
    color: var(--soft);
    cursor: progress;
  }
  .b kbd {
    background: none;
    border-color: currentColor;
    border-block-end-width: 1px;
    color: inherit;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
    margin-block-start: 1rem;
  }
  .tools p {
    color: var(--soft);
  }
  @media (prefers-reduced-motion: reduce) {
    .b {
      transition: none;
    }
  }
`;
