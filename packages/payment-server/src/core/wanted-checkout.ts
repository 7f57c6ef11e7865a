import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Calls } from "./provider-inquiry.ts";
import type { Writing } from "./write-cause.ts";

/** The two addresses to which the provider sends the browser. */
export type ResultUrls = (payment: Payment) => { return_url: string; cancel_url: string };

/** The checkout that a create is asked for, once the request was checked. */
export interface WantedCheckout extends Writing {
  topup: Topup;
  provider: PaymentProvider;
  /** The provider's product that the topup is sold as. */
  product_id: string;
  /** Where the result page leads back to; `null` for nowhere. */
  return_to: string | null;
  urls: ResultUrls;
  /** The calls to the provider that this create may still make. */
  calls: Calls;
}
