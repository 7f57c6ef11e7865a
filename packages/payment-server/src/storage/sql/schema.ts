/**
 * Defines the tables once for SQLite and PostgreSQL, and the migrations that upgrade older tables.
 * A migration only adds to the tables, so that processes of the older version can use the same
 * database during a deployment.
 */

/**
 * The columns of payments that hold the fields of `Payment`, under the same names. After the
 * insert, only the statements of the schedule write `checked_at` and `answered_at`.
 */
export const PAYMENT_COLUMNS = [
  "payment_id",
  "provider",
  "environment",
  "business_id",
  "topup_id",
  "user_id",
  "credits",
  "amount_minor",
  "currency",
  "product_id",
  "tax_inclusive",
  "attempt",
  "provider_session_id",
  "provider_payment_id",
  "provider_order_id",
  "checkout_url",
  "ref",
  "return_to",
  "expires_at",
  "status",
  "hold_reason",
  "released",
  "provider_status",
  "net_minor",
  "refunded_minor",
  "disputed",
  "next_check_at",
  "checked_at",
  "attempts",
  "version",
  "write_id",
  "created_at",
  "updated_at",
  "invoice_url",
  "accepted_usd_cents",
  "accepted_credits",
  "accepted_user_id",
  "unconfirmed_since",
  "answered_at",
  "dispute_status",
] as const;

/** The columns of events that hold the fields of `PaymentEvent`, under the same names. */
export const EVENT_COLUMNS = [
  "event_id",
  "provider",
  "type",
  "payload_json",
  "sync_status",
  "sync_error",
  "payment_id",
  "attempts",
  "created_at",
  "updated_at",
] as const;

/** The columns of the audit. `changes_json` holds the `changes` of an audit entry as JSON. */
export const AUDIT_COLUMNS = [
  "payment_id",
  "version",
  "at",
  "actor",
  "action",
  "from_status",
  "to_status",
  "event_id",
  "note",
  "changes_json",
] as const;

const UNCONFIRMED_INDEX =
  "CREATE INDEX IF NOT EXISTS {index}payments_unconfirmed ON {prefix}payments (unconfirmed_since) WHERE unconfirmed_since IS NOT NULL";

/** The indexes of waiting notices. A row is in its index only while notices of it wait. */
const NOTIFY_INDEXES: readonly string[] = ["payments", "events"].map(
  (table) =>
    `CREATE INDEX IF NOT EXISTS {index}${table}_notify ON {prefix}${table} (notify_at) WHERE notify_at IS NOT NULL`,
);

/**
 * The statements that create tables of the newest version. `{prefix}` is replaced by the prefix of
 * table names, and `{index}` by the prefix of index names. Unique indexes ensure that two rows
 * never have the same attempt number of one topup, the same provider payment or the same `ref`. Two
 * rows that both have an attempt number never have the same session either. Each list has an index
 * in the order of its pages, and so has each column that a list can be filtered by. So no page
 * needs to read a whole table. An index with a WHERE contains only the rows that match the WHERE,
 * so that inserts of other rows do not write to that index. In tables that an older version of the
 * package has created, such an index may still contain all rows.
 */
