import type { CloseEventInput } from "./core/close-event.ts";
import type { DriftOptions, DriftReport } from "./core/drift/report.ts";
import type { DayRange } from "./core/figures/days.ts";
import type { PaymentSummary } from "./core/figures/summary.ts";
import type { Inspection } from "./core/inspection.ts";
import { sendSoon } from "./core/notices/send.ts";
import type { PruneOptions, PruneResult } from "./core/prune.ts";
import type { ReconcileOptions } from "./core/reconcile/reconcile.ts";
import type { ReconcileResult } from "./core/reconcile/run.ts";
import type { ReleaseInput } from "./core/release.ts";
import type { EventFilter, PaymentFilter } from "./core/storage-records.ts";
import { configureOnce, followVariables } from "./configuration.ts";
import type { WireAudit } from "./http/audit-records.ts";
import type { HttpContext } from "./http/call.ts";
import { installRoutes, type DowncityContext } from "./http/downcity.ts";
import { ADDRESS_UNKNOWN, addressWithoutRequest } from "./http/public-address.ts";
import type { WirePayments } from "./http/payment-lists.ts";
import type { WireCheckout, WireEvent, WirePayment } from "./http/records.ts";
import { createFetch, createHandlers, type Handler } from "./http/router.ts";
import type { RouteName } from "./http/routes.ts";
import { onDemand } from "./load-on-demand.ts";
import type { PaymentServiceOptions, TransactionalServiceOptions } from "./options.ts";
import { BASE_URL_VARIABLES, createSettings, readerOf, type Settings } from "./settings.ts";
import type { ReadVariable, Variable } from "./variables.ts";
import { VERSION } from "./version.ts";

/**
 * A service that opens checkouts for topups and credits the topups. A topup is credited only after
 * it was paid, and at most once. A handler answers an error with `{ error, code, request_id }`. A
 * handler rejects only if it is called with something other than a Fetch-API `Request`. The
 * constructor throws `PaymentError("configuration")` if an option or a variable is wrong. The
 * message says how to fix it.
 */
export class PaymentService<Tx = never> {
  /**
   * Answers all routes. It is bound, so it can be passed on: `Bun.serve({ fetch: payment.fetch })`.
   */
  readonly fetch: Handler;
  /** One bound handler per route, for frameworks whose routes are files. */
  readonly handlers: Readonly<Record<RouteName, Handler>>;
  /** The name of the service. A Downcity Federation reads this field and the four below it. */
  readonly id: string;
  readonly name = "Payment";
  readonly version: string = VERSION;
  /** The variables that the service and its providers read. */
  readonly env: Variable[];
  /** A description of the service, which the agents of a Downcity Federation read. */
  readonly instruction: string;
  readonly #settings: Settings;
  /** The `env` option, which overrides a Federation's variables; `null` if it was not given. */
  readonly #env: ReadVariable | null;
  /** Returns the current context. Inside a Federation it follows the edits of variables. */
  #present: () => HttpContext;

  constructor(options: PaymentServiceOptions | TransactionalServiceOptions<Tx>) {
    this.#settings = createSettings(options);
    const env = readerOf(options.env);
    this.#env = options.env === undefined ? null : env;
    this.#present = configureOnce(this.#settings, env);
    this.fetch = createFetch(() => this.#present());
    this.handlers = createHandlers(() => this.#present());
    this.id = this.#settings.fixed.service_id;
    this.instruction = `Opens hosted checkouts for topups that the balance has made, and finishes each topup once when its payment is confirmed. The provider sends its webhook to POST /v1/${this.id}/webhook.`;
    this.env = [
      ...BASE_URL_VARIABLES,
      ...options.providers.flatMap(({ variables }) => variables),
    ].map((variable) => ({ ...variable }));
  }

  /**
   * Registers the routes in a Downcity Federation, which calls this method for `base.use(new
   * PaymentService({ … }))`. Unless the option `env` was given, the service then reads the
   * Federation's variables. Edits of variables are applied while the service runs. The caller's
   * identity comes from the Federation, and `authenticate` is not used. The method never throws:
   * while a variable is wrong, most routes answer 503 and `GET methods` says why.
   */
  install(downcity: DowncityContext): void {
    const { fixed } = this.#settings;
    const base_path = `/v1/${fixed.service_id}`;
    if (fixed.base_path !== base_path)
      fixed.logger.warn(
        "`base_path` does nothing inside a Federation: the routes are where it puts them",
        { base_path },
      );
    const env = this.#env ?? ((name) => downcity.env(name) ?? undefined);
    this.#present = followVariables(
      { ...this.#settings, fixed: { ...fixed, base_path, installed: true } },
      env,
    );
    installRoutes(() => this.#present(), downcity);
  }

  /**
   * Opens a checkout for a topup, for server code that handles no request. `base_url` must be set.
   * Only in test mode may it be missing: the address of the last request to a loopback host is then
   * used. Throws a `PaymentError` with one of the codes of the route `POST checkout/create`.
   */
  async createCheckout(input: {
    topup_id: string;
    user_id: string;
    method_id?: string;
    return_to?: string;
    /** The language of the result page, as a BCP 47 tag; default the browser's. */
    language?: string;
  }): Promise<WireCheckout> {
    const { topup_id, user_id, method_id = null, return_to = null, language = null } = input;
    return await this.#write(async (context) => {
      const address = addressWithoutRequest(context.origin);
      if (address === null)
        context.mistakes.report({
          level: "error",
          code: "configuration",
          message: ADDRESS_UNKNOWN,
        });
      const body = { topup_id, method_id, return_to, language };
      const { openCheckout } = await onDemand();
      return await openCheckout(context, address, user_id, body, null);
    });
  }

  /**
   * Lists payments, newest first, in pages of `limit` (1 to 200, default 50). If `filter` has a
   * `topup_id`, the provider may be queried first, and the topup may be credited. Throws
   * `invalid_request` for a wrong filter or limit, and `invalid_cursor` for a wrong cursor.
   */
  async listPayments(
    filter: PaymentFilter = {},
    page: { cursor?: string; limit?: number } = {},
  ): Promise<WirePayments> {
    return await this.#write(
      async (context) => await (await onDemand()).pageOfPayments(context, filter, page),
    );
  }

