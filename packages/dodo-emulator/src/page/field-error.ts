import { html, raw } from "hono/html";
import type { Markup } from "./layout.ts";
import type { Problem } from "./pay-form.ts";

type Field = NonNullable<Problem["field"]>;

/** Ties a field to what is wrong with it, and puts the cursor there. */
export const fieldError = {
  /** The attributes of the input. */
  attributes: (field: Field, problem: Problem | null): ReturnType<typeof raw> =>
    raw(
      problem?.field === field
        ? `aria-invalid="true" aria-describedby="${field}-error" autofocus`
        : "",
    ),
  /** The sentence under it. */
  text: (field: Field, problem: Problem | null): Markup | "" =>
    problem?.field === field
      ? html`<p class="field-error" id="${field}-error">${problem.message}</p>`
      : "",
};
