import type { DeskAddress } from "./desk-store.ts";

/** Returns the fragment of the page's address as the place of the view. */
export function pageAddress(): DeskAddress {
  return {
    read: () => location.hash,
    write: (fragment) => {
      if (fragment !== location.hash) location.hash = fragment;
    },
    listen(changed) {
      addEventListener("hashchange", changed);
      return () => removeEventListener("hashchange", changed);
    },
  };
}
