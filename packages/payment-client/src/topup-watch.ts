/** Polls the open payment of one topup and publishes the topup's state in `$topup`. */
import { atom, type WritableAtom } from "nanostores";
import type { BuyerClient } from "./buyer-client.ts";
import type { PaymentClientError } from "./errors.ts";
import type { OpenTopup, TopupMemory } from "./open-topup.ts";
import { phaseOf, type Phase, type PolledStatus, type TopupState } from "./topup-state.ts";

/** The default pause between polls, in milliseconds. Polls that fail or show `idle` lengthen it. */
const PAUSE_MS = 3_000;
/** The shortest pause, even if `retry_after_ms` is shorter. */
const SHORTEST_PAUSE_MS = 250;
/** The longest pause. In a browser, a timer of more than 2^31 ms would fire immediately. */
const LONGEST_PAUSE_MS = 9e8;
/**
 * How long an answer of the provider counts as recent, in milliseconds. The server queries the
 * provider about a payment at most once in this time. In between, the server answers a poll with
 * the stage `confirming`.
 */
const RECENT_MS = 3_000;

/** The phases without polls: a checkout is being opened, or the balance has been topped up. */
export const UNPOLLED: ReadonlySet<Phase> = new Set(["creating", "redirecting", "applied"]);
/** The phases in which the payment is unresolved. The browser then keeps the payment's record. */
const UNRESOLVED: ReadonlySet<Phase> = new Set(["confirming", "held"]);

/** The values that the store passes to `createTopupWatch()`. */
export interface TopupWatchOptions {
  readonly client: BuyerClient;
  readonly topup_memory: TopupMemory;
  readonly topup_id: string | undefined;
  /** Returns how long a `confirming` payment is polled automatically, in milliseconds. */
  readonly patienceMs: () => number;
}

/** The state of the polling. The functions of this file and of the store change it in place. */
export interface TopupWatch extends TopupWatchOptions {
  readonly $topup: WritableAtom<TopupState>;
  /**
   * The payment that is polled. If this object is replaced while a poll waits for its response,
   * that poll ignores the response. This holds even if the new object is an equal copy.
   */
  open: OpenTopup | undefined;
  /**
   * The object that the latest poll has put into `open`. While `open` is still this object, no
   * second poll starts. If the poll fails, this field is therefore cleared.
   */
  in_flight: OpenTopup | undefined;
  /** Aborts requests and removes listeners when the store is disconnected. */
  abort_controller: AbortController;
  poll_timer: ReturnType<typeof setTimeout> | undefined;
  /** When the latest poll started, in Unix milliseconds. */
  polled_at: number;
  /**
   * The start of the latest poll whose response had a stage other than `confirming`, in Unix
   * milliseconds. If that stage is `unpaid`, the provider was queried.
   */
  answered_at: number;
  /**
   * Whether the buyer has probably paid, or may be paying on this page. If so, the phase stays
   * `confirming` even while the payment is unpaid.
   */
  expects_payment: boolean;
  /** The number of polls since `startPolling()` that failed or led back to `idle`. */
  fruitless_polls: number;
  /** When automatic polling stops, in Unix milliseconds. */
  patience_ends_at: number;
  /** The pause before the next poll, in milliseconds; 0 if none is scheduled. */
  pause_ms: number;
}

/** Creates the state of the polling, without an open payment. */
export function createTopupWatch(options: TopupWatchOptions): TopupWatch {
  return {
    ...options,
    $topup: atom<TopupState>({ phase: "idle" }),
    open: undefined,
    in_flight: undefined,
    abort_controller: new AbortController(),
    poll_timer: undefined,
    polled_at: 0,
    answered_at: 0,
    expects_payment: false,
    fruitless_polls: 0,
    patience_ends_at: 0,
    pause_ms: 0,
  };
}

/** Publishes a phase in `$topup`, together with the ids of the open payment. */
export function show(watch: TopupWatch, phase: Phase, more?: Partial<TopupState>): void {
  const { open, topup_id } = watch;
  watch.$topup.set({
    topup_id: open?.topup_id ?? topup_id,
    payment_id: open?.payment_id,
    ...more,
    phase,
  });
}

/** Calls `act` after `ms` milliseconds. A new call replaces the timer of the previous call. */
export function schedule(watch: TopupWatch, ms: number, act: () => void): void {
  clearTimeout(watch.poll_timer);
  watch.poll_timer = setTimeout(act, ms);
}

/** Replaces `open` with a copy, so that a poll that is still waiting ignores its response. */
export function ignorePollInFlight(watch: TopupWatch): void {
  watch.open &&= { ...watch.open };
}

/** Forgets the open payment, removes its record from the browser, and shows `idle`. */
export function forget(watch: TopupWatch): void {
  clearTimeout(watch.poll_timer);
  watch.topup_memory.write((watch.open = undefined));
  show(watch, "idle");
}

/** Restarts the time limit for polling, shows `confirming`, and calls `poll()`. */
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

