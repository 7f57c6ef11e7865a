import type { FinishExtra } from "./finish-extra.ts";
import type { Change, Claimed } from "./storage-records.ts";

/** The host's row of a topup; it alone says how much is sold to whom. */
export interface Topup {
  topup_id: string;
  user_id: string;
  /** What the host adds to the balance; only compared and passed on. */
  credits: number;
  /** The price, net of tax: a positive safe integer of US cents. */
  usd_cents: number;
  /**
   * `pending` until credited, `paid` once credited; any other word is neither and is never
   * credited.
   */
  status: string;
}

/** Calls the host's `finishTopup`. */
export type FinishTopup = (topup_id: string, extra: FinishExtra) => Promise<void>;

/** Ends the claim and calls the host in one transaction; `call` receives the host's function. */
export type CloseWithHost = (
  change: Change,
  fence: number,
  call: (finish: FinishTopup) => Promise<void>,
) => Promise<Claimed>;

/**
 * The functions of the host application. In transactional mode only `closeWithHost` calls
 * `finishTopup`.
 */
export type Host = { readTopup(topup_id: string): Promise<Topup | null> } & (
  | { finishTopup: FinishTopup; closeWithHost: null }
  | { finishTopup: null; closeWithHost: CloseWithHost }
);
