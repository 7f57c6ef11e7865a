/**
 * The present content of the storage, and the rules for its changes: each state is compared with
 * the one before.
 */
import {
  rebuildPayment,
  type Credit,
  type Payment,
  type PaymentEvent,
  type PaymentStatus,
  type Storage,
} from "../../src/index.ts";
import { wasIdle } from "./host-call.ts";
import type { SimulatedHost } from "./host.ts";
import type { Violations } from "./violations.ts";

/** Payments by their id, credits by their topup, events by their id. */
export interface State {
  payments: ReadonlyMap<string, Payment>;
  credits: ReadonlyMap<string, Credit>;
  events: ReadonlyMap<string, PaymentEvent>;
}

/** The content of an empty storage. */
export const NOTHING: State = { payments: new Map(), credits: new Map(), events: new Map() };

/**
 * The allowed transitions of each status, written here a second time so that the product's table is
 * checked against them.
 */
const TRANSITIONS: Record<PaymentStatus, readonly PaymentStatus[]> = {
  pending: ["failed", "canceled", "expired", "crediting", "held"],
  failed: ["pending", "crediting", "held"],
  canceled: ["pending", "crediting", "held"],
  expired: ["pending", "crediting", "held"],
  crediting: ["paid", "held", "dismissed"],
  held: ["crediting", "dismissed"],
  paid: [],
  dismissed: [],
};

const DECIDED = new Set(["applied", "ignored", "held"]);

/** Reads the whole storage, without steps. */
export async function readState(storage: Storage, topup_ids: Iterable<string>): Promise<State> {
  const page = { filter: {}, after: null, limit: 1_000 };
  const payments = await storage.listPayments(page);
  const events = await storage.listEvents(page);
  const credits: Credit[] = [];
  for (const topup_id of topup_ids) {
    const credit = await storage.readCredit(topup_id);
    if (credit !== null) credits.push(credit);
  }
  return {
    payments: new Map(payments.map((payment) => [payment.payment_id, payment])),
    credits: new Map(credits.map((credit) => [credit.topup_id, credit])),
    events: new Map(events.map((event) => [event.event_id, event])),
  };
}

/** Exceptions to the rules of the ledger. */
export interface Allowed {
  /** Topups that were credited by a call whose claim had expired. */
  late: ReadonlySet<string>;
  /** `true` while nothing fails and no task runs. */
  quiet: boolean;
  /** `true` if the claim, its end and the host's writes are one transaction. */
  transactional: boolean;
}

/** Checks `after` against the rules and against `before`. */
export async function checkState(
  storage: Storage,
  host: SimulatedHost,
  before: State,
  after: State,
  { require }: Violations,
  allowed: Allowed,
): Promise<void> {
  checkLedger(host, after, allowed, require);
  for (const payment of after.payments.values()) {
    const was = before.payments.get(payment.payment_id);
    checkPayment(was, payment, after, require);
    checkStep(was, payment, allowed, require);
    if (was?.version !== payment.version)
      require(isAudited(
        payment,
        rebuildPayment(await storage.listAudit(payment.payment_id)),
      ), "the audit does not replay to the payment");
  }
  for (const credit of after.credits.values())
    checkCredit(before.credits.get(credit.topup_id), credit, after, host, require);
  for (const event of after.events.values())
    checkEvent(before.events.get(event.event_id), event, after, require);
}

function checkPayment(
  was: Payment | undefined,
  payment: Payment,
  { credits }: State,
  require: Violations["require"],
): void {
  const { status, topup_id, payment_id } = payment;
  const credit = credits.get(topup_id);
  const own = credit?.payment_id === payment_id ? credit.state : null;
  require((status === "paid") ===
    (own === "done"), "a payment is paid and its credit is not done, or the other way");
  require(status !== "crediting" ||
    own === "claimed" ||
    own === "returned", "a payment is crediting without a claim");
}

