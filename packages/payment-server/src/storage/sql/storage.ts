import type { AuditEntry } from "../../core/audit.ts";
import type { HoldReason, Payment, PaymentStatus } from "../../core/payment.ts";
import {
  LostTransactionError,
  type Change,
  type Changed,
  type Claimed,
  type ClaimMode,
  type Credit,
  type PaymentEvent,
  type Storage,
  type StorageSummary,
  type SyncStatus,
  type TransactionalStorage,
} from "../../core/storage.ts";
import { migrate, migrateOnce } from "./migrate.ts";
import {
  fromAudit,
  fromEvent,
  fromPayment,
  toAudit,
  toCredit,
  toEvent,
  toPayment,
} from "./rows.ts";
import type {
  SqlDialect,
  SqlDriver,
  SqlRow,
  SqlValue,
  Statement,
  TransactionalSqlDriver,
} from "./driver.ts";
import { createStatements, type Statements } from "./statements.ts";

type Values = Record<string, SqlValue>;

interface Prepared {
  sql: Statements;
  /** What locks the payment's row first, where that is a statement of its own. */
  held: readonly string[];
  /** Resolves once the tables are there. */
  prepared: () => Promise<void>;
}

function prepare(driver: SqlDriver, dialect: SqlDialect): Prepared {
  const sql = createStatements(dialect);
  return {
    sql,
    held: dialect.locks === null ? [] : [sql.holdPayment],
    prepared: migrateOnce(driver, dialect),
  };
}

/** The storage of any SQL database, behind the one seam. Tables are made at the first use. */
export function createSqlStorage(
  driver: SqlDriver,
  dialect: SqlDialect,
  { sql, held, prepared }: Prepared = prepare(driver, dialect),
): Storage {
  async function run(statements: readonly Statement[]): Promise<SqlRow[]> {
    await prepared();
    return await driver.batch(statements);
  }
  async function one<T>(text: string, values: Values, map: (row: SqlRow) => T): Promise<T | null> {
    const [row] = await run([read(text, values)]);
    return row === undefined ? null : map(row);
  }
  async function many<T>(text: string, values: Values, map: (row: SqlRow) => T): Promise<T[]> {
    return (await run([read(text, values)])).map(map);
  }
  async function changed(
    change: Change,
    texts: readonly string[],
    extra: Values,
  ): Promise<Claimed> {
    const rows = await run([...changing(sql, change, texts, extra), present(sql, change)]);
    return claimed(rows[0], change.next.write_id);
  }

  return {
    durable: true,
    migrate: async () => await migrate(driver, dialect),
    close: async () => await driver.close(),

    async insertPayment(payment: Payment, audit: AuditEntry): Promise<Payment> {
      const values: Values = { ...fromPayment(payment), ...prefixed("audit_", fromAudit(audit)) };
      const rows = await run([
        write(sql.insertPayment, values),
        write(sql.insertAudit, values),
        read(sql.occupant, values),
      ]);
      return toPayment(found(rows[0]));
    },
    async changePayment(change: Change): Promise<Changed> {
      const { won, payment } = await changed(change, [sql.changePayment], {});
      return { won, payment };
    },
    findPayments: async (keys) => await many(sql.findPayments, { ...keys }, toPayment),
    readPayment: async (payment_id) => await one(sql.readPayment, { payment_id }, toPayment),
    readPaymentByRef: async (ref) => await one(sql.readPaymentByRef, { ref }, toPayment),
    listAttempts: async (topup_id) => await many(sql.listAttempts, { topup_id }, toPayment),

    readCredit: async (topup_id) => await one(sql.readCredit, { topup_id }, toCredit),
    async claimCredit(change: Change, lease_ms: number, mode: ClaimMode): Promise<Claimed> {
      const result = await changed(change, [...held, sql.claimCredit, sql.changeClaimed], {
        lease_ms,
        mode,
      });
      return { ...result, won: result.won && result.credit?.holder === change.next.write_id };
    },
    closeCredit: async (change, fence) =>
      await changed(change, [...held, sql.changeClosing, sql.endCredit], {
        fence,
        credit_state: "done",
      }),
    voidCredit: async (change, fence) =>
      await changed(change, [...held, sql.changeVoiding, sql.endCredit], {
        fence,
        credit_state: "void",
      }),
    returnCredit: async (change, fence) =>
      await changed(change, [...held, sql.changeReturning, sql.returnCredit], { fence }),
    reopenCredit: async (change, fence) =>
      await changed(change, [...held, sql.changeReopening, sql.reopenCredit], { fence }),
    async endLease(topup_id: string, fence: number): Promise<void> {
      await run([write(sql.endLease, { topup_id, fence })]);
    },

    readEvent: async (event_id) => await one(sql.readEvent, { event_id }, toEvent),
    async recordEvent(event: PaymentEvent, redecide: boolean): Promise<PaymentEvent> {
      const values = fromEvent(event);
      const rows = await run([
        write(redecide ? sql.redecideEvent : sql.recordEvent, values),
        read(sql.readEvent, values),
      ]);
      return toEvent(found(rows[0]));
    },

    async takeDue(now, until, limit, made_before): Promise<Payment[]> {
      const rows = await run([write(sql.takeDue, { now, until, limit, made_before })]);
      return rows.map(toPayment).sort((a, b) => a.created_at - b.created_at);
    },
    async takeCheck(payment_id, before, now): Promise<boolean> {
      return (await run([write(sql.takeCheck, { payment_id, before, now })])).length === 1;
    },
    async schedule(payment_id, check): Promise<void> {
      await run([write(sql.schedule, { payment_id, ...check })]);
    },

    async listPayments({ filter, after, limit }): Promise<Payment[]> {
      const values = page(filter, after, limit);
      return await many(
        sql.page("payments", Object.keys(filter), after !== null),
        values,
        toPayment,
      );
    },
    async listEvents({ filter, after, limit }): Promise<PaymentEvent[]> {
      return await many(
        sql.page("events", Object.keys(filter), after !== null),
        page(filter, after, limit),
        toEvent,
      );
    },
    listAudit: async (payment_id) => await many(sql.readAudit, { payment_id }, toAudit),
    async summary(now): Promise<StorageSummary> {
      const rows = await run([read(sql.summary, { now })]);
      const warnings =
        dialect.warnings === null
          ? []
          : await many(dialect.warnings, {}, (row) => String(row["warning"]));
      return { ...summarise(rows), warnings };
    },
  };
}

