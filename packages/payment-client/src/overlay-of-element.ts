import type { CheckoutOverlay } from "./checkout-overlay.ts";
import { PaymentClientError } from "./errors.ts";
import { feedback } from "./feedback-loading.ts";
import { openPage } from "./open-page.ts";
import type { TopupStore } from "./topup-store.ts";

/** The properties of the element that decide whether its checkout is an overlay. */
export interface OverlayElement {
  readonly mode: string | undefined;
  readonly overlay: CheckoutOverlay | undefined;
  readonly store: TopupStore | undefined;
}

/**
 * Opens the checkout in an overlay if the element has `mode="overlay"`. Returns `false` if the
 * element has another mode, or if the overlay could not be opened. The caller then opens the
 * checkout without an overlay. An error that was thrown is written to the console.
 */
export function opensOverlay(element: OverlayElement, url: string): boolean {
  if (element.mode !== "overlay" || !feedback) return false;
  try {
    // This call throws a `TypeError` if the page has not set `overlay`.
    feedback.openOverlay(element.overlay as CheckoutOverlay, url, {
      check: () => void element.store?.check(),
      leave: () => openPage(url, null),
    });
    return true;
  } catch (cause) {
    void feedback.logForDeveloper(new PaymentClientError("no_overlay", { cause }));
    return false;
  }
}