/** Polls the open payment, unless it is polled already, or the page or the phase forbids it. */
export async function poll(watch: TopupWatch): Promise<void> {
  const { client, topup_memory, open, in_flight, $topup } = watch;
  if (!open || open === in_flight || UNPOLLED.has($topup.get().phase)) return;
  if (globalThis.document?.hidden) return;
  watch.polled_at = Date.now();
  watch.pause_ms = 0;
  const polled = (watch.in_flight = watch.open = { ...open, at: watch.polled_at });
  // The record is written before the request, so that other tabs postpone their next polls. Only a
  // record of the polled payment is replaced: another tab may have removed the record when the
  // payment ended, or may have stored a checkout of its own.
  topup_memory.write(polled, polled.status_url);
  try {
    const status = await client.status(polled.status_url, {
      signal: watch.abort_controller.signal,
    });
    if (polled === watch.open) showStatus(watch, polled, status);
  } catch (error) {
    if (polled === watch.open) showFailedPoll(watch, error as PaymentClientError);
  }
}

function showStatus(watch: TopupWatch, polled: OpenTopup, response: PolledStatus): void {
  const { payment_id, status, stage, credits, on_its_way, retry_after_ms } = response;
  const known = { status, stage, credits };
  const { topup_memory, $topup } = watch;
  const phase = phaseOf(status);
  watch.open = { ...polled, payment_id };
  // The record of a resolved payment is removed. The removal makes the other tabs poll once more.
  // The record of a checkout that another tab has stored is kept.
  const { status_url } = polled;
  topup_memory.write(UNRESOLVED.has(phase) ? watch.open : undefined, status_url, status_url);
  if ($topup.get().phase !== "confirming") renewPatience(watch);
  if (stage !== "confirming") watch.answered_at = watch.polled_at;
  // Without a recent answer of the provider, the buyer may have paid, and a click could create a
  // second topup. With a fixed `topup_id` a click is safe, because the server queries the provider
  // about the earlier payments of the topup before it opens a checkout.
  const safe = watch.topup_id || watch.answered_at + RECENT_MS > watch.polled_at;
  if (status === "pending" && !on_its_way && !watch.expects_payment && safe)
    // No money is known, so the button can be clicked again. Polling continues.
    pollLater(watch, "idle", nextPause(watch), known);
  else if (phase === "confirming") pollLater(watch, phase, retry_after_ms, known);
  else show(watch, phase, known);
}

/** The codes with which a payment server reports that it has no such payment. */
const UNKNOWN_PAYMENT: ReadonlySet<string> = new Set([
  "not_found",
  "payment_not_found",
  "topup_not_found",
]);

/**
 * Shows `confirming` after a failed poll: the buyer may have paid and must not pay twice. If the
 * server has no such payment, forgets the payment instead.
 */
function showFailedPoll(watch: TopupWatch, error: PaymentClientError): void {
  watch.in_flight = undefined;
  // A proxy that has no route to the server for a while also answers 404, but without such a code.
  if (UNKNOWN_PAYMENT.has(error.code)) return forget(watch);
  if (!error.retryable || !watch.expects_payment) watch.patience_ends_at = 0;
  const { status, stage } = watch.$topup.get();
  const pause_ms = Math.max(error.retry_after_ms ?? 0, nextPause(watch));
  pollLater(watch, "confirming", pause_ms, { status, stage, error });
}

function nextPause(watch: TopupWatch): number {
  return PAUSE_MS * 2 ** watch.fruitless_polls++;
}

/**
 * Shows `phase` and schedules the next poll after about `wish_ms` milliseconds. A random addition
 * of up to a quarter keeps many pages from polling at the same time. If the time limit for polling
 * comes first, no poll is scheduled. The phase `confirming` is then marked as `slow`, unless a bank
 * is processing the payment.
 */
function pollLater(
  watch: TopupWatch,
  phase: Phase,
  wish_ms: number | null,
  known?: Partial<TopupState>,
): void {
  // Without `retry_after_ms`, `Math.max()` returns NaN, and the default pause is used.
  const wish = Math.max(wish_ms as number, SHORTEST_PAUSE_MS) || PAUSE_MS;
  const ms = Math.min(wish, LONGEST_PAUSE_MS);
  const ends = Date.now() + ms > watch.patience_ends_at;
  watch.pause_ms = ends ? 0 : ms * (1 + Math.random() / 4);
  if (watch.pause_ms) schedule(watch, watch.pause_ms, () => void poll(watch));
  // While a bank is processing the payment, a check would hardly find anything new.
  const slow = ends && phase === "confirming" && known?.stage !== "bank";
  show(watch, phase, { ...known, slow });
}

/** Stops timers, requests and listeners. The open payment is kept for the next `connect()`. */
export function stopWatching(watch: TopupWatch): void {
  clearTimeout(watch.poll_timer);
  watch.abort_controller.abort();
  watch.abort_controller = new AbortController();
  ignorePollInFlight(watch);
}