/**
 * The storage of a SQL database that holds a transaction open for the host: the claim is ended first, so that its row is
 * locked and its fence is checked before the host is called.
 */
export function createTransactionalSqlStorage<Tx>(
  driver: TransactionalSqlDriver<Tx>,
  dialect: SqlDialect,
): TransactionalStorage<Tx> {
  const shared = prepare(driver, dialect);
  const { sql } = shared;
  return {
    ...createSqlStorage(driver, dialect, shared),
    async closeCreditWith(change, fence, work): Promise<Claimed> {
      await shared.prepared();
      const { payment_id, topup_id, write_id, updated_at } = change.next;
      const values: Values = {
        payment_id,
        topup_id,
        write_id,
        updated_at,
        fence,
        credit_state: "done",
      };
      return await driver.transaction(async (run, lend) => {
        const ended = await run([
          ...changing(sql, change, [...shared.held, sql.changeClosing], { fence }),
          write(`${sql.endCredit} RETURNING topup_id`, values),
        ]);
        const read = async (): Promise<Claimed> =>
          claimed((await run([present(sql, change)]))[0], change.next.write_id);
        // Not by what is now true: a repeated call finds its own write, and the work is done already.
        if (ended.length === 0) return await read();
        try {
          await lend(work);
        } catch (error) {
          const after = await read().catch(() => null);
          if (after?.won === false && !driver.rolledBack(error))
            throw new LostTransactionError(error);
          throw error;
        }
        // After the work: it may have failed unseen in the transaction, or have ended it.
        const result = await read();
        if (!result.won) throw new LostTransactionError();
        return result;
      });
    },
  };
}

/** A change's statements: the payment by `texts`, then the audit and the event, only if it was changed. */
function changing(
  sql: Statements,
  change: Change,
  texts: readonly string[],
  extra: Values,
): Statement[] {
  const values: Values = {
    ...fromPayment(change.next),
    ...prefixed("audit_", fromAudit(change.audit)),
    ...extra,
  };
  const event =
    change.event === null
      ? []
      : [write(sql.recordEventWith, { ...values, ...prefixed("event_", fromEvent(change.event)) })];
  return [...[...texts, sql.insertAudit].map((text) => write(text, values)), ...event];
}

/** What is true after a change was tried. */
function present(sql: Statements, { next }: Change): Statement {
  return read(sql.readPaymentAndCredit, { payment_id: next.payment_id });
}

function read(text: string, values: Values): Statement {
  return { text, values, reads: true };
}

function write(text: string, values: Values): Statement {
  return { text, values, reads: false };
}

function prefixed(prefix: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}

function page(
  filter: object,
  after: { created_at: number; id: string } | null,
  limit: number,
): Values {
  return {
    ...(filter as Values),
    limit,
    after_created_at: after?.created_at ?? null,
    after_id: after?.id ?? null,
  };
}

function found(row: SqlRow | undefined): SqlRow {
  if (row === undefined) throw new Error("a row that was just written is not there");
  return row;
}

function claimed(row: SqlRow | undefined, write_id: string): Claimed {
  const {
    credit_payment_id,
    credit_state,
    credit_fence,
    credit_holder,
    credit_mode,
    credit_live,
    ...columns
  } = found(row);
  const payment = toPayment(columns);
  const credit: Credit | null =
    credit_payment_id === null
      ? null
      : toCredit({
          topup_id: payment.topup_id,
          payment_id: credit_payment_id,
          state: credit_state,
          fence: credit_fence,
          holder: credit_holder,
          mode: credit_mode,
          live: credit_live,
        });
  return { won: payment.write_id === write_id, payment, credit };
}

function summarise(rows: readonly SqlRow[]): Omit<StorageSummary, "warnings"> {
  const counts = (what: string): Record<string, number> =>
    Object.fromEntries(
      rows
        .filter((row) => row["what"] === what)
        .map((row) => [String(row["word"]), Number(row["count"])]),
    );
  const oldest = (what: string, words: readonly string[]): number | null => {
    const times = rows
      .filter(
        (row) =>
          row["what"] === what && words.includes(String(row["word"])) && row["oldest"] !== null,
      )
      .map((row) => Number(row["oldest"]));
    return times.length === 0 ? null : Math.min(...times);
  };
  return {
    payments: counts("payments") as Partial<Record<PaymentStatus, number>>,
    held: counts("held") as Partial<Record<HoldReason, number>>,
    events: counts("events") as Partial<Record<SyncStatus, number>>,
    oldest_crediting_at: oldest("crediting", ["crediting"]),
    oldest_undecided_event_at: oldest("events", ["pending", "processing", "failed"]),
    overdue_checks: counts("overdue")[""] ?? 0,
    oldest_overdue_check_at: oldest("overdue", [""]),
    unmatched_events: counts("unmatched")[""] ?? 0,
    unconfirmed: counts("unconfirmed")[""] ?? 0,
    oldest_unconfirmed_at: oldest("unconfirmed", [""]),
  };
}
