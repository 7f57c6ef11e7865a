/**
 * Opens the checkout in Dodo's overlay. The page provides the library, so that this package does
 * not depend on it:
 *
 *     import { DodoPayments } from "dodopayments-checkout";
 *     button.overlay = DodoPayments;
 */

/** What this package uses of `DodoPayments`, the export of `dodopayments-checkout`. */
export interface CheckoutOverlay {
  Initialize(options: {
    mode: "test" | "live";
    displayType: "overlay";
    onEvent: (event: { event_type: string }) => void;
  }): void;
  Checkout: { open(options: { checkoutUrl: string }): void };
}

/** The functions that `openOverlay()` calls on events of the overlay. */
export interface OverlayActions {
  /** Polls the payment. The buyer may have paid before closing the overlay. */
  check(): void;
  /** Leaves the page for the checkout, because the overlay cannot show it. */
  leave(): void;
}

/**
 * Opens the overlay. Calls `check()` when the overlay is closed, and `leave()` if the library
 * reports an error before the checkout is shown. Throws if the library refuses the address, such as
 * one on another host than Dodo's.
 */
export function openOverlay(
  { Initialize, Checkout }: CheckoutOverlay,
  checkoutUrl: string,
  { check, leave }: OverlayActions,
): void {
  let opening = true;
  Initialize({
    // The library drops the events of a checkout in the other mode.
    mode: checkoutUrl.includes("//test.") ? "test" : "live",
    displayType: "overlay",
    onEvent({ event_type }) {
      if (event_type === "checkout.opened") opening = false;
      if (event_type === "checkout.closed") check();
      // If the library refuses the address, it also throws, and the caller leaves the page.
      if (event_type === "checkout.error" && opening) queueMicrotask(() => opening && leave());
    },
  });
  try {
    Checkout.open({ checkoutUrl });
  } catch (error) {
    opening = false;
    throw error;
  }
}
