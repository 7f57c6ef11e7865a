/**
 * The options of a service, as a host writes them. `option-checks.ts` says which values are taken.
 */
import type { Topup } from "./core/host.ts";
import type { FinishExtra, TransactionalExtra } from "./core/finish-extra.ts";
import type { Logger } from "./core/logger.ts";
import type { ProviderFactory } from "./core/provider.ts";
import type { Storage, TransactionalStorage } from "./core/storage.ts";
import type { Identity } from "./http/call.ts";
import type { ResultPageOptions } from "./pages/result.ts";
import type { ReadVariable } from "./variables.ts";

/** Options of {@link PaymentService}. */
export interface PaymentServiceOptions {
  /**
   * Returns the host's topup, or `null` if there is none. An error whose `status` or `statusCode`
   * is 404 means the same; any other error means that the host cannot say now.
   */
  readTopup(topup_id: string): Promise<Topup | null> | Topup | null;
  /**
   * Marks the topup paid and adds the credits, in one transaction, once per
   * `extra.idempotency_key`. Throwing means "unknown": the service reads the topup and calls again.
   */
  finishTopup(topup_id: string, extra: FinishExtra): Promise<unknown> | unknown;
  /** The payment providers, such as `[dodoPaymentProvider()]`. Each has an id of its own. */
  providers: readonly ProviderFactory[];
  /**
   * Where rows are stored. The default is `memoryStorage()`, which loses them when the process ends
   * and is refused in live_mode, where a storage must be `durable`.
   */
  storage?: Storage | undefined;
  /**
   * With `true` the host's credit and the service's own marks commit in one transaction, see
   * {@link TransactionalServiceOptions}. Default `false`.
   */
  transactional?: false | undefined;
  /**
   * Returns who sends a request, or `null` for somebody who is not signed in. Without it user
   * routes answer 401 and admin routes 404.
   */
  authenticate?: ((request: Request) => Promise<Identity | null> | Identity | null) | undefined;
  /**
   * The name of the service inside a Federation and in `GET methods`: letters, digits, `-` and `_`.
   * Default `payment`; a second service needs another one.
   */
  id?: string | undefined;
  /**
   * The public address, with the path that a proxy or a framework removes before the routes see a
   * request. Its variables are `DOWNCITY_CITY_BASE_URL` and `PAYMENT_BASE_URL`. The default is the
   * request's own origin, on loopback hosts only.
   */
  base_url?: string | undefined;
  /** Prefix of the routes, by which requests are matched. Default `/v1/` and the `id`. */
  base_path?: string | undefined;
  /** Exact origins of the pages that may call the routes cross-origin (CORS). Default none. */
  allowed_origins?: readonly string[] | undefined;
  /**
   * Exact origins that a result page may link back to, besides that of `base_url`. Default none.
   */
  return_origins?: readonly string[] | undefined;
  /**
   * `always` (default) confirms each delivery with the provider's API before anything is credited.
   * `when_unsigned` trusts a delivery whose signature is valid.
   */
  confirm?: "always" | "when_unsigned" | undefined;
  /**
   * By how much a converted payment may fall short, in basis points, 0 to 1,000. Default 0. One
   * cent of rounding is always allowed.
   */
  conversion_tolerance_bps?: number | undefined;
  /**
   * Calls per second to the provider for unsigned deliveries, result pages and reconciliation, 1 to
   * 10,000. Default 10. The creation of checkouts never waits for it.
   */
  provider_calls_per_second?: number | undefined;
  /** Name, accent, logo and texts of the result pages, or a function that draws the whole page. */
  result_page?: ResultPageOptions | undefined;
  /** Receives every log line. Default the console. */
  logger?: Logger | undefined;
  /** Returns the time in Unix milliseconds. Default `Date.now`. */
  clock?: (() => number) | undefined;
  /**
   * Reads an environment variable. The default is the runtime's environment; inside a Federation it
   * is the Federation's own.
   */
  env?: ReadVariable | Readonly<Record<string, string | undefined>> | undefined;
}

/** Options of a {@link PaymentService} whose rows are in the host's own SQL database. */
export interface TransactionalServiceOptions<Tx> extends Omit<
  PaymentServiceOptions,
  "storage" | "transactional" | "finishTopup"
> {
  transactional: true;
  /** `sqliteStorage(path)` or `postgresStorage(…)`. */
  storage: TransactionalStorage<Tx>;
  /**
   * Marks the topup paid and adds the credits. Write only through `extra.tx`, the driver's handle
   * on an open transaction; await every query, and neither commit nor roll back. Throwing rolls
   * everything back.
   */
  finishTopup(topup_id: string, extra: TransactionalExtra<Tx>): Promise<unknown> | unknown;
}
