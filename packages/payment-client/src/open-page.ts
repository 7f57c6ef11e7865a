import { PaymentClientError } from "./errors.ts";

/**
 * Opens an empty tab if `target` is `_blank`. Returns `null` if the browser blocks it. Call it
 * during the click: later the browser would block the tab.
 */
export function openTab(target: string | undefined): Window | null {
  if (target !== "_blank") return null;
  const tab = open("", target);
  // The checkout must not be able to navigate this page.
  if (tab) tab.opener = null;
  return tab;
}

/**
 * Leads the browser to the checkout: in `tab` if there is one, else in place of the whole page. A
 * frame that may not navigate the page opens a new tab instead. Returns whether this page is left.
 * Throws `checkout_blocked` if the browser blocks the new tab too.
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
    // `href` can be set across origins, unlike `assign()`.
    (globalThis.top ?? globalThis).location.href = url;
    return true;
  } catch {
    return false;
  }
}
