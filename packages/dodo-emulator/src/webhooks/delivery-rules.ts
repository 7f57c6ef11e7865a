import type { Clock } from "../clock.ts";
import type { DeliveryAttempt } from "./delivery.ts";

/** The options that decide how webhooks are delivered. */
export interface DeliveryRules {
  clock: Clock;
  business_id: string;
  /** `auto`: a timer sends what is due. `manual`: only `deliver()` and `deliverAll()` send. */
  delivery: "auto" | "manual";
  webhook_id_on_resend: "same" | "new";
  fetch: (request: Request) => Promise<Response>;
  /** Called after each attempt. */
  on_delivery: (attempt: DeliveryAttempt) => void;
}
