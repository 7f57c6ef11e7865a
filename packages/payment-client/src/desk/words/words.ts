import type { PaymentStatus } from "../../wire.ts";
import type { Fact } from "../books.ts";
import type { Obstacle } from "../decision.ts";

/** A text for the number 1, and a text for all other numbers. `{n}` stands for the number. */
export interface Counted {
  one: string;
  other: string;
}

/** The title of a reason, and what an administrator should look at. */
export interface Reason {
  title: string;
  look: string;
}

/** The title of a problem, and how to fix it. */
export interface Problem {
  title: string;
  fix: string;
}

/**
 * The texts of the desk in one language. A name in braces stands for a value, such as `{user}`, and
 * backticks mark code.
 */
export interface DeskWords {
  /** The primary language subtag of BCP 47, such as `de`. */
  language: string;
  statuses: Record<PaymentStatus | "on_its_way", string>;
  /** The texts about each `hold_reason`, and about `unmatched` and `stuck`. */
  reasons: Record<string, Reason>;
  /** The texts about each `reason` of an item of the drift report. */
  drifts: Record<string, Reason>;
  facts: Record<Fact, string>;
  obstacles: Record<Obstacle, string>;
  /** The text for each known `action` of an audit entry, and `other` for any other action. */
  actions: Record<string, string>;
  /** The name of each `actor` of an audit entry, and of `provider`. */
  actors: Record<string, string>;
  /** The names that the history writes before the values of some changed fields. */
  fields: Record<string, string>;
  /** The text for each `sync_status` of a delivery. */
  deliveries: Record<string, string>;
  problems: Record<"unauthorized" | "not_found" | "network" | "configuration" | "other", Problem>;
  levels: Record<"error" | "warning" | "note", string>;
  text: Record<Text, string>;
  counted: Record<CountedText, Counted>;
  plots: Record<PlotName, PlotWords>;
  series: Record<string, string>;
}

/** The four plots. */
export type PlotName = "topups" | "money" | "speed" | "deliveries";

/** The title of a plot, and the note that explains how to read it. */
export interface PlotWords {
  title: string;
  note: string;
}

/** The names of the texts whose wording depends on a count. */
export type CountedText =
  | "needs_you"
  | "held"
  | "stuck"
  | "unmatched"
  | "drift"
  | "errors"
  | "warnings"
  | "rows"
  | "attempts";

/** The names of the other texts. */
export type Text =
  | "title"
  | "views"
  | "queue"
  | "payments"
  | "events"
  | "numbers"
  | "check"
  | "live"
  | "test"
  | "looked"
  | "find"
  | "find_hint"
  | "found_nothing"
  | "nothing_waits"
  | "nothing_waits_more"
  | "waits"
  | "oldest"
  | "not_compared"
  | "compared"
  | "comparing"
  | "compare"
  | "compare_failed"
  | "compare_more"
  | "oldest_first"
  | "keys"
  | "queue_label"
  | "partial"
  | "back"
  | "item_gone"
  | "topup"
  | "user"
  | "since"
  | "look_at"
  | "held_means"
  | "amount"
  | "provider_says"
  | "we_have"
  | "topup_says"
  | "books"
  | "fact"
  | "differ"
  | "paid_with_tax"
  | "no_dispute"
  | "dispute"
  | "note"
  | "note_hint"
  | "note_missing"
  | "credit"
  | "credit_adds"
  | "credit_adds_less"
  | "credit_key"
  | "credit_closes"
  | "credit_new"
  | "no_way_back"
  | "credit_button"
  | "dismiss"
  | "dismiss_closes"
  | "dismiss_money"
  | "dismiss_at_provider"
  | "dismiss_buyer"
  | "dismiss_button"
  | "credit_ask"
  | "dismiss_ask"
  | "second_look"
  | "topup_changed"
  | "accept_topup"
  | "not_yet"
  | "yes_credit"
  | "yes_dismiss"
  | "sending"
  | "credited"
  | "dismissed"
  | "decided_elsewhere"
  | "decided_lately"
  | "decided_credited"
  | "decided_by"
  | "server_says"
  | "history"
  | "delivered"
  | "delivery_state"
  | "unclear"
  | "payment"
  | "status"
  | "made"
  | "amount_asked"
  | "received"
  | "credits"
  | "all"
  | "more"
  | "no_payments"
  | "no_events"
  | "type"
  | "outcome"
  | "tries"
  | "replay"
  | "replaying"
  | "replayed"
  | "reconcile"
  | "reconcile_hint"
  | "reconciling"
  | "reconciled"
  | "reconcile_more"
  | "reconciling_all"
  | "filters"
  | "clear"
  | "range"
  | "numbers_note"
  | "as_table"
  | "day"
  | "today"
  | "not_ready"
  | "ready"
  | "checked"
  | "look_again"
  | "loading"
  | "stale"
  | "try_again"
  | "unmatched_facts"
  | "open_payment"
  | "dashboard"
  | "difference"
  | "close_event"
  | "close_event_does"
  | "close_event_money"
  | "close_event_button"
  | "close_event_ask"
  | "recheck_hint";
