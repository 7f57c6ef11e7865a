import type { PaymentProvider } from "./provider.ts";
import type { Writing } from "./write-cause.ts";

/** What every step of a settlement needs besides the payment and the report. */
export interface Settling extends Writing {
  /** The provider that made the report. */
  provider: PaymentProvider;
  /** Aborted when there is no time left for another call to the provider. */
  signal: AbortSignal;
}
