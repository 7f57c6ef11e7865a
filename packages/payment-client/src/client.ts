import {
  createBuyerClient,
  type BuyerClient,
  type CallOptions,
  type Token,
} from "./buyer-client.ts";
import type { Payment, PaymentEvent, PaymentPage, PaymentStatus, ReconcileResult } from "./wire.ts";

export interface PaymentClientOptions {
  /** Where the payment routes are. Default `/v1/payment` on the page's own origin; outside of a browser it must be absolute. */
  endpoint?: string | undefined;
  token?: Token | undefined;
  headers?: Record<string, string> | undefined;
  /** Cookies go to the page's own origin only, unless this is `include`. */
  credentials?: RequestCredentials | undefined;
  /** Sends the requests; `(request) => payment.fetch(request)` is a server in the same process. Default `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** `limit` is 50 unless given, and at most 200; `cursor` is the `next_cursor` of the page before. */
export interface ListOptions {
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface PaymentListOptions extends ListOptions {
  topup_id?: string | undefined;
  status?: PaymentStatus | undefined;
}

/** Typed calls, one per route: a buyer's, and those for administrators. Each throws a `PaymentClientError`, or the reason of its signal. */
export interface PaymentClient extends BuyerClient {
  myPayments(query?: PaymentListOptions, options?: CallOptions): Promise<PaymentPage>;
  /** For administrators, as are those below. */
  payments(
    query?: PaymentListOptions & { user_id?: string | undefined },
    options?: CallOptions,
  ): Promise<PaymentPage>;
  events(
    query?: ListOptions & {
      type?: string | undefined;
      sync_status?: string | undefined;
      payment_id?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<{ items: PaymentEvent[]; next_cursor: string | null }>;
  /** Looks at a delivery again, by the payment's present state. */
  replayEvent(event_id: string, options?: CallOptions): Promise<PaymentEvent>;
  /** Ends a hold. */
  releasePayment(
    body: { payment_id: string; decision: "credit" | "dismiss"; note?: string | undefined },
    options?: CallOptions,
  ): Promise<Payment>;
  /** Works off what is due. */
  reconcile(
    body?: { older_than?: number | undefined; limit?: number | undefined },
    options?: CallOptions,
  ): Promise<ReconcileResult>;
}

/** Makes a client; asks nothing yet. */
export function createPaymentClient({
  endpoint,
  token,
  fetch,
  headers = {},
  credentials = "same-origin",
}: PaymentClientOptions = {}): PaymentClient {
  const { ask, ...buyer } = createBuyerClient(endpoint, () => token, {
    headers,
    credentials,
    ...(fetch && { fetch: async (input) => await fetch(input as Request) }),
  });
  return {
    ...buyer,
    myPayments: async (searchParams, options) =>
      await ask("/payments/me", "items", { ...options, searchParams }),
    payments: async (searchParams, options) =>
      await ask("/payments", "items", { ...options, searchParams }),
    events: async (searchParams, options) =>
      await ask("/events", "items", { ...options, searchParams }),
    replayEvent: async (event_id, options) =>
      (
        await ask<{ event: PaymentEvent }>("/events/replay", "event", {
          ...options,
          method: "post",
          json: { event_id },
        })
      ).event,
    releasePayment: async (json, options) =>
      (
        await ask<{ payment: Payment }>("/payments/release", "payment", {
          ...options,
          method: "post",
          json,
        })
      ).payment,
    reconcile: async (json = {}, options) =>
      await ask("/reconcile", "checked", { ...options, method: "post", json }),
  };
}
