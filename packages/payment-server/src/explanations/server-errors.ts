import type { Explanation, ServerErrorCode } from "./explanation.ts";

/** Explains the codes with a status of 500 and above. A code without an entry does not compile. */
export const SERVER_ERRORS: Readonly<Record<ServerErrorCode, Explanation>> = {
  configuration: {
    sentence: "An option or a variable is wrong or missing, so the service cannot do this.",
    cause:
      "A value is misspelt, two names of one variable differ, the public address is not known, the option `checkout` returned a wrong field, or something read the body before the routes did.",
    fix: "Do what the message says, and run `check()`. Inside a Federation the status is 503, and the next edit of the variable takes effect at once.",
  },
  host_invalid: {
    sentence: "The application returned something that cannot be used.",
    cause:
      "`readTopup()` returned a topup with a wrong field, or `finishTopup()` broke a rule of transactional mode, such as ending the transaction.",
    fix: "Correct the function that the message names. `hostSuite` of `@x/payment-server/testing` checks it.",
  },
  internal: {
    sentence: "Something went wrong that this package does not expect.",
    cause: "It is an error of this package or of a library. The log has it under the `request_id`.",
    fix: "Read the log. If it is an error of this package, report it with what the log says.",
  },
  provider_rejected: {
    sentence: "Dodo refused the request.",
    cause:
      "The API key is wrong or belongs to the other mode, the account is not live yet, or the product or the amount cannot be charged.",
    fix: "Do what the message says, and run `check()`.",
  },
  provider_invalid: {
    sentence:
      "Dodo answered something that its API does not document, and nothing was decided on it.",
    cause:
      "`DODO_API_BASE_URL` leads to something else, a proxy answers in Dodo's place, or Dodo does not know a payment that it has reported itself.",
    fix: "Check `DODO_API_BASE_URL`. A delivery is sent again; if it keeps failing, look the payment up in Dodo's dashboard.",
  },
  provider_unavailable: {
    sentence: "Dodo cannot be reached, or limits the rate of requests.",
    cause:
      "Dodo is down or slow, its rate limit is reached, or the server has no way to the internet.",
    fix: "Try again after `Retry-After`. With many processes, divide `provider_calls_per_second` by their number.",
  },
  storage_unavailable: {
    sentence: "The database cannot be used now.",
    cause:
      "It is down, full, read-only, locked by somebody else, or the server's user lacks a right. The message says which, as far as it is known.",
    fix: "Do what the message says. Deliveries are sent again, and `reconcile()` finds what was missed.",
  },
  host_unavailable: {
    sentence: "The application failed, or did not answer within 4 seconds.",
    cause:
      "`readTopup()`, `finishTopup()`, `authenticate()` or an option of the provider (`checkout`, `product_id`) threw an error or is too slow, or the topup of a recent payment is not there yet. The log says where it was thrown, and a `logger` of your own gets the error itself.",
    fix: "Correct the function. `check()` calls it an error until a later call succeeds. The delivery is sent again, and the topup is read before `finishTopup()` is called again.",
  },
  payment_unmatched: {
    sentence: "The delivery names a payment that is not stored here yet.",
    cause:
      "The delivery was faster than our own write, or the database was restored from an older copy.",
    fix: "Nothing, at first: Dodo sends it again. After 15 minutes the event is held as `unmatched`.",
  },
  busy: {
    sentence:
      "This cannot be decided yet: another request works on the payment, or calls to Dodo are still to be made.",
    cause:
      "Deliveries, pages and reconciliation work on one payment at once, Dodo does not confirm a delivery yet, earlier attempts of the topup are still being checked, or the budget of calls to Dodo is used up.",
    fix: "Try again after `Retry-After`. Dodo sends a delivery again by itself.",
  },
};
