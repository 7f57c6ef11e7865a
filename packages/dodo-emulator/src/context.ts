import type { Faults } from "./faults.ts";
import type { Account } from "./ledger/account.ts";
import type { Endpoint } from "./ledger/endpoint.ts";
import type { PaymentActions } from "./ledger/payment-actions.ts";
import type { Settings } from "./options.ts";
import type { DeliveryQueue } from "./webhooks/queue.ts";

/** The parts of one emulator, which the API, the pages and the controls share. */
export interface EmulatorContext extends Account {
  settings: Settings;
  actions: PaymentActions;
  queue: DeliveryQueue;
  faults: Faults;
  /** The webhook endpoint that the option `webhook_url` configures. */
  endpoint: Endpoint;
}
