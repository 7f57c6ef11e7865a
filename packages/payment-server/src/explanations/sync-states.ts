import type { SyncStatus } from "../core/storage-records.ts";
import type { Explanation } from "./explanation.ts";

/** Explains every `sync_status` of an event. A state without an entry does not compile. */
export const SYNC_STATES: Readonly<Record<SyncStatus, Explanation>> = {
  pending: {
    sentence:
      "The event is stored and undecided: the payment that it names is not stored here yet.",
    cause: "The delivery was faster than our own write. The answer to Dodo was 503.",
    fix: "Nothing: Dodo sends it again, and after 15 minutes it is held as `unmatched`.",
  },
  processing: {
    sentence: "The event is stored and undecided: another request was working on its payment.",
    cause:
      "Deliveries of one payment arrived together, or Dodo's API did not confirm the delivery yet. The answer to Dodo was 503.",
    fix: "Nothing: Dodo sends it again. If it stays for an hour, run `reconcile()` and replay the event.",
  },
  applied: {
    sentence: "The event is decided, and its payment agrees with what Dodo reports.",
    cause: "This is the usual end of an event. The money may have been credited by it or earlier.",
    fix: "Nothing.",
  },
  ignored: {
    sentence: "The event is decided, and it concerns nothing here.",
    cause:
      "It is about a foreign payment, or its type is not used. An unsigned delivery that could not be confirmed is answered `ignored` too, and not stored.",
    fix: "Nothing. If money is missing, `drift()` and `reconcile()` read Dodo's payments, not events.",
  },
  held: {
    sentence: "The event is decided: it reports money that needs an administrator.",
    cause:
      "Its payment is held, and `hold_reason` says why; or `sync_error` is `unmatched`, and no payment here accounts for the money; or it is `reversal_unclear`, and it is not known how much went back.",
    fix: "Decide with `POST /payments/release` (docs/held.md), or see `unmatched` or `reversal_unclear`.",
  },
  failed: {
    sentence: "The event is stored and undecided: deciding it has failed.",
    cause:
      "The database, your application or Dodo failed; `sync_error` is the code of the error. The answer to Dodo was 503.",
    fix: "Remove the cause that `sync_error` explains. Dodo sends the delivery again for about a day; after that, replay the event.",
  },
};

/**
 * Explains the `sync_error` `unmatched`: the event is held because no stored payment has recorded
 * the money that the event reports. Other values of `sync_error` are not explained here:
 * `reversal_unclear` is explained as a finding of `check()`, `closed` is the decision of an
 * administrator, and all others are error codes.
 */
export const UNMATCHED: Explanation = {
  sentence:
    "The delivery names a payment that is not stored here and is older than 15 minutes, or it names one of your topups and was opened by another service.",
  cause:
    "The database was restored from an older copy, two applications share one Dodo account, or you have just switched from another service (docs/from-downcity.md).",
  fix: "Nothing here may credit it. If the topup is still pending and the money is yours, credit it by hand, once, or refund it; `drift()` lists the amounts. Restoring the missing row and replaying the event (`POST /v1/payment/events/replay`) settles it as usual. If nothing is left to do, close the event with a note (`POST /v1/payment/events/close`).",
};
