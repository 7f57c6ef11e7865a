import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Calls } from "./provider-inquiry.ts";
import type { Writing } from "./write-cause.ts";

/** Returns the two addresses to which the provider sends the buyer's browser. */
export type ResultUrls = (payment: Payment) => { return_url: string; cancel_url: string };

/** A checked request to create a checkout. */
export interface WantedCheckout extends Writing {
  topup: Topup;
  provider: PaymentProvider;
  /** The provider's product that the topup is sold as. */
  product_id: string;
  /** The address that the result page links back to; `null` for none. */
  return_to: string | null;
  urls: ResultUrls;
  /**
   * The number of calls to the provider that this request may still make about earlier payments.
   */
  calls: Calls;
}
