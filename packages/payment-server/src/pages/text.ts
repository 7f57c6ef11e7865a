/** Escapes a text for HTML, in elements and in attributes. */
export function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * Escapes a text, and replaces `{name}` in it by the value. The value is isolated from the writing
 * direction of the text around it.
 */
export function fill(template: string, name: string, value: string): string {
  return text(template).replaceAll(`{${name}}`, () => `<bdi>${text(value)}</bdi>`);
}
