// Bugs that were put in from outside and that no test noticed then.
import type { Mutant } from "./mutant.ts";

export const MORE_OUTSIDE: readonly Mutant[] = [
  {
    name: "a dispute is forgotten once it was won",
    what: "A host that has taken the credits back for it is never shown why.",
    edits: [
      {
        file: "core/report-fields.ts",
        find: "disputed: payment.disputed || (isSettled(payment) ? report.dispute_seen : report.disputed)",
        replace: "disputed: report.disputed",
      },
    ],
    likely: ["test/scenarios/won-disputes.test.ts"],
  },
  {
    name: "any answer will do",
    what: "An answer about another payment, out of a cache in between, decides this one.",
    edits: [
      {
        file: "providers/dodo/payment.ts",
        find: "report === null || report.provider_payment_id !== provider_payment_id",
        replace: "report === null",
      },
    ],
    likely: ["test/scenarios/wrong-answers.test.ts"],
  },
  {
    name: "a refund's own metadata name a payment",
    what: "Refunds of strangers are taken for ours: questions to Dodo beyond the budget, and retries for days.",
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
    name: "an unmatched replay is written",
    what: "The event has a status that there is not: no list shows it, and nobody looks at it.",
    edits: [
      { file: "core/replay.ts", find: 'settlement.outcome === "unmatched" || ', replace: "" },
    ],
    likely: ["test/scenarios/replay-unmatched.test.ts"],
  },
  {
    name: "isolation is left to the server",
    what: "Where PostgreSQL's default is `repeatable read`, credits at once are refused and rolled back.",
    edits: [
      {
        file: "storage/postgres/driver.ts",
        find: '"BEGIN ISOLATION LEVEL READ COMMITTED"',
        replace: '"BEGIN"',
      },
    ],
    likely: ["src/storage/postgres-isolation.test.ts"],
  },
  {
    name: "a refused statement is repeated as it was",
    what: "Where PostgreSQL's default is `repeatable read`, each change beside it refuses it again.",
    edits: [
      {
        file: "storage/postgres/driver.ts",
        find: "attempt(statements, tried > 1)",
        replace: "attempt(statements, false)",
      },
    ],
    likely: ["src/storage/postgres-isolation.test.ts"],
  },
  {
    name: "a page of any environment",
    what: "A live server hands out a page of test mode, and credits nothing that is paid there.",
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
    what: "For as long as the clock was set back nothing is asked of Dodo: no reconciliation, no hints, no result pages.",
    edits: [
      {
        file: "core/budget.ts",
        find: "refilled_at = now;",
        replace: "refilled_at = Math.max(refilled_at, now);",
      },
    ],
    likely: ["src/core/budget-clock.test.ts"],
  },
  {
    name: "an attempt that is being opened expires at once",
    what: "A page that Dodo has just opened is thrown away, or is paid on a row that has ended.",
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
    name: "soft ends are counted from the last change",
    what: "A decline that is worded anew is asked about for ever.",
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
    what: "Each request leaves a timer and its body behind for three seconds.",
    edits: [{ file: "http/body.ts", find: "stop.abort(STOPPED);", replace: "" }],
    likely: ["src/http/body-chunks.test.ts"],
  },
  {
    name: "a race for each chunk",
    what: "Thirty senders of small chunks make everybody else wait for ten seconds.",
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
    name: "as many chunks as bytes",
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
    name: "anything is hashed",
    what: "A forged delivery costs milliseconds of hashing for each key.",
    edits: [
      {
        file: "providers/dodo/signature.ts",
        find: "named.filter((signature) => SIGNATURE.test(signature))",
        replace: "named",
      },
    ],
    likely: ["src/providers/dodo/webhook-cost.test.ts"],
  },
  {
    name: "a row takes another row's place",
    what: "A payment that two of our sessions name ends each reconciliation with an error, for everybody.",
    edits: [
      {
        file: "storage/sql/statements/fragments.ts",
        find: "const updateFree = `${update} AND ${free}`",
        replace: "const updateFree = update",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a payment is stored twice in memory",
    what: "What two of our sessions name is credited to two topups.",
    edits: [{ file: "storage/memory/change.ts", find: " && !taken", replace: "" }],
    likely: ["src/storage/memory.test.ts", "src/storage/same-provider-payment.test.ts"],
  },
  {
    name: "a full disk is a rollback by the host",
    what: "In transactional mode on SQLite a credit that met a full disk waits for a person.",
    edits: [
      {
        file: "storage/sql/transactional-storage.ts",
        find: " && !driver.endsTransaction(error)",
        replace: "",
      },
    ],
    likely: ["src/storage/lost-transaction.test.ts", "src/storage/sqlite-disk.test.ts"],
  },
  {
    name: "a comment hides a COMMIT",
    what: "A host whose library writes comments before its statements commits half of a credit.",
    edits: [
      {
        file: "storage/postgres/transaction-control.ts",
        find: 'text.replace(QUOTED_OR_COMMENT, " ").split(";")',
        replace: "[text]",
      },
    ],
    likely: [
      "src/storage/postgres/transaction-control.test.ts",
      "src/storage/postgres-transaction-handle.test.ts",
    ],
  },
  {
    name: "a refused callback is not called",
    what: "A rejection that nobody holds ends the process.",
    edits: [
      {
        file: "storage/postgres/running-queries.ts",
        find: "if (callback === null && !isQueryObject(first)) return",
        replace: "return",
      },
    ],
    likely: ["src/storage/postgres-transaction-handle.test.ts"],
  },
  {
    name: "a callback in the query's object is not waited for",
    what: "In transactional mode on PostgreSQL the topup is paid and the balance is not raised.",
    edits: [
      {
        file: "storage/postgres/running-queries.ts",
        find: ' ?? Reflect.get(Object(args[0]), "callback")',
        replace: "",
      },
    ],
    likely: ["src/storage/postgres-transaction-handle.test.ts"],
  },
  {
    name: "a tracer stays on the pool's client",
    what: "What a host puts on `tx` breaks whoever uses the connection after it.",
    edits: [
      {
        file: "storage/postgres/transaction-handle.ts",
        find: "    get(target, name): unknown {",
        replace:
          "    defineProperty: (_, name, descriptor) => Reflect.defineProperty(client, name, descriptor),\n    get(target, name): unknown {",
      },
    ],
    likely: ["src/storage/postgres-transaction-handle.test.ts"],
  },
  {
    name: "our statements run under the host's settings",
    what: "A host that sets its tenant's `search_path` on `tx` is never credited.",
    edits: [
      {
        file: "storage/postgres/transaction.ts",
        find: "host_called ? inlined(restore, query) : query",
        replace: "query",
      },
    ],
    likely: ["src/storage/postgres-transaction-settings.test.ts"],
  },
  {
    name: "a plain SET outlives the transaction",
    what: "The next request on the connection does not find our tables.",
    edits: [{ file: "storage/postgres/transaction.ts", find: ", false)`)", replace: ", true)`)" }],
    likely: ["src/storage/postgres-transaction-settings.test.ts"],
  },
  {
    name: "the application's migrations are taken for ours",
    what: "Columns are not added, and every call fails.",
    edits: [
      {
        file: "storage/sql/migration-sql.ts",
        find: 'table: "schema_changes", column: "tables_version"',
        replace: 'table: "migrations", column: "version"',
      },
    ],
    likely: ["src/storage/migrations.test.ts"],
  },
  {
    name: "an older version that makes the tables first is an error",
    what: "While a deployment goes on, the first call of the new version fails.",
    edits: [
      {
        file: "storage/sql/migrate.ts",
        find: "if ((await readVersion(driver, dialect)) > version) return false;",
        replace: "",
      },
    ],
    likely: ["src/storage/migrations.test.ts"],
  },
];
