import { PaymentClientError } from "./errors.ts";

/**
 * Opens an empty tab if `target` is `_blank`. Returns `null` for any other target, or if the
 * browser blocks the tab. Call this function during the click: the browser may block a tab that is
 * opened later.
 */
export function openTab(target: string | undefined): Window | null {
  if (target !== "_blank") return null;
  const tab = open("", target);
  // The checkout must not be able to navigate this page.
  if (tab) tab.opener = null;
  return tab;
}

/**
 * Opens the checkout: in `tab` if it is given, else in place of the whole page. If this page is in
 * a frame that may not navigate the whole page, opens a new tab. Returns `true` if the whole page
 * is replaced, and `false` if the checkout is in a tab. Throws `checkout_blocked` if the browser
 * blocks the new tab.
 */
export function openPage(url: string, tab: Window | null): boolean {
  if (!tab && navigateTop(url)) return true;
  tab ??= openTab("_blank");
  if (!tab) throw new PaymentClientError("checkout_blocked");
  tab.location.replace(url);
  return false;
}

/** Navigates the whole page. Returns `false` if this page is in a frame that may not do that. */
function navigateTop(url: string): boolean {
  try {
    // Across origins `href` can be set, but `assign()` cannot be called.
    (globalThis.top ?? globalThis).location.href = url;
    return true;
  } catch {
    return false;
  }
}
