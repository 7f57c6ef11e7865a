import type { Explanation, RequestErrorCode } from "./explanation.ts";

/** Explains the codes with a status from 400 to 499. A code without an entry does not compile. */
export const REQUEST_ERRORS: Readonly<Record<RequestErrorCode, Explanation>> = {
  invalid_request: {
    sentence: "The body or the query is not what the route takes.",
    cause:
      "A field is missing, has the wrong type or is out of range, a parameter is given twice, or the body broke off. With several providers, `method_id` is missing.",
    fix: "Correct the field that the message names. The routes and their fields are in the README.",
  },
  invalid_json: {
    sentence: "The body is not JSON.",
    cause: "The body is empty, broken or not UTF-8, or it is a form.",
    fix: "Send a JSON object, with `content-type: application/json`.",
  },
  invalid_cursor: {
    sentence: "The cursor is not one that a list has returned.",
    cause: "It was cut off, encoded twice, made up, or comes from another list.",
    fix: "Send the `next_cursor` of the page before as it is, or leave it out to begin again.",
  },
  invalid_return_to: {
    sentence: "The result page may not link to this address.",
    cause:
      "`return_to` is on another origin, is not http or https, has a password in it, or is longer than 2,000 characters.",
    fix: "Use a path or an address of your own origin, or add its origin to `return_origins`.",
  },
  invalid_topup: {
    sentence: "The host's topup cannot be sold.",
    cause:
      "Its `usd_cents` is not a positive whole number, or its `topup_id` or `user_id` is longer than 500 characters.",
    fix: "Correct the topup, or what `readTopup()` returns: the price is in US cents, an integer.",
  },
  unknown_method: {
    sentence: "There is no payment method or provider with this id.",
    cause:
      "`method_id` is misspelt, or several providers are configured and a delivery does not say which one sent it.",
    fix: "Use an id that `GET /methods` lists. With several providers, add `?provider=` to each webhook address.",
  },
  method_disabled: {
    sentence: "The payment method is not configured.",
    cause:
      "The API key or the product is not set, or a `product_id` function returned nothing for this topup.",
    fix: "Set `DODO_PAYMENTS_API_KEY` and `DODO_PRODUCT_ID`, and run `check()`.",
  },
  product_mismatch: {
    sentence: "The product at Dodo cannot sell this topup.",
    cause:
      "It is a subscription, is not in USD, has another fixed price, has a minimum above the topup's price, a discount, or purchasing power parity on.",
    fix: "Use a one-time product in USD with *Pay What You Want*, or one whose fixed price equals the topup's. The message names the difference.",
  },
  unauthorized: {
    sentence: "Nobody is signed in.",
    cause:
      "`authenticate` returned `null` or no `user_id`, or was not given. `GET /reconcile` with a cookie and without a bearer is refused as well.",
    fix: "Sign in first. If you are, check that `authenticate` reads the request's session and returns `{ user_id }`.",
  },
  invalid_signature: {
    sentence:
      "The signature of the delivery is missing, wrong or outdated. Nothing of it was read.",
    cause:
      "`DODO_WEBHOOK_KEY` belongs to another endpoint or mode, something between Dodo and the routes changed the body, or the clock is off by more than five minutes. Forged deliveries end here too.",
    fix: "Copy the signing key of this endpoint from Dodo's dashboard, and mount the routes before anything that parses bodies.",
  },
  forbidden_origin: {
    sentence: "A page of this origin may not call the routes.",
    cause:
      "The request is authenticated by a cookie, and its `Origin` is neither the service's own nor in `allowed_origins`. Without `base_url`, the service's own is known on loopback only.",
    fix: "Set `base_url`, or add the origin to `allowed_origins`, or send an `Authorization` header.",
  },
  not_found: {
    sentence: "There is nothing at this address.",
    cause:
      "The path or the `ref` is unknown. Admin routes answer the same to users who are no administrators, and to everybody without `authenticate`.",
    fix: "Check `base_path` and the path; in test mode the message says where the routes are. For an admin route, let `authenticate` return `{ admin: true }`.",
  },
  topup_not_found: {
    sentence: "There is no such topup for this user.",
    cause:
      "`readTopup()` returned `null`, or the topup belongs to another user. The answer does not say which, so that ids cannot be probed.",
    fix: "Make the topup before the checkout, with the `user_id` that `authenticate` returns.",
  },
  payment_not_found: {
    sentence: "There is no such payment.",
    cause:
      "The `payment_id` is misspelt, belongs to another database, or is the provider's own id.",
    fix: "Take the `payment_id` from `GET /payments`.",
  },
  event_not_found: {
    sentence: "There is no such event.",
    cause:
      "The `event_id` is misspelt or belongs to another database. Deliveries without a valid signature are not stored.",
    fix: "Take the `event_id` from `GET /events`.",
  },
  method_not_allowed: {
    sentence: "The route does not take this HTTP method.",
    cause: "The method is wrong, or a redirect has turned a POST into a GET.",
    fix: "Use a method that the `Allow` header names.",
  },
  body_timeout: {
    sentence: "The body did not arrive within 3 seconds.",
    cause: "The sender is slow or hangs, or a proxy holds the body back.",
    fix: "Send it again. Check the proxy if it happens often.",
  },
  topup_not_pending: {
    sentence: "The topup no longer waits for a payment.",
    cause: "It was paid, perhaps in another tab, or your application has changed its status.",
    fix: "Reload the balance. For another purchase, make another topup.",
  },
  payment_processing: {
    sentence: "A payment of this topup is being processed, so no second checkout is opened.",
    cause:
      "The buyer has paid by a method that takes days, such as a bank debit, or Dodo's status of an earlier attempt is not known to mean that it ended.",
    fix: "Wait; do not pay again. `status_url` in the answer says what becomes of the payment.",
  },
  payment_held: {
    sentence: "A payment of this topup has arrived and is held for review.",
    cause: "The money does not match the topup. `hold_reason` of the payment says how.",
    fix: "The buyer must not pay again. An administrator decides with `POST /payments/release` (docs/held.md).",
  },
  release_refused: {
    sentence: "The payment cannot be released or dismissed in this way.",
    cause:
      "It is not held, its topup is not pending or not what the payment was made for, another payment credits that topup, or the provider does not know the payment any more.",
    fix: "Follow the message. If it shows `payment` and `topup`, compare them and send `topup` with the values that you accept.",
  },
  body_too_large: {
    sentence: "The body has more than 256 KiB or more than 4,096 chunks.",
    cause: "It is not a request of this service, or something sends it byte by byte.",
    fix: "Send less, or in larger chunks.",
  },
  unsupported_media_type: {
    sentence: "A POST with a cookie must be JSON.",
    cause:
      "The `content-type` is not `application/json`. A form of another site could send any other type with the buyer's cookie.",
    fix: "Send `content-type: application/json`, or an `Authorization` header.",
  },
  too_many_attempts: {
    sentence: "The topup has opened 20 checkouts within 24 hours.",
    cause: "A buyer comes back again and again, or a program calls the route in a loop.",
    fix: "Try again after `Retry-After`, or make another topup.",
  },
};
