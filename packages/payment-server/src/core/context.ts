import type { Budget } from "./budget.ts";
import type { Host } from "./host.ts";
import type { Logger } from "./logger.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider, RecentWindow } from "./provider.ts";
import type { Storage } from "./storage.ts";

/** Limits in time: of one call to the provider, and of one to the host. */
export const PROVIDER_MS = 4_000;
export const HOST_MS = 4_000;
/** Of a whole request, so that it is answered within 12 s, the last writes included. Dodo gives a delivery 15 s. */
export const REQUEST_MS = 11_500;
/** By the storage's clock; longer than any call to the host may take. */
export const LEASE_MS = 60_000;

/** Pages before `page` have been looked through. */
export interface CutLook extends RecentWindow {
  page: number;
  /** The page that could not be read the last time; `null` for none. */
  failed_page: number | null;
  /** A payment on those pages could not be settled. */
  missed: boolean;
}

/** Everything the core is given from outside. */
export interface Context {
  storage: Storage;
  host: Host;
  providers: ReadonlyMap<string, PaymentProvider>;
  /** Unix milliseconds. */
  clock(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds by a clock that only goes forward, for deadlines. */
  ticks(): number;
  /** By `ticks()`: when the request that is answered must be over. `Infinity` outside of requests. */
  ends_at: number;
  /** A random identifier of 128 bits behind a prefix. */
  newId(prefix: string): string;
  logger: Logger;
  /** What unsigned hints, request-driven checks and reconciliation may ask the provider; creates never wait for it. */
  budget: Budget;
  /** By sale: the checkout that this process is opening, which others of the same topup wait for. */
  opening: Map<string, { since: number; page: Promise<Payment> }>;
  /** When this process last looked far back through the provider's payments. */
  deep_look: { at: number | null };
  /** By provider: the look through its payments that was cut short, for the next run to go on with. */
  cut_looks: Map<string, CutLook>;
  /** By provider and its payment, until when it counts as nobody's here: what it names is not ours, or a person has been told. */
  strangers: Map<string, number>;
  confirm: "always" | "when_unsigned";
  conversion_tolerance_bps: number;
}
