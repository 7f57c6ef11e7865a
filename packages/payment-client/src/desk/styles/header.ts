import { css, type CSSResult } from "lit";

/** The styles of the top of the desk, with the search and the links to the views. */
export const header: CSSResult = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1.5rem;
    align-items: center;
    margin-block-end: 1.25rem;
    border-block-end: 1px solid var(--line);
  }
  .name {
    margin-inline-end: auto;
    font-size: 1.0625rem;
    line-height: 1.3;
  }
  nav {
    order: 3;
    flex: 1 0 100%;
    min-inline-size: 0;
    overflow-x: auto;
  }
  nav ul {
    display: flex;
    gap: 1.25rem;
  }
  nav a {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    border-block-end: 2px solid transparent;
    color: var(--soft);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:focus-visible {
    outline-offset: -3px;
  }
  nav a[aria-current] {
    color: var(--ink);
    border-color: var(--accent);
  }
  nav a span:not(.gone) {
    padding-inline: 0.4375rem;
    border-radius: 62.5rem;
    background: var(--look-tint);
    color: var(--look);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .find {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    inline-size: min(100%, 19rem);
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border: 1px solid var(--edge);
    border-radius: 0.5rem;
    background: var(--card);
    color: var(--soft);
  }
  .find:focus-within {
    outline: 3px solid var(--accent);
    outline-offset: 1px;
  }
  .find input {
    flex: 1;
    min-inline-size: 0;
    block-size: 2.75rem;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: var(--ink);
    font: inherit;
  }
  .find input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .envs {
    display: flex;
    gap: 0.5rem 0.75rem;
    align-items: center;
    color: var(--soft);
  }
  .live {
    padding: 0 0.5rem;
    border: 1px solid var(--good);
    border-radius: 62.5rem;
    color: var(--good);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.25rem;
  }
  .live.testing {
    border-color: var(--look);
    color: var(--look);
  }
  @container (max-width: 44rem) {
    .find {
      inline-size: 100%;
    }
    .find kbd {
      display: none;
    }
    nav ul {
      gap: 1rem;
    }
  }
`;
