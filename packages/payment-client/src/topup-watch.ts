/**
 * Polls the payment of one open topup until it has ended, and shows in `$topup` where it stands.
 */
import { atom, type WritableAtom } from "nanostores";
import type { BuyerClient } from "./buyer-client.ts";
import type { PaymentClientError } from "./errors.ts";
import type { OpenTopup, TopupMemory } from "./open-topup.ts";
import { phaseOf, type Phase, type PolledStatus, type TopupState } from "./topup-state.ts";

/**
 * The pause between two polls when the server names none. It doubles with each poll without news.
 */
const PAUSE_MS = 3_000;
/** The shortest pause, whatever `retry_after_ms` is. */
const SHORTEST_PAUSE_MS = 250;
/** The longest pause, because browsers fire a timer of more than 2^31 ms at once. */
const LONGEST_PAUSE_MS = 9e8;
/** Wake-up events within this time after a poll start no other poll. */
const WAKE_PAUSE_MS = 1_500;
/**
 * Events after which the page is visible again or the network is back. A hidden page does not poll.
 */
const WAKE_EVENTS = ["pageshow", "focus", "online", "visibilitychange"];

/** No poll starts in these phases: a new checkout is being opened, or the balance has the money. */
const UNPOLLED: ReadonlySet<Phase> = new Set(["creating", "applied"]);
/** In these phases the payment is not resolved, so the browser remembers it. */
const UNRESOLVED: ReadonlySet<Phase> = new Set(["confirming", "held"]);
/** In these phases this page has finished with its payment and may adopt that of another tab. */
const ENDED_UNPAID: ReadonlySet<Phase> = new Set(["failed", "canceled"]);

/** What the watch needs from the store that creates it. */
export interface TopupWatchOptions {
  readonly client: BuyerClient;
  readonly memory: TopupMemory;
  readonly topup_id: string | undefined;
  /** Returns for how long an unfinished payment is polled automatically, in milliseconds. */
  readonly patienceMs: () => number;
}

/** The state of the polling. The functions of this file and of the store change it in place. */
export interface TopupWatch extends TopupWatchOptions {
  readonly $topup: WritableAtom<TopupState>;
  /**
   * The payment that is followed. A poll compares the object: a copy makes its response outdated.
   */
  open: OpenTopup | undefined;
  /**
   * The value of `open` that the poll in flight is about. It prevents a second poll of the same.
   */
  in_flight: OpenTopup | undefined;
  /** Aborts requests and removes listeners when the store is disconnected. */
  connection: AbortController;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last poll started, in Unix milliseconds. */
  polled_at: number;
  /** Whether the buyer has probably paid, so that `pending` is no reason to free the button. */
  expects_payment: boolean;
  /** Polls without news since the last start; the pause grows with it. */
  fruitless_polls: number;
  /** When automatic polling stops, in Unix milliseconds. */
  patience_ends_at: number;
  /** The pause before the next poll in milliseconds, or 0 if none is scheduled. */
  pause_ms: number;
}

/** Creates a watch that follows nothing yet. */
export function createTopupWatch(options: TopupWatchOptions): TopupWatch {
  return {
    ...options,
    $topup: atom<TopupState>({ phase: "idle" }),
    open: undefined,
    in_flight: undefined,
    connection: new AbortController(),
    timer: undefined,
    polled_at: 0,
    expects_payment: false,
    fruitless_polls: 0,
    patience_ends_at: 0,
    pause_ms: 0,
  };
}

/** Publishes a phase, with the ids of the open payment. */
export function show(watch: TopupWatch, phase: Phase, more?: Partial<TopupState>): void {
  const { open, topup_id } = watch;
  watch.$topup.set({
    topup_id: open?.topup_id ?? topup_id,
    payment_id: open?.payment_id,
    ...more,
    phase,
  });
}

/** Replaces the timer: there is never more than one. */
export function schedule(watch: TopupWatch, ms: number, act: () => void): void {
  clearTimeout(watch.timer);
  watch.timer = setTimeout(act, ms);
}

/** Makes the watch ignore the response of the poll in flight, which is out of date. */
export function ignorePollInFlight(watch: TopupWatch): void {
  watch.open &&= { ...watch.open };
}

/** Forgets the open payment, in this browser too. */
export function forget(watch: TopupWatch): void {
  clearTimeout(watch.timer);
  watch.memory.write((watch.open = undefined));
  show(watch, "idle");
}

/** Shows `confirming` and polls the open payment now, with full patience. */
export async function startPolling(watch: TopupWatch, expects_payment = false): Promise<void> {
  watch.expects_payment = expects_payment;
  watch.fruitless_polls = 0;
  renewPatience(watch);
  show(watch, "confirming");
  await poll(watch);
}

function renewPatience(watch: TopupWatch): void {
  watch.patience_ends_at = Date.now() + watch.patienceMs();
}