/** Checks one change of a payment. In transactional mode the claim and its end are one commit. */
function checkStep(
  was: Payment | undefined,
  { status, version, write_id }: Payment,
  { transactional }: Allowed,
  require: Violations["require"],
): void {
  if (was === undefined) return;
  const is_credited = transactional && status === "paid" && was.status !== "paid";
  const from = is_credited ? "crediting" : was.status;
  require(!is_credited ||
    was.status === "crediting" ||
    TRANSITIONS[was.status].includes("crediting"), `a payment of ${was.status} is credited`);
  require(from === status ||
    TRANSITIONS[from].includes(status), `a payment goes from ${was.status} to ${status}`);
  require(is_credited
    ? version === was.version + 2
    : version === was.version || version === was.version + 1, "a version is skipped");
  require(version !== was.version ||
    was.write_id === write_id, "a payment changes without a new version");
}

function checkCredit(
  was: Credit | undefined,
  credit: Credit,
  { payments }: State,
  host: SimulatedHost,
  require: Violations["require"],
): void {
  const { topup_id, payment_id, state, fence } = credit;
  require(fence >= (was?.fence ?? 0), "a fence shrinks");
  require(was?.state !== "done" ||
    (state === "done" && was.fence === fence), "a credit that is done changes");
  require(payments.get(payment_id)?.topup_id === topup_id, "a credit is of another topup");
  const payment = payments.get(payment_id);
  require(state !== "claimed" ||
    payment?.status === "crediting", "a credit is claimed by a payment that is not crediting");
  require(state !== "returned" ||
    payment?.status === "crediting" ||
    payment?.status ===
      "held", "a claim has returned and its payment is neither crediting nor held");
  require(state !== "done" ||
    host.ledger.some((entry) => entry.topup_id === topup_id) ||
    wasIdle(host.calls, topup_id), "a credit is done that the host has not booked");
}

/**
 * Requires that each topup is booked once at most and that its credit is done, or will be: its
 * claim is open, or was voided before a late call returned.
 */
function checkLedger(
  { ledger, calls }: SimulatedHost,
  { credits }: State,
  { late, quiet, transactional }: Allowed,
  require: Violations["require"],
): void {
  const booked = ledger.map(({ topup_id }) => topup_id);
  require(new Set(booked).size === booked.length, "a topup is credited twice");
  for (const topup_id of booked) {
    const state = credits.get(topup_id)?.state;
    const open = state === "claimed" || state === "returned";
    require(state === "done" ||
      late.has(topup_id) ||
      (open && !quiet), "a topup is booked and its credit is not done");
  }
  // In transactional mode a call that was rolled back leaves no claim.
  if (transactional) return;
  for (const { topup_id, fence } of credits.values())
    require(calls.filter((call) => call.topup_id === topup_id).length <=
      fence, "the host is called more often than the credit was claimed");
}

function checkEvent(
  was: PaymentEvent | undefined,
  event: PaymentEvent,
  { payments }: State,
  require: Violations["require"],
): void {
  const { sync_status, type, payment_id } = event;
  require(was === undefined ||
    !DECIDED.has(was.sync_status) ||
    DECIDED.has(sync_status), "a decided event is open again");
  if (type !== "payment.succeeded" || !DECIDED.has(sync_status)) return;
  const status = payments.get(payment_id ?? "")?.status ?? "missing";
  require(sync_status !== "ignored", "a success is ignored");
  require(sync_status !== "applied" ||
    status === "paid" ||
    status === "dismissed", `a success is called applied while its payment is ${status}`);
}

/** The schedule of checks is not part of the audit. */
function isAudited(payment: Payment, rebuilt: Payment | null): boolean {
  const known = ({
    next_check_at: _next,
    checked_at: _checked,
    answered_at: _answered,
    attempts: _attempts,
    ...rest
  }: Payment): string => JSON.stringify(Object.entries(rest).sort());
  return rebuilt !== null && known(rebuilt) === known(payment);
}
