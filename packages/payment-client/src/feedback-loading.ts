/**
 * Loads `feedback.ts`, which draws what a button shows after its first rendering. It is a separate
 * file, so that the first rendering does not wait for it. A button can change its state only after
 * it is connected, and is connected only after this file is loaded.
 */
import type * as Loaded from "./feedback.ts";

/** The exports of `feedback.ts`. */
export type Feedback = typeof Loaded;

/** The loaded file, or `undefined` until it is loaded. */
export let feedback: Feedback | undefined;

let loading: Promise<void> | undefined;

/** The longest time, in milliseconds, that a button waits for texts. */
const TIMEOUT_MS = 999;

/** Waits until the promise resolves, but no longer than a second. */
export async function waitShortly(promise: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([promise, new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS))]);
}

/**
 * Loads the file once for all buttons. If that fails or takes too long, the promise still resolves,
 * because a button without sentences can still start a payment. The next call tries again.
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