/** Polls once. A hidden page does not poll; it does so when it becomes visible. */
async function poll(watch: TopupWatch): Promise<void> {
  const { client, memory, open, in_flight, $topup } = watch;
  if (!open || open === in_flight || UNPOLLED.has($topup.get().phase)) return;
  if (globalThis.document?.hidden) return;
  watch.polled_at = Date.now();
  watch.pause_ms = 0;
  const polled = (watch.in_flight = watch.open = { ...open, at: watch.polled_at });
  // The record is written before the request, or other tabs would poll while the response is in
  // flight. It is written only where this payment is still remembered: another tab may have seen
  // its end, or may have opened a checkout of its own.
  memory.write(polled, polled.status_url);
  try {
    const status = await client.status(polled.status_url, { signal: watch.connection.signal });
    if (polled === watch.open) showStatus(watch, polled, status);
  } catch (error) {
    if (polled === watch.open) showFailedPoll(watch, error as PaymentClientError);
  }
}

function showStatus(watch: TopupWatch, polled: OpenTopup, response: PolledStatus): void {
  const { payment_id, status, on_its_way, retry_after_ms } = response;
  const { memory, $topup } = watch;
  const phase = phaseOf(status);
  watch.open = { ...polled, payment_id };
  // Writing an equal record notifies no tab. Removing it makes the other tabs poll once more.
  if (UNRESOLVED.has(phase)) memory.write(watch.open);
  else memory.write(undefined, polled.status_url);
  if ($topup.get().phase !== "confirming") renewPatience(watch);
  if (status === "pending" && !on_its_way && !watch.expects_payment)
    // Nobody has paid: the button is free, and the polls go on in case somebody still does.
    pollLater(watch, "idle", nextPause(watch));
  else if (phase === "confirming") pollLater(watch, phase, retry_after_ms, { status });
  else show(watch, phase, { status });
}

/** The codes with which the server itself says that it has no such payment. */
const UNKNOWN_PAYMENT: ReadonlySet<string> = new Set([
  "not_found",
  "payment_not_found",
  "topup_not_found",
]);

/** Keeps the payment unresolved: the page offers another check and no second payment. */
function showFailedPoll(watch: TopupWatch, error: PaymentClientError): void {
  watch.in_flight = undefined;
  // Only the server's own codes count: a proxy may have no route to the server for a while.
  if (UNKNOWN_PAYMENT.has(error.code)) return forget(watch);
  if (!error.retryable || !watch.expects_payment) watch.patience_ends_at = 0;
  const { status } = watch.$topup.get();
  const pause_ms = Math.max(error.retry_after_ms ?? 0, nextPause(watch));
  pollLater(watch, "confirming", pause_ms, { status, error });
}

function nextPause(watch: TopupWatch): number {
  return PAUSE_MS * 2 ** watch.fruitless_polls++;
}

/**
 * Shows `phase` and schedules the next poll, up to a quarter later than `wish_ms` so that many
 * pages do not poll at the same time. When patience ends before that, no poll is scheduled.
 */
function pollLater(
  watch: TopupWatch,
  phase: Phase,
  wish_ms: number | null,
  known?: Partial<TopupState>,
): void {
  // A server may send anything: what is not a number becomes NaN here, and then the default.
  const wish = Math.max(wish_ms as number, SHORTEST_PAUSE_MS) || PAUSE_MS;
  const ms = Math.min(wish, LONGEST_PAUSE_MS);
  const ends = Date.now() + ms > watch.patience_ends_at;
  watch.pause_ms = ends ? 0 : ms * (1 + Math.random() / 4);
  if (watch.pause_ms) schedule(watch, watch.pause_ms, () => void poll(watch));
  show(watch, phase, { ...known, slow: ends && phase === "confirming" });
}

/** Polls when the page wakes up and when another tab writes, until the store is disconnected. */
export function listenForWakeUps(watch: TopupWatch): void {
  const { signal } = watch.connection;
  const wake = (event: Event): void => {
    const { phase } = watch.$topup.get();
    if (phase === "redirecting") {
      // The buyer came back with the Back button, and the page was kept in the bfcache.
      if ((event as PageTransitionEvent).persisted) void startPolling(watch);
    } else if (phase !== "error" && Math.abs(Date.now() - watch.polled_at) > WAKE_PAUSE_MS)
      void poll(watch);
  };
  for (const name of WAKE_EVENTS) globalThis.addEventListener?.(name, wake, { signal });
  watch.memory.listen((record) => followOtherTab(watch, record), signal);
}

/** Reacts to what another tab has written, or removed if `record` is `undefined`. */
function followOtherTab(watch: TopupWatch, record: OpenTopup | undefined): void {
  const { open, pause_ms, $topup } = watch;
  const same_payment = record?.status_url === open?.status_url;
  if (record && open && !ENDED_UNPAID.has($topup.get().phase)) {
    // The other tab has just polled this payment, so this one waits its full pause again. A
    // checkout that the other tab has opened for itself is not followed here.
    if (same_payment && pause_ms) schedule(watch, pause_ms, () => void poll(watch));
    return;
  }
  // The other tab has opened a payment while this one follows none, or has seen the end of this
  // one.
  if (!same_payment) watch.open = record ?? open;
  void poll(watch);
}

/** Ends timers, requests and listeners. The open payment stays known for the next connection. */
export function stopWatching(watch: TopupWatch): void {
  clearTimeout(watch.timer);
  watch.connection.abort();
  watch.connection = new AbortController();
  ignorePollInFlight(watch);
}
