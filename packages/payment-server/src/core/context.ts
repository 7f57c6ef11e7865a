import type { Budget } from "./budget.ts";
import type { Host } from "./host.ts";
import type { Logger } from "./logger.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider, RecentWindow } from "./provider.ts";
import type { Storage } from "./storage.ts";

/** The time limits of one call to the provider and of one call to the host, in milliseconds. */
export const PROVIDER_MS = 4_000;
export const HOST_MS = 4_000;
/**
 * The time limit of a whole request, so that it is answered within 12 s, with its last writes.
 * Providers wait longer for the answer to a delivery.
 */
export const REQUEST_MS = 11_500;
/**
 * The lease of a claim, by the storage's clock. It is longer than any call to the host may take.
 */
export const LEASE_MS = 60_000;

/** A scan of a provider's recent payments that was interrupted. */
export interface UnfinishedScan extends RecentWindow {
  /** The next page; those before it were scanned. */
  page: number;
  /** The page that could not be read the last time; `null` for none. */
  failed_page: number | null;
  /** Whether a payment on the scanned pages could not be settled. */
  missed: boolean;
}

/** Everything that the core is given from outside. */
export interface Context {
  storage: Storage;
  host: Host;
  providers: ReadonlyMap<string, PaymentProvider>;
  /** Unix milliseconds. */
  clock(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds by a monotonic clock, for deadlines. */
  ticks(): number;
  /** When the current request must be answered, by `ticks()`; `Infinity` outside of requests. */
  ends_at: number;
  /** Makes an identifier: a prefix and 128 random bits. */
  newId(prefix: string): string;
  logger: Logger;
  /**
   * Limits the calls of unsigned deliveries, of requests and of reconciliation; creates never wait
   * for it.
   */
  budget: Budget;
  /**
   * The creates that are running in this process, by sale; other requests for the same sale share
   * them.
   */
  creating: Map<string, { since: number; payment: Promise<Payment> }>;
  /** When this process last scanned far back through the provider's payments; `null` for never. */
  deep_scan: { at: number | null };
  /** The interrupted scan of each provider, which the next run resumes. */
  unfinished_scans: Map<string, UnfinishedScan>;
  /**
   * The provider's payments that concern nobody here, or have a held event already, and until when
   * that counts.
   */
  foreign_payments: Map<string, number>;
  confirm: "always" | "when_unsigned";
  conversion_tolerance_bps: number;
}
