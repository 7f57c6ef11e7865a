import type { Clock } from "../clock.ts";
import type { DeliveryAttempt } from "./delivery.ts";

/** The options that decide how webhooks are delivered. */
export interface DeliveryRules {
  clock: Clock;
  business_id: string;
  /**
   * With `auto`, a timer sends due deliveries; with `manual`, only the controls and the tool page
   * send.
   */
  delivery: "auto" | "manual";
  webhook_id_on_resend: "same" | "new";
  /** After how many days of failed deliveries an endpoint is disabled. */
  disable_after_days: number;
  fetch: (request: Request) => Promise<Response>;
  /** The function that is called after each delivery attempt. */
  on_delivery: (attempt: DeliveryAttempt) => void;
}
