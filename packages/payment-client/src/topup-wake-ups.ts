/**
 * Polls the open payment when the page may be visible again, when the network may be back, and when
 * another tab has changed the record.
 */
import type { OpenTopup } from "./open-topup.ts";
import type { Phase } from "./topup-state.ts";
import { poll, schedule, startPolling, type TopupWatch } from "./topup-watch.ts";

/** How many milliseconds have to pass after a poll before a wake-up event starts another one. */
const WAKE_PAUSE_MS = 1_500;
/** The events that start a poll, because the page may be visible again or the network back. */
const WAKE_EVENTS = ["pageshow", "focus", "online", "visibilitychange"];
/** The phases of a payment that has ended without a credit. Another one may then be polled. */
const ENDED_UNPAID: ReadonlySet<Phase> = new Set(["failed", "canceled"]);

/** Listens for wake-up events and other tabs, until `stopWatching()`. Both can start a poll. */
export function listenForWakeUps(watch: TopupWatch): void {
  const { signal } = watch.abort_controller;
  const wake = (event: Event): void => {
    const { phase } = watch.$topup.get();
    if (phase === "redirecting") {
      // The Back button has restored this page from the bfcache, so its payment is polled.
      if ((event as PageTransitionEvent).persisted) void startPolling(watch);
    } else if (phase !== "error" && Math.abs(Date.now() - watch.polled_at) > WAKE_PAUSE_MS)
      void poll(watch);
  };
  for (const name of WAKE_EVENTS) globalThis.addEventListener?.(name, wake, { signal });
  watch.topup_memory.listen((record) => followOtherTab(watch, record), signal);
}

/** Reacts when another tab has stored `record`, or has removed it if there is none. */
function followOtherTab(watch: TopupWatch, record: OpenTopup | null | undefined): void {
  const { open, pause_ms, $topup } = watch;
  const same_payment = record?.status_url === open?.status_url;
  if (record && open && !ENDED_UNPAID.has($topup.get().phase)) {
    // If the other tab has just polled the payment of this tab, this tab restarts its pause. If the
    // other tab has opened a different checkout, this tab continues to poll its own payment.
    if (same_payment && pause_ms) schedule(watch, pause_ms, () => void poll(watch));
    return;
  }
  // If the record was removed, the payment of the other tab has ended or was forgotten. This tab
  // then polls its own payment. If a record was stored, this tab has no payment or one that has
  // ended without a credit. This tab then polls the payment of the record.
  if (!same_payment) watch.open = record ?? open;
  void poll(watch);
}
