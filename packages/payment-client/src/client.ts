import {
  createBuyerClient,
  type BuyerClient,
  type CallOptions,
  type Token,
} from "./buyer-client.ts";
import type {
  AdminPayment,
  Payment,
  PaymentEvent,
  PaymentPage,
  PaymentStatus,
  ReconcileResult,
} from "./wire.ts";

/** The options of {@link createPaymentClient}. */
export interface PaymentClientOptions {
  /**
   * The address of the payment routes. Default `/v1/payment` on the origin of the page. Outside of
   * a browser the address must be absolute.
   */
  endpoint?: string | undefined;
  /**
   * The bearer token, or a function that returns it. In a browser, cookies can identify the user
   * instead.
   */
  token?: Token | undefined;
  /** Headers for every request. */
  headers?: Record<string, string> | undefined;
  /** With `include`, requests to another origin carry cookies too. Default `same-origin`. */
  credentials?: "include" | "omit" | "same-origin" | undefined;
  /**
   * The function that sends the requests. Default the global `fetch`. To call a service in the same
   * process, pass `(request) => payment.fetch(request)`.
   */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** The options of every list. */
export interface ListOptions {
  /**
   * The largest number of items in a page, at most 200. Default 50, or 200 if the server runs
   * inside a Downcity Federation. For `drift()`, `limit` is the number of payments after which a
   * part of the report ends, by default 100.
   */
  limit?: number | undefined;
  /** The `next_cursor` of the previous page. Without a cursor the list starts at its beginning. */
  cursor?: string | undefined;
}

/** The options of a list of payments. */
export interface PaymentListOptions extends ListOptions {
  topup_id?: string | undefined;
  status?: PaymentStatus | undefined;
}

/**
 * Typed calls of the routes, for buyers and for administrators. `AdminClient` has calls of further
 * routes. A call that fails rejects with a `PaymentClientError`, or with the abort reason of its
 * signal.
 */
export interface PaymentClient extends BuyerClient {
  /** Returns a page of the signed-in user's own payments, newest first. */
  myPayments(query?: PaymentListOptions, options?: CallOptions): Promise<PaymentPage>;
  /**
   * Returns a page of all payments, newest first. Only administrators may call this method and the
   * methods below it.
   */
  payments(
    query?: PaymentListOptions & { user_id?: string | undefined },
    options?: CallOptions,
  ): Promise<PaymentPage<AdminPayment>>;
  /** Returns a page of stored events, newest first. */
  events(
    query?: ListOptions & {
      type?: string | undefined;
      sync_status?: string | undefined;
      payment_id?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<{ items: PaymentEvent[]; next_cursor: string | null }>;
  /**
   * Processes a stored event again and returns the event. Only the payment's id is read from the
   * stored payload. The status of the payment is read from the provider.
   */
  replayEvent(event_id: string, options?: CallOptions): Promise<PaymentEvent>;
  /**
   * Carries out an administrator's decision on a payment that is `held` or `crediting`, and returns
   * the payment. `credit` credits the payment, unless it has been credited already. `dismiss`
   * closes the payment for good.
   */
  releasePayment(
    body: {
      payment_id: string;
      decision: "credit" | "dismiss";
      /** The reason for the decision, of 1 to 500 characters. It is stored in the audit. */
      note: string;
      /** The topup as the administrator has seen it, if it was edited since the checkout. */
      topup?: { usd_cents: number; credits: number; user_id: string } | undefined;
    },
    options?: CallOptions,
  ): Promise<Payment>;
  /**
   * Reconciles payments that are due for a check, and recent payments of the provider. Returns the
   * numbers of this run.
   */
  reconcile(
    body?: { older_than?: number | undefined; limit?: number | undefined },
    options?: CallOptions,
  ): Promise<ReconcileResult>;
}

/**
 * The time limits of `reconcile()` and of the calls that only `AdminClient` has, in milliseconds.
 * The server answers each of these calls within 55 s.
 */
export const LONG_LIMITS = { timeout: 60_000, totalTimeout: 60_000 } as const;

/** Creates a client without sending a request. */
export function createPaymentClient({
  endpoint,
  token,
  fetch,
  headers = {},
  credentials = "same-origin",
}: PaymentClientOptions = {}): PaymentClient {
  const { send, ...buyer } = createBuyerClient(endpoint, () => token, {
    headers,
    credentials,
    ...(fetch && { fetch: async (input) => await fetch(input as Request) }),
  });
  return {
    ...buyer,
    myPayments: async (searchParams, options) =>
      await send("/payments/me", "items", { ...options, searchParams }),
    payments: async (searchParams, options) =>
      await send("/payments", "items", { ...options, searchParams }),
    events: async (searchParams, options) =>
      await send("/events", "items", { ...options, searchParams }),
    replayEvent: async (event_id, options) =>
      (
        await send<{ event: PaymentEvent }>("/events/replay", "event", {
          ...options,
          method: "post",
          json: { event_id },
        })
      ).event,
    releasePayment: async (json, options) =>
      (
        await send<{ payment: Payment }>("/payments/release", "payment", {
          ...options,
          method: "post",
          json,
        })
      ).payment,
    reconcile: async (json = {}, options) =>
      await send("/reconcile", "checked", { ...options, ...LONG_LIMITS, method: "post", json }),
  };
}
