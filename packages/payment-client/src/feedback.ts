/**
 * What a button shows, and writes to the console, after its first rendering. `feedback-loading.ts`
 * loads this file after the first rendering. This file imports nothing that the element imports
 * too: the build would put that into a third file, which each page would have to wait for.
 */
export { openOverlay } from "./checkout-overlay.ts";
export { logForDeveloper, warnWithoutId } from "./developer-log.ts";
export { style } from "./feedback-style.ts";
export { MARKS } from "./marks.ts";
export { statusLineOf } from "./sentences.ts";
