import { html, raw } from "hono/html";
import type { Markup } from "./layout.ts";
import type { Problem } from "./pay-form.ts";

type Field = NonNullable<Problem["field"]>;

/** Connects an input to the error message under it, for screen readers too. */
export const fieldError = {
  /** Returns the attributes of a field's input, which mark and focus it if it has an error. */
  attributes: (field: Field, problem: Problem | null): ReturnType<typeof raw> =>
    raw(
      problem?.field === field
        ? `aria-invalid="true" aria-describedby="${field}-error" autofocus`
        : "",
    ),
  /** Returns the message under a field's input, or nothing if the field has no error. */
  text: (field: Field, problem: Problem | null): Markup | "" =>
    problem?.field === field
      ? html`<p class="field-error" id="${field}-error">${problem.message}</p>`
      : "",
};
