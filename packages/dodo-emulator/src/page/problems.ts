import type { DodoError } from "../errors.ts";
import type { Notice } from "./notices.ts";

const texts: Readonly<Record<string, readonly [title: string, text: string]>> = {
  CHECKOUT_SESSION_CONSUMED: [
    "This checkout was already used",
    "It has been paid, perhaps in another tab. Nothing was charged a second time.",
  ],
  CHECKOUT_SESSION_EXPIRED: [
    "This checkout has expired",
    "A checkout can be paid for 24 hours. Go back and begin a new one; nothing was charged.",
  ],
  CHECKOUT_SESSION_WITHOUT_CART: [
    "This checkout cannot be paid",
    "It was put into the emulator without a cart.",
  ],
  NOT_FOUND: [
    "There is no such page",
    "The address is wrong, or the emulator was restarted since: it keeps nothing.",
  ],
};

/**
 * Returns the notice that explains an error. A code without its own text gets the error's message.
 * If the status is at least 500 or the message is empty, such a code gets a general text. `back` is
 * the URL of the back link, or `null`.
 */
export function noticeOf(error: DodoError, back: string | null): Notice {
  const fallback = [
    "This did not work",
    error.status < 500 && error.message !== ""
      ? `The emulator says: ${error.message}.`
      : "Something went wrong in the emulator.",
  ] as const;
  const [title, text] = texts[error.code] ?? fallback;
  return {
    sign: "ended",
    title,
    text,
    links: back === null ? [] : [{ href: back, label: "Back", is_back: true }],
  };
}