export const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {prefix}payments (
    payment_id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    environment TEXT NOT NULL,
    business_id TEXT,
    topup_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    credits DOUBLE PRECISION NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    product_id TEXT,
    tax_inclusive INTEGER,
    attempt INTEGER,
    provider_session_id TEXT,
    provider_payment_id TEXT,
    provider_order_id TEXT,
    checkout_url TEXT,
    ref TEXT NOT NULL,
    return_to TEXT,
    expires_at BIGINT,
    status TEXT NOT NULL,
    hold_reason TEXT,
    released INTEGER NOT NULL,
    provider_status TEXT,
    net_minor BIGINT,
    refunded_minor BIGINT NOT NULL,
    disputed INTEGER NOT NULL,
    next_check_at BIGINT,
    checked_at BIGINT,
    attempts INTEGER NOT NULL,
    version INTEGER NOT NULL,
    write_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    invoice_url TEXT,
    accepted_usd_cents BIGINT,
    accepted_credits DOUBLE PRECISION,
    accepted_user_id TEXT,
    unconfirmed_since BIGINT,
    answered_at BIGINT,
    dispute_status TEXT,
    notify_from INTEGER,
    notify_at BIGINT,
    notify_attempts INTEGER
  )`,
  "CREATE UNIQUE INDEX IF NOT EXISTS {index}payments_attempt ON {prefix}payments (topup_id, attempt)",
  "CREATE UNIQUE INDEX IF NOT EXISTS {index}payments_provider_payment ON {prefix}payments (provider, provider_payment_id, environment) WHERE provider_payment_id IS NOT NULL",
  "CREATE UNIQUE INDEX IF NOT EXISTS {index}payments_session ON {prefix}payments (provider, provider_session_id) WHERE attempt IS NOT NULL AND provider_session_id IS NOT NULL",
  "CREATE UNIQUE INDEX IF NOT EXISTS {index}payments_ref ON {prefix}payments (ref)",
  "CREATE INDEX IF NOT EXISTS {index}payments_page ON {prefix}payments (created_at, payment_id)",
  "CREATE INDEX IF NOT EXISTS {index}payments_status_page ON {prefix}payments (status, created_at, payment_id)",
  "CREATE INDEX IF NOT EXISTS {index}payments_user_page ON {prefix}payments (user_id, created_at, payment_id)",
  "CREATE INDEX IF NOT EXISTS {index}payments_topup_page ON {prefix}payments (topup_id, created_at, payment_id)",
  "CREATE INDEX IF NOT EXISTS {index}payments_due ON {prefix}payments (next_check_at) WHERE next_check_at IS NOT NULL",
  UNCONFIRMED_INDEX,
  `CREATE TABLE IF NOT EXISTS {prefix}credits (
    topup_id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL,
    state TEXT NOT NULL,
    fence BIGINT NOT NULL,
    holder TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    mode TEXT,
    returned_at BIGINT
  )`,
  `CREATE TABLE IF NOT EXISTS {prefix}events (
    event_id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    type TEXT NOT NULL,
    payload_json TEXT NOT NULL,
    sync_status TEXT NOT NULL,
    sync_error TEXT,
    payment_id TEXT,
    attempts INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    notify_at BIGINT,
    notify_attempts INTEGER
  )`,
  ...NOTIFY_INDEXES,
  "CREATE INDEX IF NOT EXISTS {index}events_page ON {prefix}events (created_at, event_id)",
  "CREATE INDEX IF NOT EXISTS {index}events_status_page ON {prefix}events (sync_status, created_at, event_id)",
  "CREATE INDEX IF NOT EXISTS {index}events_type_page ON {prefix}events (type, created_at, event_id)",
  "CREATE INDEX IF NOT EXISTS {index}events_payment_page ON {prefix}events (payment_id, created_at, event_id)",
  `CREATE TABLE IF NOT EXISTS {prefix}audit (
    payment_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    event_id TEXT,
    note TEXT,
    changes_json TEXT NOT NULL,
    PRIMARY KEY (payment_id, version)
  )`,
];

/** The changes from one version of the tables to the next. */
export interface Migration {
  version: number;
  /** New columns. They allow NULL, because processes of the older version do not write them. */
  columns: readonly { table: string; name: string; type: string }[];
  /** Further statements that may be repeated, such as those that create indexes. */
  statements: readonly string[];
}

/** The migrations of older tables, sorted by version. New tables already have what they add. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 2,
    columns: [
      { table: "payments", name: "invoice_url", type: "TEXT" },
      { table: "payments", name: "accepted_usd_cents", type: "BIGINT" },
      { table: "payments", name: "accepted_credits", type: "DOUBLE PRECISION" },
      { table: "payments", name: "accepted_user_id", type: "TEXT" },
      { table: "payments", name: "unconfirmed_since", type: "BIGINT" },
      { table: "payments", name: "answered_at", type: "BIGINT" },
      { table: "credits", name: "mode", type: "TEXT" },
      { table: "credits", name: "returned_at", type: "BIGINT" },
    ],
    statements: [UNCONFIRMED_INDEX],
  },
  {
    version: 3,
    columns: [
      { table: "payments", name: "dispute_status", type: "TEXT" },
      { table: "payments", name: "notify_from", type: "INTEGER" },
      { table: "payments", name: "notify_at", type: "BIGINT" },
      { table: "payments", name: "notify_attempts", type: "INTEGER" },
      { table: "events", name: "notify_at", type: "BIGINT" },
      { table: "events", name: "notify_attempts", type: "INTEGER" },
    ],
    statements: NOTIFY_INDEXES,
  },
];
