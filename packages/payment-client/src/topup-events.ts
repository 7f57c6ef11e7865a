import type { TopupState } from "./topup-state.ts";
import type { Checkout } from "./wire.ts";

/** The events of `<dodo-topup-button>` by name. All of them bubble and cross shadow roots. */
export interface DodoTopupEventMap {
  /**
   * Fired before the checkout is opened. After `preventDefault()` the element does not open it, and
   * polls the payment.
   */
  "dodo-topup-checkout": CustomEvent<Checkout>;
  /** Fired once the money has been added to the balance. */
  "dodo-topup-applied": CustomEvent<TopupState>;
  /**
   * Fired when the payment has failed, was canceled, has expired, is held or was dismissed;
   * `detail.status` says which.
   */
  "dodo-topup-failed": CustomEvent<TopupState>;
  /**
   * Fired when a click has failed, or when a poll has failed and the state is `slow`.
   * `detail.message` is the sentence that the visitor reads, and `detail.error` is for developers.
   */
  "dodo-topup-error": CustomEvent<TopupState & { code: string; message: string }>;
}

/** Fires an event from `element` and returns `false` if a listener has canceled it. */
export function fire<Name extends keyof DodoTopupEventMap>(
  element: EventTarget,
  name: Name,
  detail: DodoTopupEventMap[Name]["detail"],
  options?: { cancelable: boolean },
): boolean {
  return element.dispatchEvent(
    new CustomEvent(name, { detail, bubbles: true, composed: true, ...options }),
  );
}
