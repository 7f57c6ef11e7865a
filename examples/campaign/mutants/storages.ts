// Bugs that reviewers put into the storages and that no test noticed at that time.
import type { Mutant } from "./mutant.ts";

export const STORAGES: readonly Mutant[] = [
  {
    name: "the isolation level is left to the server",
    what: "If PostgreSQL's default is `repeatable read`, concurrent credits are refused and rolled back.",
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
    name: "a refused statement is retried in the same isolation level",
    what: "If PostgreSQL's default is `repeatable read`, each concurrent change makes it fail again.",
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
    name: "a found payment overwrites another row",
    what: "A payment that two of our sessions name makes every reconciliation fail.",
    edits: [
      {
        file: "storage/sql/statements/fragments.ts",
        find: "`${update(columns, notify)} AND ${free}`",
        replace: "update(columns, notify)",
      },
    ],
    likely: ["src/storage/sqlite.test.ts"],
  },
  {
    name: "a payment is stored twice in memory",
    what: "A payment that two of our sessions name is credited to two topups.",
    edits: [{ file: "storage/memory/change.ts", find: " && !taken", replace: "" }],
    likely: ["src/storage/memory.test.ts", "src/storage/same-provider-payment.test.ts"],
  },
  {
    name: "a full disk counts as a rollback by the host",
    what: "In transactional mode on SQLite a credit that failed because of a full disk waits for an administrator.",
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
    name: "the callback of a refused query is not called",
    what: "An unhandled rejection ends the process.",
    edits: [
      {
        file: "storage/postgres/refused-query.ts",
        find: "if (callback === null && !isQueryObject(first)) return",
        replace: "return",
      },
    ],
    likely: ["src/storage/postgres-transaction-handle.test.ts"],
  },
  {
    name: "a callback in the query object is not awaited",
    what: "In transactional mode on PostgreSQL the topup is paid and the balance does not change.",
    edits: [
      {
        file: "storage/postgres/query-forms.ts",
        find: ' ?? Reflect.get(Object(args[0]), "callback")',
        replace: "",
      },
    ],
    likely: ["src/storage/postgres-transaction-handle.test.ts"],
  },
  {
    name: "a tracer stays on the pool's client",
    what: "A method that a host replaces on `tx` breaks the next user of the connection.",
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
    what: "A host that sets the `search_path` of its tenant on `tx` is never credited.",
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
    name: "the application's migrations count as ours",
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
    name: "tables that an older version creates first are an error",
    what: "During a deployment the first call of the new version fails.",
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
