import type { ClientErrorCode } from "./errors.ts";

/**
 * The hints that tell a developer how to fix each error of this package. The errors of the server
 * are not listed, because their own messages say how to fix them.
 */
export const hints: Readonly<Partial<Record<string, string>>> = {
  network:
    "The server could not be reached. If the browser is online, add the origin of this page to the server's `allowed_origins`.",
  unauthorized:
    "The server does not know who the visitor is. Check `authenticate` on the server, and the `token` or the cookie of this page.",
  unavailable:
    "Something in front of the payment server answered 429 or 5xx. Check that proxy, and that the server runs.",
  invalid_answer:
    "The response did not come from a payment server. Check the attribute `endpoint`, and that nothing else answers there.",
  unsafe_checkout_url:
    "The checkout is neither on Dodo's hosts nor on yours. Add your custom domain to the attribute `checkout-hosts`.",
  relative_endpoint: "Outside of a page `endpoint` must be a whole address.",
  no_topup:
    "The button does not know what to pay. Set the attribute `topup-id`, or the property `createTopup`.",
  topup_not_created:
    "`createTopup` threw an error or returned no id. It must return the id of a new topup, and reject with an error otherwise.",
  no_id:
    "With `createTopup` the element needs an `id`. The browser remembers the open payment under it: without it, a buyer who comes back does not find their payment and may pay a second time.",
  checkout_blocked:
    "The frame around this page allows neither to leave it nor to open a tab. Add `allow-top-navigation-by-user-activation` or `allow-popups` to its `sandbox`.",
  no_overlay:
    'With `mode="overlay"` set the property `overlay` to `DodoPayments` of `dodopayments-checkout`. Without it the checkout takes the place of this page.',
  invalid_offer:
    "This part of the offer cannot be shown. Each pack needs an `id` of its own, and `usd_cents` and `credits` that are whole numbers above 0. `own_amount` needs `min_usd_cents`, `max_usd_cents` and a `credits_per_usd` that buys at least one credit. `balance` is a number.",
  offer_not_loaded:
    "`loadOffer` threw an error. It must return the offer, and reject if it cannot be loaded now.",
} satisfies Record<ClientErrorCode | "no_id", string>;
