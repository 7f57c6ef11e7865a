/**
 * The options of a service, as a host writes them. `option-types.ts` and `option-checks.ts` have
 * checks for them.
 */
import type { Topup } from "./core/host.ts";
import type { FinishExtra, TransactionalExtra } from "./core/finish-extra.ts";
import type { Logger } from "./core/logger.ts";
import type { ProviderFactory } from "./core/provider.ts";
import type { Storage, TransactionalStorage } from "./core/storage.ts";
import type { Identity } from "./http/call.ts";
import type { WireNotice } from "./http/notices.ts";
import type { ResultPageOptions } from "./pages/renderer.ts";
import type { ReadVariable } from "./variables.ts";

/** The options of {@link PaymentService}. */
export interface PaymentServiceOptions {
  /**
   * Returns the host's topup, or `null` if there is none. Throwing an error whose `status` or
   * `statusCode` is 404 means the same as `null`, and so does the error of a known database library
   * for a missing row. Any other error means that the topup cannot be read now.
   */
  readTopup(topup_id: string): Promise<Topup | null> | Topup | null;
  /**
   * Marks the topup paid and adds the credits, both in one transaction and only once per
   * `extra.idempotency_key`. If this function throws, the service reads the topup later, and calls
   * `finishTopup` again if the topup is still `pending`.
   */
  finishTopup(topup_id: string, extra: FinishExtra): Promise<unknown> | unknown;
  /**
   * Receives a notice of each change that the application may have to act on, for example when a
   * payment was opened, credited, held, refunded or disputed. The function is called at least once
   * for each notice. For each payment, the notices come in order. If a call fails or takes longer
   * than 4 s, the function is called again with the same `notice_id`. Every process must pass this
   * function, cron jobs too, because a change by a process without it creates no notice.
   */
  notify?:
    | ((notice: WireNotice, extra: { signal: AbortSignal }) => Promise<unknown> | unknown)
    | undefined;
  /**
   * Asks the platform to continue work after the answer. Some platforms would stop the work
   * otherwise. On them, pass `waitUntil` of `cloudflare:workers` or `@vercel/functions`, or `after`
   * of `next/server`. The function is called with the promise of the work that sends notices.
   * Without it, notices may wait for the next `reconcile()` on such platforms.
   */
  wait_until?: ((work: Promise<void>) => unknown) | undefined;
  /** The payment providers, such as `[dodoPaymentProvider()]`. Each has an id of its own. */
  providers: readonly ProviderFactory[];
  /**
   * The storage of the rows. The default is `memoryStorage()`, which loses its rows when the process
   * ends. In live_mode the storage has to be `durable`, so `memoryStorage()` is refused.
   */
  storage?: Storage | undefined;
  /**
   * If `true`, the writes of `finishTopup` and the service's own are committed in one transaction,
   * see {@link TransactionalServiceOptions}. Default `false`.
   */
  transactional?: false | undefined;
  /**
   * Returns the identity of the user who sends a request, or `null` if the user is not signed in.
   * Without this option, user routes answer 401 and admin routes answer 404. Inside a Federation,
   * the option is not used.
   */
  authenticate?: ((request: Request) => Promise<Identity | null> | Identity | null) | undefined;
  /**
   * The name of the service inside a Federation and in `GET methods`: 1 to 64 letters, digits, `-`
   * and `_`. Default `payment`; a second service needs another name.
   */
  id?: string | undefined;
  /**
   * The public address of the server, without `base_path`. It includes any path that a proxy or a
   * framework removes before the routes receive a request. The variables `DOWNCITY_CITY_BASE_URL`
   * and `PAYMENT_BASE_URL` set this address too. In test mode, the default is the request's own
   * origin if that is on a loopback host. Otherwise there is no default.
   */
  base_url?: string | undefined;
  /** The path prefix of the routes. Default `/v1/` followed by the `id`. */
  base_path?: string | undefined;
  /** Exact origins of the pages that may call the routes cross-origin (CORS). Default none. */
  allowed_origins?: readonly string[] | undefined;
  /** Exact origins that a result page may link back to, besides the service's own. Default none. */
  return_origins?: readonly string[] | undefined;
  /**
   * `always` (default) confirms each delivery with the provider's API before anything is credited.
   * `when_unsigned` trusts a delivery whose signature is valid and which has all needed fields.
   */
  confirm?: "always" | "when_unsigned" | undefined;
  /**
   * How much less than the price may arrive, in basis points of the price, 0 to 1,000. Default 0.
   * The option applies only to payments that were converted from another currency. For such a
   * payment, one cent of rounding is always allowed.
   */
  conversion_tolerance_bps?: number | undefined;
  /**
   * The number of calls per second to the provider, 1 to 10,000, in each process. The limit
   * applies, for example, to result pages, `reconcile()`, `drift()` and unsigned deliveries.
   * Default 3, which leaves 60 of the 240 calls a minute of Dodo's lowest tier to other calls.
   * Creating a checkout never waits for this limit.
   */
  provider_calls_per_second?: number | undefined;
  /** Name, accent, logo and texts of the result pages, or a function that draws the whole page. */
  result_page?: ResultPageOptions | undefined;
  /** Receives every log line. Default the console. */
  logger?: Logger | undefined;
  /** Returns the time in Unix milliseconds. Default `Date.now`. */
  clock?: (() => number) | undefined;
  /**
   * A function that returns an environment variable, or an object that has the variables by name.
   * The default is the runtime's environment; inside a Federation it is the Federation's variables.
   */
  env?: ReadVariable | Readonly<Record<string, string | undefined>> | undefined;
}

/** The options of a {@link PaymentService} whose rows are in the host's own SQL database. */
export interface TransactionalServiceOptions<Tx> extends Omit<
  PaymentServiceOptions,
  "storage" | "transactional" | "finishTopup"
> {
  transactional: true;
  /** A storage with transactions: `sqliteStorage(path)` or `postgresStorage(…)`. */
  storage: TransactionalStorage<Tx>;
  /**
   * Marks the topup paid and adds the credits. Write only through `extra.tx`, the driver's handle
   * on an open transaction. Await every query, and neither commit nor roll back. Throwing rolls the
   * transaction back.
   */
  finishTopup(topup_id: string, extra: TransactionalExtra<Tx>): Promise<unknown> | unknown;
}
