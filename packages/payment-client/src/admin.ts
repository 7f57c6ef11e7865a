import { createBuyerClient, type CallOptions } from "./buyer-client.ts";
import {
  createPaymentClient,
  LONG_LIMITS,
  type ListOptions,
  type PaymentClient,
  type PaymentClientOptions,
} from "./client.ts";
import type { Drift, Inspection, PaymentAudit, PaymentSummary } from "./report-wire.ts";
import type { PaymentEvent } from "./wire.ts";

export type * from "./report-wire.ts";

/**
 * The calls of a {@link PaymentClient}, and further calls for administrators. This entry point of
 * the package is separate, so that a page of the shop does not load the further calls.
 */
export interface AdminClient extends PaymentClient {
  /**
   * Checks the service, and returns findings, such as what keeps money from being taken or
   * credited.
   */
  check(options?: CallOptions): Promise<Inspection>;
  /**
   * Returns a part of the list of disagreements between the provider, the server's rows and the
   * host's topups. A part ends after `limit` payments, by default 100, or after 20 s. The next part
   * begins at `next_cursor`. `since` is a day or a time in ISO 8601, by default 15 days ago.
   * Payments from before `since` are left out.
   */
  drift(
    query?: ListOptions & { since?: string | undefined },
    options?: CallOptions,
  ): Promise<Drift>;
  /** Returns a payment, its audit entries, oldest first, and its topup at the host. */
  audit(payment_id: string, options?: CallOptions): Promise<PaymentAudit>;
  /**
   * Closes an unmatched event and other unmatched events about the same payment. Returns the given
   * event. The note is stored in the audit. Throws `release_refused` if the given event is neither
   * unmatched nor closed.
   */
  closeEvent(
    body: { event_id: string; note: string },
    options?: CallOptions,
  ): Promise<PaymentEvent>;
  /**
   * Returns the figures of each day of UTC from `from` to `to`, which are days such as
   * `2026-11-29`. By default `to` is today, and `from` is 29 days before `to`.
   */
  summary(
    query?: { from?: string | undefined; to?: string | undefined },
    options?: CallOptions,
  ): Promise<PaymentSummary>;
  /**
   * Deletes old events with the status `applied` or `ignored`. The newest 200 events are kept. In
   * the result, `events` is the number of deleted events, and `more` says whether further ones can
   * probably be deleted.
   */
  prune(
    body?: { events_older_than_days?: number | undefined; limit?: number | undefined },
    options?: CallOptions,
  ): Promise<{ events: number; more: boolean }>;
}

/** Creates the client of an administrator without sending a request. */
export function createAdminClient(options: PaymentClientOptions = {}): AdminClient {
  const { endpoint, token, fetch, headers = {}, credentials = "same-origin" } = options;
  const { send } = createBuyerClient(endpoint, () => token, {
    ...LONG_LIMITS,
    headers,
    credentials,
    ...(fetch && { fetch: async (input) => await fetch(input as Request) }),
  });
  return {
    ...createPaymentClient(options),
    check: async (call) => await send("/check", "findings", call),
    drift: async (searchParams, call) => await send("/drift", "items", { ...call, searchParams }),
    audit: async (payment_id, call) =>
      await send("/payments/audit", "items", { ...call, searchParams: { payment_id } }),
    summary: async (searchParams, call) =>
      await send("/payments/summary", "items", { ...call, searchParams }),
    closeEvent: async (json, call) =>
      (
        await send<{ event: PaymentEvent }>("/events/close", "event", {
          ...call,
          method: "post",
          json,
        })
      ).event,
    prune: async (json = {}, call) =>
      await send("/prune", "events", { ...call, method: "post", json }),
  };
}
