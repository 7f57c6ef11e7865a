import { createBuyerClient, type CallOptions } from "./buyer-client.ts";
import {
  createPaymentClient,
  LONG_LIMITS,
  type ListOptions,
  type PaymentClient,
  type PaymentClientOptions,
} from "./client.ts";
import type { Drift, Inspection, PaymentAudit, PaymentSummary } from "./report-wire.ts";

export type * from "./report-wire.ts";

/**
 * The calls of a {@link PaymentClient}, and those that only an operator needs. They are an entry of
 * their own, so that a page of the shop does not load them.
 */
export interface AdminClient extends PaymentClient {
  /**
   * Returns the findings about everything that keeps money from being taken or credited. Each
   * finding says how to fix it.
   */
  check(options?: CallOptions): Promise<Inspection>;
  /**
   * Returns a part of the list of disagreements between the provider, the server's rows and the
   * host's topups. The next part begins at `next_cursor`. `since` is a day or a time in ISO 8601.
   */
  drift(
    query?: ListOptions & { since?: string | undefined },
    options?: CallOptions,
  ): Promise<Drift>;
  /** Returns a payment and everything that has happened to it, oldest first. */
  audit(payment_id: string, options?: CallOptions): Promise<PaymentAudit>;
  /** Returns the figures of each day of UTC, such as `2026-11-29`. Default the last 30 days. */
  summary(
    query?: { from?: string | undefined; to?: string | undefined },
    options?: CallOptions,
  ): Promise<PaymentSummary>;
  /** Deletes old events that are decided. `more` says whether older ones are probably left. */
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
    prune: async (json = {}, call) =>
      await send("/prune", "events", { ...call, method: "post", json }),
  };
}
