/**
 * Rows in the memory of one process, for tests and for trying things out: nothing outlives the process.
 *
 * ```ts
 * import { memoryStorage } from "@x/payment-server";
 * const storage = memoryStorage();
 * ```
 *
 * Every verb runs without a pause inside, so each is atomic as the contract asks.
 */
import type { AuditEntry } from "../core/audit.ts";
import { FIXED_FIELDS, isSettled, type Payment } from "../core/payment.ts";
import type {
  Change,
  Claimed,
  Credit,
  PageRequest,
  PaymentEvent,
  Storage,
  StorageSummary,
} from "../core/storage.ts";

export interface MemoryOptions {
  /** The storage's clock, by which leases run: Unix milliseconds. Default `Date.now`. */
  clock?: () => number;
}

interface StoredCredit extends Omit<Credit, "live"> {
  lease_until: number;
  created_at: number;
}

const DECIDED = new Set(["applied", "ignored", "held"]);

/** Storage in memory. */
export function memoryStorage(options: MemoryOptions = {}): Storage {
  const clock = options.clock ?? Date.now;
  const payments = new Map<string, Payment>();
  const credits = new Map<string, StoredCredit>();
  const events = new Map<string, PaymentEvent>();
  const audits: AuditEntry[] = [];

  const all = (): Payment[] => [...payments.values()];
  const copy = (payment: Payment): Payment => ({ ...payment });
  const isLive = (credit: StoredCredit): boolean =>
    credit.state === "claimed" && credit.lease_until > clock();

  function stored(payment_id: string): Payment {
    const payment = payments.get(payment_id);
    if (payment === undefined) throw new Error(`no payment ${payment_id}`);
    return payment;
  }
  function creditOf(topup_id: string): Credit | null {
    const credit = credits.get(topup_id);
    if (credit === undefined) return null;
    const { lease_until: _, created_at: __, ...rest } = credit;
    return { ...rest, live: isLive(credit) };
  }
  function record(event: PaymentEvent, redecide: boolean): PaymentEvent {
    const known = events.get(event.event_id);
    if (known !== undefined && !redecide && DECIDED.has(known.sync_status)) return { ...known };
    const { created_at, attempts } = known ?? {
      created_at: event.created_at,
      attempts: event.attempts - 1,
    };
    const next = {
      ...event,
      payment_id: event.payment_id ?? known?.payment_id ?? null,
      created_at,
      attempts: attempts + 1,
    };
    events.set(event.event_id, next);
    return { ...next };
  }
  /** Writes the change if it was decided on what is still stored, takes no other row's place, and `allowed` says so. */
  function apply(change: Change, allowed: () => boolean): Claimed {
    const before = stored(change.next.payment_id);
    const next = { ...change.next, ...fixedOf(before) };
    const taken = all().some(
      (other) => other.payment_id !== next.payment_id && isFoundAs(other, next),
    );
    if (before.version === next.version - 1 && !taken && allowed()) {
      payments.set(before.payment_id, next);
      audits.push(structuredClone(change.audit));
      if (change.event !== null) record(change.event, false);
    }
    const payment = stored(change.next.payment_id);
    return {
      won: payment.write_id === change.next.write_id,
      payment: copy(payment),
      credit: creditOf(payment.topup_id),
    };
  }
  /** Moves a claim out of one of the states in `from`, if `fence` is its newest. */
  function end(
    change: Change,
    fence: number,
    from: readonly Credit["state"][],
    state: Credit["state"],
    lease_until?: number,
  ): Claimed {
    return apply(change, () => {
      const credit = credits.get(change.next.topup_id);
      if (
        credit === undefined ||
        credit.payment_id !== change.next.payment_id ||
        credit.fence !== fence ||
        !from.includes(credit.state)
      )
        return false;
      if (state === "void" && isLive(credit)) return false;
      credits.set(credit.topup_id, {
        ...credit,
        state,
        lease_until: lease_until ?? credit.lease_until,
      });
      return true;
    });
  }

  return {
    durable: false,
    migrate: async () => ({ version: 0, made: false }),
    close: async () => undefined,

    async insertPayment(payment, audit) {
      const occupant = all().find((other) => takesPlaceOf(other, payment));
      if (occupant !== undefined) return copy(occupant);
      payments.set(payment.payment_id, copy(payment));
      audits.push(structuredClone(audit));
      return copy(payment);
    },
    async changePayment(change) {
      const { won, payment } = apply(change, () => true);
      return { won, payment };
    },
    async findPayments(keys) {
      return all()
        .filter((payment) => payment.provider === keys.provider && matchesKey(payment, keys))
        .map(copy);
    },
    readPayment: async (payment_id) => copyOrNull(payments.get(payment_id)),
    readPaymentByRef: async (ref) => copyOrNull(all().find((payment) => payment.ref === ref)),
    async listAttempts(topup_id) {
      return all()
        .filter((payment) => payment.topup_id === topup_id)
        .sort(byAge)
        .map(copy);
    },

    readCredit: async (topup_id) => creditOf(topup_id),
    async claimCredit(change, lease_ms, mode) {
      const { topup_id, payment_id, write_id } = change.next;
      const result = apply(change, () => {
        const credit = credits.get(topup_id);
        const free = credit === undefined || credit.state === "void";
        const own =
          credit?.state === "claimed" && credit.payment_id === payment_id && !isLive(credit);
        if (!free && !own) return false;
        const created_at = credit?.created_at ?? change.next.updated_at;
        credits.set(topup_id, {
          topup_id,
          payment_id,
          state: "claimed",
          fence: (credit?.fence ?? 0) + 1,
          holder: write_id,
          mode,
          lease_until: clock() + lease_ms,
          created_at,
        });
        return true;
      });
      return { ...result, won: result.won && result.credit?.holder === write_id };
    },
    closeCredit: async (change, fence) => end(change, fence, ["claimed", "returned"], "done"),
    voidCredit: async (change, fence) => end(change, fence, ["claimed", "returned"], "void"),
    returnCredit: async (change, fence) => end(change, fence, ["claimed"], "returned"),
    reopenCredit: async (change, fence) => end(change, fence, ["returned"], "claimed", clock()),
    async endLease(topup_id, fence) {
      const credit = credits.get(topup_id);
      if (credit?.fence === fence && credit.state === "claimed")
        credits.set(topup_id, { ...credit, lease_until: clock() });
    },

    readEvent: async (event_id) => copyOrNull(events.get(event_id)),
    recordEvent: async (event, redecide) => record(event, redecide),

    async takeDue(now, until, limit, made_before) {
      const due = all().filter(
        ({ next_check_at, created_at }) =>
          next_check_at !== null && next_check_at <= now && created_at <= made_before,
      );
      const taken = due
        .sort((a, b) => (a.next_check_at ?? 0) - (b.next_check_at ?? 0))
        .slice(0, limit);
      for (const payment of taken)
        payments.set(payment.payment_id, { ...payment, next_check_at: until });
      return taken.map(({ payment_id }) => copy(stored(payment_id))).sort(byAge);
    },
    async takeCheck(payment_id, before, now) {
      const payment = payments.get(payment_id);
      if (
        payment === undefined ||
        (payment.checked_at !== null && payment.checked_at > before && payment.checked_at <= now)
      )
        return false;
      payments.set(payment_id, { ...payment, checked_at: now });
      return true;
    },
    async schedule(payment_id, { version, next_check_at, answered_at }) {
      const payment = payments.get(payment_id);
      if (payment === undefined) return;
      const scheduled =
        payment.version === version && !isSettled(payment)
          ? { next_check_at, attempts: payment.attempts + 1 }
          : {};
      const answered =
        answered_at !== null && answered_at > (payment.answered_at ?? 0) ? { answered_at } : {};
      payments.set(payment_id, { ...payment, ...scheduled, ...answered });
    },

    listPayments: async (page) => pageOf(all(), page, (payment) => payment.payment_id).map(copy),
    listEvents: async (page) =>
      pageOf([...events.values()], page, (event) => event.event_id).map((event) => ({ ...event })),
    async listAudit(payment_id) {
      return structuredClone(
        audits
          .filter((entry) => entry.payment_id === payment_id)
          .sort((a, b) => a.version - b.version),
      );
    },
    summary: async (now) => summarise(all(), credits, [...events.values()], now),
  };
}

