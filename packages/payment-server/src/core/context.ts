import type { Budget } from "./budget.ts";
import type { Host } from "./host.ts";
import type { Logger } from "./logger.ts";
import type { Mistakes } from "./mistakes.ts";
import type { NoticeQueue } from "./notices/queue.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider, RecentWindow } from "./provider.ts";
import type { Storage } from "./storage.ts";
import type { NoticeSubject } from "./storage-records.ts";

/** A scan of a provider's recent payments that is not complete yet. */
export interface UnfinishedScan extends RecentWindow {
  /** The number of the next page to scan. */
  page: number;
  /** The number of the page at which the scan last failed; `null` if it has not failed. */
  failed_page: number | null;
  /** Whether a payment on the scanned pages could not be settled. */
  missed: boolean;
}

/**
 * The parts that the core works with, such as the storage, the host, the providers and the clock,
 * and the state of this process and of the current request.
 */
export interface Context {
  storage: Storage;
  host: Host;
  providers: ReadonlyMap<string, PaymentProvider>;
  /** Returns the current time in Unix milliseconds. */
  clock(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Returns the time of a monotonic clock in milliseconds, for deadlines. */
  ticks(): number;
  /**
   * The time of `ticks()` by which the work of the current request must end; `Infinity` if there is
   * no such limit, as outside of requests.
   */
  ends_at: number;
  /** Creates an identifier from a prefix and 132 random bits. */
  newId(prefix: string): string;
  /** Creates the id of a payment: `pmt_`, the time, and 90 random bits. Ids sort by their time. */
  newPaymentId(): string;
  logger: Logger;
  /** The mistakes of the operator that this process has seen. */
  mistakes: Mistakes;
  /**
   * Limits the calls to the provider for deliveries, pages and reconciliation, as `Share` explains.
   */
  budget: Budget;
  /**
   * The checkouts that this process is creating now. The key consists of provider, topup, user,
   * price and credits. Other requests for the same checkout wait for the promise.
   */
  creating: Map<string, { since: number; payment: Promise<Payment> }>;
  /**
   * When the last completed deep scan of this process began; `null` if there is none. A deep scan
   * covers 15 days of each provider's payments. If the completed scan could not settle a payment,
   * an earlier time is stored, so that the scan is repeated sooner.
   */
  deep_scan: { at: number | null };
  /** The scans that are not complete yet, by provider id. A later run can resume them. */
  unfinished_scans: Map<string, UnfinishedScan>;
  /**
   * The provider payments that reconciliation skips for some time, because they already have an
   * event, or because their topup does not exist or counts as credited by another service. The
   * value is the end of that time, in Unix milliseconds.
   */
  foreign_payments: Map<string, number>;
  /**
   * The rows that the current request or call has written and whose notices have to be sent, by id.
   * The notices are sent after the answer or at the end of the call.
   */
  unsent: Map<string, NoticeSubject>;
  notice_queue: NoticeQueue;
  confirm: "always" | "when_unsigned";
  conversion_tolerance_bps: number;
}
