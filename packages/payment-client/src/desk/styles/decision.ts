import { css, type CSSResult } from "lit";

/** The styles of a decision: its note, its choices, the confirmation and the outcome. */
export const decision: CSSResult = css`
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
  }
`;