  /**
   * Lists the stored events, newest first, in pages of `limit` (1 to 200, default 50). Throws
   * `invalid_request` for a wrong filter or limit, and `invalid_cursor` for a wrong cursor.
   */
  async listEvents(
    filter: EventFilter = {},
    page: { cursor?: string; limit?: number } = {},
  ): Promise<{ items: WireEvent[]; next_cursor: string | null }> {
    const context = this.#context;
    return await (await onDemand()).pageOfEvents(context, filter, page);
  }

  /**
   * Returns a payment, its whole audit (oldest entry first), and its topup at the host. Throws
   * `payment_not_found` if there is no such payment.
   */
  async audit(payment_id: string): Promise<WireAudit> {
    const context = this.#context;
    return await (await onDemand()).auditOf(context, payment_id);
  }

  /**
   * Returns the figures of each day of UTC from `from` to `to`, which are days such as
   * `2026-11-29`. The figures are topups by outcome, money received and returned, durations and
   * deliveries. The default is the last 30 days. Throws `invalid_request` if `from` or `to` is not
   * a day, if the range ends before it begins, or if it has more than 366 days.
   */
  async summary(range: Partial<DayRange> = {}): Promise<PaymentSummary> {
    const context = this.#context;
    return await (await onDemand()).summariseDays(context, range);
  }

  /**
   * Processes a stored event again, and returns the event. The payment's current status is read
   * from the provider. Throws `event_not_found`, `busy`, or an error of the provider or the host.
   */
  async replayEvent(event_id: string): Promise<WireEvent> {
    return await this.#write(async (context) => await (await onDemand()).replay(context, event_id));
  }

  /**
   * Closes an unmatched event and the other unmatched events about the same payment of the
   * provider. The note is stored in the audit. Returns the event that `input` names. A repeated
   * call changes nothing. Throws `event_not_found`, `invalid_request` if the note is wrong, or
   * `release_refused` if the event is not unmatched.
   */
  async closeEvent(input: CloseEventInput): Promise<WireEvent> {
    const context = this.#context;
    return await (await onDemand()).close(context, input);
  }

  /**
   * Carries out an administrator's decision on a payment that is held or whose credit cannot be
   * completed, and returns the payment. `credit` credits the topup, at most once as always.
   * `dismiss` closes the payment for good. Throws `release_refused` if the decision cannot be
   * carried out. To credit a topup that was edited after the checkout was opened, pass its current
   * values as `input.topup`. Otherwise the error has `payment` and `topup` in its `details`.
   */
  async releasePayment(input: ReleaseInput): Promise<WirePayment> {
    return await this.#write(async (context) => await (await onDemand()).release(context, input));
  }

  /**
   * Checks the payments that are due, scans the provider's recent payments for what the stored rows
   * lack, and sends the notices that are due. Call this method from cron and at start. Many
   * processes may call it at the same time.
   */
  async reconcile(options: ReconcileOptions = {}): Promise<ReconcileResult> {
    const context = this.#context;
    return await (await onDemand()).reconcile(context, options);
  }

  /**
   * Deletes old events with the status `applied` or `ignored`, in batches. Keeps undecided and held
   * events, events with an unsent notice, and the newest 200 events. Never deletes payments,
   * credits or the audit. Throws `invalid_request` for a wrong option.
   */
  async prune(options: PruneOptions = {}): Promise<PruneResult> {
    const context = this.#context;
    return await (await onDemand()).prune(context, options);
  }

  /**
   * Compares the provider's payments, the stored rows and the host's topups. It writes nothing.
   */
  async drift(options: DriftOptions = {}): Promise<DriftReport> {
    const context = this.#context;
    return await (await onDemand()).drift(context, options);
  }

  /**
   * Checks whether payments can be taken and are credited. The check covers the address, the key,
   * the product, the storage, the deliveries, and the payments that wait.
   */
  async check(): Promise<Inspection> {
    const context = this.#present();
    return await (await onDemand()).inspectService(context);
  }

  /** Runs `work`, and then starts to send the notices of the changes that `work` has stored. */
  async #write<Result>(work: (context: HttpContext) => Promise<Result>): Promise<Result> {
    const context: HttpContext = { ...this.#context, unsent: new Map() };
    try {
      return await work(context);
    } finally {
      sendSoon(context);
    }
  }

  /** Returns the current context. Throws the configuration error if a variable is wrong. */
  get #context(): HttpContext {
    const context = this.#present();
    if (context.misconfiguration !== null) throw context.misconfiguration.error;
    return context;
  }
}
