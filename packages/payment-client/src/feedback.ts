/**
 * This file has what a button shows and writes to the console after its first rendering, when
 * `feedback-loading.ts` loads it. It imports nothing that the element imports too: the build would
 * put that into a third file, which each page would have to wait for.
 */
export { openOverlay } from "./checkout-overlay.ts";
export { logForDeveloper, warnWithoutId } from "./developer-log.ts";
export { style } from "./feedback-style.ts";
export { MARKS } from "./marks.ts";
export { statusLineOf } from "./sentences.ts";
