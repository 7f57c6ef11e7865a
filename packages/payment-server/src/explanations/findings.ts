import type { Explanation } from "./explanation.ts";

/**
 * Explains the findings of `check()` whose code is not an error code, a hold reason, a sync state
 * or `unmatched`. The test of this folder reads the codes from the sources and names those without
 * an explanation.
 */
export const FINDINGS: Readonly<Record<string, Explanation>> = {
  authenticate: {
    sentence: "The service does not learn who sends a request, so nobody can pay.",
    cause:
      "The option `authenticate` is missing, or it returned something else than `{ user_id }` with a string, or null, or it threw for a token that is not valid.",
    fix: "Return `{ user_id: String(user.id) }` for a user who is signed in, and null for everyone else. docs/mounts.md shows it for six ways to sign in.",
  },
  topup_status: {
    sentence: "A topup has a status that is neither `pending` nor `paid`, so it cannot be paid.",
    cause:
      "The host spells its statuses in another way, such as `PENDING`, or the topup was canceled.",
    fix: "Let `readTopup()` return `pending` and `paid`, in lower case. For a topup that was canceled nothing is wrong.",
  },
  topup_lookup: {
    sentence:
      "`readTopup()` found a topup that was not asked for, returned undefined, or threw because there was none.",
    cause:
      "The database compares ids without regard to case, accents or spaces, or the query returns undefined or throws if it finds no row.",
    fix: "Compare the id exactly and return null if there is no such topup. The buyer was answered 404, as for any unknown topup.",
  },
  test_mode_in_public: {
    sentence: "The service is in test mode on a public address, and takes no real money.",
    cause: "`DODO_ENVIRONMENT` is not set. Its default is `test_mode`.",
    fix: "To sell, set `DODO_ENVIRONMENT=live_mode` with the API key, the product and the signing key of live mode.",
  },
  api_key_missing: {
    sentence: "`DODO_PAYMENTS_API_KEY` is not set, so nobody can pay.",
    cause: "The variable is missing, empty, or not passed on to this process.",
    fix: "Create a key with write access in Dodo's dashboard, in the same mode as `DODO_ENVIRONMENT`, and set it.",
  },
  product_missing: {
    sentence: "`DODO_PRODUCT_ID` is not set, so nobody can pay.",
    cause: "The variable is missing, empty, or not passed on to this process.",
    fix: "Create a one-time product in USD with pay-what-you-want pricing in Dodo's dashboard, and set its id.",
  },
  webhook_key_missing: {
    sentence: "Deliveries cannot be verified, so each is confirmed with Dodo's API.",
    cause: "`DODO_WEBHOOK_KEY` is not set.",
    fix: "Copy the signing key of the endpoint from Dodo's dashboard. Several keys, separated by spaces, are accepted during a rotation.",
  },
  no_return: {
    sentence: "Buyers have paid, and none has come back to a result page.",
    cause:
      "`base_url` has another port, path or scheme than the server that answers, or the framework removes a prefix that `base_url` does not have. It is also reported if another process serves the pages.",
    fix: "Open the address in the finding in a browser. If it is an error, correct `base_url` or `base_path`: docs/mounts.md says which of them a framework needs. Payments are credited meanwhile.",
  },
  wrong_path: {
    sentence: "A request came to an address that is no payment route.",
    cause:
      "The routes are mounted elsewhere than `base_path` says, a framework removes the prefix, or the address at Dodo or in the page lacks a part.",
    fix: "Set `base_path` to the path that the handler sees, give the button its `endpoint`, and register the address that ends in `/webhook` at Dodo. docs/mounts.md has a table of prefixes.",
  },
  webhook_untested: {
    sentence: "No genuine delivery has arrived yet.",
    cause:
      "The shop or its database is new, or the first payments were made in the last 15 minutes and their deliveries are missing or were refused for their signature.",
    fix: "Register the address in Dodo's dashboard and use the signing key of that endpoint. Make one payment in test mode, and run `check()` again.",
  },
  webhook_silent: {
    sentence: "Payments were paid, and their deliveries never arrived.",
    cause:
      "The endpoint is not registered, has another address, is disabled after days of failures, or something in front of the server refuses its requests.",
    fix: "Read the endpoint's log in Dodo's dashboard, correct its address and enable it. The money is not lost: `reconcile()` finds it, only later.",
  },
  webhook_works: {
    sentence: "Deliveries arrive.",
    cause: "The last genuine delivery is stored, and the newest payments have theirs.",
    fix: "Nothing.",
  },
  crediting: {
    sentence: "Money has arrived and matches, and the balance does not have it yet.",
    cause:
      "`finishTopup()` throws, is too slow, or the process ended while it ran. After 15 minutes the warning becomes an error.",
    fix: "Read the log for `finishTopup`, and correct it. It is called again with growing pauses until the topup is paid.",
  },
  overdue: {
    sentence: "Payments are due for a check, and nobody checks them.",
    cause:
      "`reconcile()` does not run, or too rarely for the number of open payments. After six hours the warning becomes an error.",
    fix: "Call `reconcile()` or `GET reconcile` from cron every few minutes.",
  },
  undecided_events: {
    sentence: "A delivery has been undecided for more than an hour.",
    cause:
      "The database, the host or Dodo fails for this payment. The `sync_error` of the event says which. After six hours the warning becomes an error.",
    fix: "List the events with `sync_status=failed`, correct the cause, and replay them.",
  },
  storage_not_durable: {
    sentence: "A setting of the database could lose a decision that was already answered with 2xx.",
    cause:
      "`synchronous_commit` or `fsync` is off, or SQLite's `synchronous` is not FULL. The message names the setting.",
    fix: "Change the setting as the message says. docs/databases.md has the reasons.",
  },
  storage_in_memory: {
    sentence: "Payments live in memory, and are lost when the process ends.",
    cause: "No `storage` was given, or it is `memoryStorage()`. Live mode refuses it.",
    fix: "Pass a storage that outlives the process. docs/databases.md shows what there is.",
  },
  notices_late: {
    sentence: "Notices wait, because `notify()` has not taken them.",
    cause:
      "`notify()` throws or takes longer than 4 seconds, or `reconcile()`, which sends them again, does not run. After six hours the warning becomes an error.",
    fix: "Read the log for the first failure, correct `notify()`, and call `reconcile()` from cron. No notice is lost, and no credit waits for one.",
  },
  reversal_unclear: {
    sentence:
      "A refund or a dispute was delivered, and Dodo's API does not say how much of the money went back.",
    cause:
      "For a day the API has not listed what the signed delivery reports, or it lists a refund without its amount. The event is held with this `sync_error`, and the payment keeps what was stored before: of a dispute that is won meanwhile, nothing counts as returned to you yet.",
    fix: "Look at the payment in Dodo's dashboard, and correct the balance of the user if needed. Then replay the event: Dodo is queried again, what it lists by then is stored, and the event is no longer a finding.",
  },
};
