import type { DeskAddress } from "./desk-store.ts";

/** Returns functions that keep the view in the fragment of the page's address. */
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
