// Bugs that reviewers put into the core, the routes and the provider, and that no test noticed at
// that time.
import type { Mutant } from "./mutant.ts";

export const MORE_OUTSIDE: readonly Mutant[] = [
  {
    name: "a dispute is forgotten once it was won",
    what: "A host that has reversed the credits because of the dispute cannot see the reason any more.",
    edits: [
      {
        file: "core/report-fields.ts",
        find: "disputed: payment.disputed || (isSettled(payment) ? isContested(report) : report.disputed)",
        replace: "disputed: report.disputed",
      },
    ],
    likely: ["test/scenarios/won-disputes.test.ts"],
  },
  {
    name: "the id in an answer is not checked",
    what: "An answer about another payment, from a cache in between, decides this one.",
    edits: [
      {
        file: "providers/dodo/payment-reader.ts",
        find: "report === null || report.provider_payment_id !== provider_payment_id",
        replace: "report === null",
      },
    ],
    likely: ["test/scenarios/wrong-answers.test.ts"],
  },
  {
    name: "a refund's own metadata names a payment",
    what: "Refunds of foreign payments count as ours: requests to Dodo beyond the budget, and redeliveries for days.",
    edits: [
      {
        file: "providers/dodo/webhook.ts",
        find: 'subject === "payment" ? ourPaymentId(data?.metadata?.payment_id) : null',
        replace: "ourPaymentId(data?.metadata?.payment_id)",
      },
    ],
    likely: ["test/scenarios/reversal-metadata.test.ts"],
  },
  {
    name: "the result `unmatched` of a replay is stored as a status",
    what: "The event gets a status that does not exist: no list shows it, and nobody notices it.",
    edits: [
      { file: "core/replay.ts", find: 'settlement.outcome === "unmatched" || ', replace: "" },
    ],
    likely: ["test/scenarios/replay-unmatched.test.ts"],
  },
  {
    name: "a page of the other environment is reused",
    what: "A live server returns a page of test mode, and a payment on it is never credited.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "    payment.environment === provider.environment &&\n",
        replace: "",
      },
    ],
    likely: ["test/scenarios/reused-checkout.test.ts"],
  },
  {
    name: "a clock that was set back stops the budget",
    what: "Until the clock has caught up, nothing calls Dodo: no reconciliation, no unsigned deliveries, no result pages.",
    edits: [
      {
        file: "core/token-bucket.ts",
        find: "refilled_at = now;",
        replace: "refilled_at = Math.max(refilled_at, now);",
      },
    ],
    likely: ["src/core/budget-clock.test.ts"],
  },
  {
    name: "a payment that is being opened expires at once",
    what: "A page that Dodo has just opened is discarded, or is paid on a row that has already expired.",
    edits: [
      {
        file: "core/schedule.ts",
        find: "(payment.expires_at ?? payment.created_at) + GRACE_MS",
        replace: "(payment.expires_at ?? 0) + GRACE_MS",
      },
    ],
    likely: ["test/scenarios/checkout-creation.test.ts"],
  },
  {
    name: "declines are polled from their last change on",
    what: "A decline whose reason changes is polled for ever.",
    edits: [
      {
        file: "core/schedule.ts",
        find: "now - payment.created_at > SOFT_END_MS",
        replace: "now - payment.updated_at > SOFT_END_MS",
      },
    ],
    likely: ["test/scenarios/soft-end-polling.test.ts"],
  },
  {
    name: "the body's timer is not cleared",
    what: "Each request keeps a timer and its body in memory for three seconds.",
    edits: [{ file: "http/body.ts", find: "stop.abort(STOPPED);", replace: "" }],
    likely: ["src/http/body-chunks.test.ts"],
  },
  {
    name: "a promise race for each chunk",
    what: "Thirty senders of small chunks make all others wait for ten seconds.",
    edits: [
      {
        file: "http/body.ts",
        find: "await Promise.race([collect(reader, stop.signal), deadline]);",
        replace: "await collect(reader, stop.signal, deadline);",
      },
      {
        file: "http/body.ts",
        find: "stop: AbortSignal)",
        replace: "stop: AbortSignal, deadline: Promise<typeof STOPPED>)",
      },
      {
        file: "http/body.ts",
        find: "const next = await reader.read();",
        replace:
          "const next = await Promise.race([reader.read(), deadline]);\n    if (next === STOPPED) return STOPPED;",
      },
    ],
    likely: ["src/http/body-chunks.test.ts"],
  },
  {
    name: "the number of chunks is not limited",
    what: "256 KiB in chunks of one byte keep the process busy for seconds.",
    edits: [
      {
        file: "http/body.ts",
        find: "const MAX_CHUNKS = 4_096",
        replace: "const MAX_CHUNKS = MAX_BYTES",
      },
    ],
    likely: ["src/http/body-chunks.test.ts"],
  },
  {
    name: "a malformed signature is hashed too",
    what: "A forged delivery costs milliseconds of hashing for each key.",
    edits: [
      {
        file: "providers/dodo/signature-headers.ts",
        find: "named.filter((signature) => SIGNATURE.test(signature))",
        replace: "named",
      },
    ],
    likely: ["src/providers/dodo/webhook-cost.test.ts"],
  },
];