function takesPlaceOf(other: Payment, payment: Payment): boolean {
  if (other.payment_id === payment.payment_id) return true;
  if (
    payment.attempt !== null &&
    other.topup_id === payment.topup_id &&
    other.attempt === payment.attempt
  )
    return true;
  return isFoundAs(other, payment);
}

/** Both are found by one provider payment, or by one session. */
function isFoundAs(other: Payment, payment: Payment): boolean {
  if (other.provider !== payment.provider) return false;
  const same_payment =
    payment.provider_payment_id !== null &&
    other.provider_payment_id === payment.provider_payment_id &&
    other.environment === payment.environment;
  const attempts = other.attempt !== null && payment.attempt !== null;
  return (
    same_payment ||
    (attempts &&
      payment.provider_session_id !== null &&
      other.provider_session_id === payment.provider_session_id)
  );
}

function matchesKey(
  payment: Payment,
  keys: {
    provider_payment_id: string | null;
    provider_session_id: string | null;
    payment_id: string | null;
  },
): boolean {
  if (payment.payment_id === keys.payment_id) return true;
  if (keys.provider_payment_id !== null && payment.provider_payment_id === keys.provider_payment_id)
    return true;
  return (
    keys.provider_session_id !== null &&
    payment.attempt !== null &&
    payment.provider_session_id === keys.provider_session_id
  );
}

