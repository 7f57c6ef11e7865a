/**
 * This file has what a button shows and writes to the console after its first rendering.
 * `feedback-loading.ts` loads this file at that time. This file imports nothing that the element
 * imports too. The build would put such a shared import into a third file, and each page would have
 * to wait for that file.
 */
export { openOverlay } from "./checkout-overlay.ts";
export { logForDeveloper, warnWithoutId } from "./developer-log.ts";
export { style } from "./feedback-style.ts";
export { MARKS } from "./marks.ts";
export { statusLineOf } from "./sentences.ts";
