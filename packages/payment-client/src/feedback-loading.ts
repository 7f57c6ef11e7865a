/**
 * Loads `feedback.ts`, which contains what a button needs after its first rendering. `feedback.ts`
 * is a separate file, so that the first rendering does not wait for it. A button waits until the
 * file is loaded or loading has failed, but for at most a second. The button connects its store
 * only then, so its state cannot change before.
 */
import type * as Loaded from "./feedback.ts";

/** The exports of `feedback.ts`. */
export type Feedback = typeof Loaded;

/** The exports of `feedback.ts`, or `undefined` until the file is loaded. */
export let feedback: Feedback | undefined;

let loading: Promise<void> | undefined;

/** The time limit of `waitShortly()`, in milliseconds. */
const TIMEOUT_MS = 999;

/** Waits until the promise resolves, but no longer than a second. */
export async function waitShortly(promise: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([promise, new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS))]);
}

/**
 * Loads `feedback.ts` once for all buttons. The promise also resolves if loading fails or takes
 * longer than a second, because a button without sentences can still start a payment. After a
 * failure the next call tries again.
 */
export async function loadFeedback(): Promise<void> {
  loading ??= import("./feedback.ts").then(
    (loaded) => void (feedback = loaded),
    (error: unknown) => {
      loading = undefined;
      console.error(error);
    },
  );
  if (!feedback) await waitShortly(loading);
}
