/** Decides what a result page says, and for how long it is shown. The functions are pure. */
import type { Payment } from "../core/payment.ts";
import type { PresentedPayment } from "../core/presented-payment.ts";
import type { ResultPage } from "../http/call.ts";
import { CATALOGUE } from "./words/catalogue.ts";
import type { ResultState, Words } from "./words/words.ts";

/** The argument of `render`: the data that a custom page can show. */
export interface ResultView {
  /** The payment as the buyer is shown it; `null` if the link belongs to no payment. */
  payment: Pick<
    Payment,
    | "payment_id"
    | "topup_id"
    | "status"
    | "credits"
    | "amount_minor"
    | "currency"
    | "return_to"
    | "invoice_url"
    | "environment"
    | "created_at"
  > | null;
  /**
   * The state that the page shows. For a pending payment, it is `unpaid`, `confirming`, `slow` or
   * `bank`. For any other payment, it is the payment's status. Without a payment, it is
   * `not_found`.
   */
  state: ResultState;
  /** The language of the page, as a BCP 47 tag. It is always a language of the catalogue. */
  language: string;
  words: Words;
  /** The path of the page that checks the payment again; `""` if there is no payment. */
  check_url: string;
  /**
   * The number of seconds after which the page reloads or, if the payment is paid, goes to
   * `return_to`; `null` if the page stays.
   */
  refresh_s: number | null;
  /** The address to which the page goes after `refresh_s`; `null` if the page stays. */
  refresh_url: string | null;
}

/** For how many seconds the page of a paid payment announces that it goes back to the shop. */
const LEAVES_S = 10;
/**
 * The time after the last change of a payment from which its confirmation counts as slow, in
 * milliseconds.
 */
const SLOW_MS = 5 * 60_000;
/** For how many seconds the page of a slow confirmation waits before it reloads. */
const SLOW_S = 10;
/** How long after the last change of a payment its page keeps reloading, in milliseconds. */
const RELOADS_MS = 60 * 60_000;

/**
 * Builds the view of a payment, or of the page "not found" for `null`. `texts` replace the built-in
 * ones, by language.
 */
export function viewOf(
  presented: PresentedPayment | null,
  page: ResultPage,
  texts: Readonly<Record<string, Partial<Words["states"]>>> | undefined,
): ResultView {
  const { language } = page;
  const words = CATALOGUE[language];
  const state = stateOf(presented, page.now);
  const refresh_s = presented === null ? null : refreshAfter(presented.payment, state, page);
  const leads_to = state === "paid" ? (presented?.payment.return_to ?? null) : page.next_url;
  return {
    payment: presented?.payment ?? null,
    state,
    language,
    words: { ...words, states: { ...words.states, ...texts?.[language] } },
    check_url: page.check_url,
    refresh_s,
    refresh_url: refresh_s === null ? null : leads_to,
  };
}

function stateOf(presented: PresentedPayment | null, now: number): ResultState {
  if (presented === null) return "not_found";
  const { payment, stage } = presented;
  return stage === "confirming" && now - payment.updated_at > SLOW_MS ? "slow" : stage;
}

/**
 * Returns after how many seconds the page reloads or goes to `return_to`, or `null` if it stays.
 * Only pages in the states `confirming`, `slow` and `crediting` reload, and only in the hour after
 * the payment's last change. A bank takes days, so the page in the state `bank` does not reload.
 */
function refreshAfter(
  payment: Payment,
  state: ResultState,
  { now, stay, pause_s }: ResultPage,
): number | null {
  if (state === "paid") return payment.return_to === null || stay ? null : LEAVES_S;
  const age = now - payment.updated_at;
  if (age > RELOADS_MS) return null;
  if (state === "slow") return SLOW_S;
  return state === "confirming" || state === "crediting" ? pause_s : null;
}