function byAge(a: Payment, b: Payment): number {
  return a.created_at - b.created_at || (a.payment_id < b.payment_id ? -1 : 1);
}

function copyOrNull<Row extends object>(row: Row | undefined): Row | null {
  return row === undefined ? null : { ...row };
}

function fixedOf(payment: Payment): Partial<Payment> {
  return Object.fromEntries(FIXED_FIELDS.map((field) => [field, payment[field]]));
}

function pageOf<Row extends { created_at: number }, Filter extends object>(
  rows: readonly Row[],
  page: PageRequest<Filter>,
  id: (row: Row) => string,
): Row[] {
  const after = page.after;
  const isAfter = (row: Row): boolean =>
    after === null ||
    row.created_at < after.created_at ||
    (row.created_at === after.created_at && id(row) < after.id);
  return rows
    .filter(
      (row) =>
        isAfter(row) &&
        Object.entries(page.filter).every(([key, value]) => Reflect.get(row, key) === value),
    )
    .sort((a, b) => b.created_at - a.created_at || (id(a) < id(b) ? 1 : -1))
    .slice(0, page.limit);
}

function summarise(
  payments: readonly Payment[],
  credits: ReadonlyMap<string, StoredCredit>,
  events: readonly PaymentEvent[],
  now: number,
): StorageSummary {
  const count = <Word extends string>(words: readonly Word[]): Partial<Record<Word, number>> => {
    const counts: Partial<Record<Word, number>> = {};
    for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
    return counts;
  };
  const oldest = (times: readonly number[]): number | null =>
    times.length === 0 ? null : Math.min(...times);
  const called = payments.filter(({ status }) => status === "crediting" || status === "paid");
  const unconfirmed = called
    .map(({ unconfirmed_since }) => unconfirmed_since)
    .filter((at) => at !== null);
  const overdue = payments
    .map(({ next_check_at }) => next_check_at)
    .filter((at) => at !== null && at <= now)
    .map(Number);
  return {
    payments: count(payments.map(({ status }) => status)),
    held: count(
      payments.flatMap(({ status, hold_reason }) =>
        status === "held" && hold_reason !== null ? [hold_reason] : [],
      ),
    ),
    events: count(events.map(({ sync_status }) => sync_status)),
    oldest_crediting_at: oldest(
      payments.flatMap(({ status, topup_id }) =>
        status === "crediting" ? [credits.get(topup_id)?.created_at ?? now] : [],
      ),
    ),
    oldest_undecided_event_at: oldest(
      events
        .filter(({ sync_status }) => !DECIDED.has(sync_status))
        .map(({ created_at }) => created_at),
    ),
    overdue_checks: overdue.length,
    oldest_overdue_check_at: oldest(overdue),
    unmatched_events: events.filter(
      ({ sync_status, payment_id }) => sync_status === "held" && payment_id === null,
    ).length,
    unconfirmed: unconfirmed.length,
    oldest_unconfirmed_at: oldest(unconfirmed),
    warnings: [],
  };
}
