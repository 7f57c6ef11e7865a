import { drift, type DriftOptions, type DriftReport } from "./core/drift/report.ts";
import { inspect, type Inspection } from "./core/inspection.ts";
import { listEvents, listPayments, type ListRequest } from "./core/lists.ts";
import { reconcile, type ReconcileOptions } from "./core/reconcile/reconcile.ts";
import type { ReconcileResult } from "./core/reconcile/run.ts";
import { releasePayment, type ReleaseInput } from "./core/release.ts";
import { replayEvent } from "./core/replay.ts";
import type { EventFilter, PaymentFilter } from "./core/storage.ts";
import { configureOnce, followVariables, testModeInPublic } from "./configuration.ts";
import { PaymentError } from "./errors.ts";
import type { HttpContext } from "./http/call.ts";
import { openCheckout } from "./http/checkout.ts";
import { installRoutes, type DowncityContext } from "./http/downcity.ts";
import { createFetch, createHandlers, type Handler, type RouteName } from "./http/router.ts";
import {
  wireEvent,
  wirePayment,
  wirePayments,
  type WireCheckout,
  type WireEvent,
  type WirePayment,
  type WirePayments,
} from "./http/records.ts";
import type { PaymentServiceOptions, TransactionalServiceOptions } from "./options.ts";
import { BASE_URL_VARIABLES, createSettings, readerOf, type Settings } from "./settings.ts";
import type { ReadVariable, Variable } from "./variables.ts";
import { VERSION } from "./version.ts";

/**
 * Turns paid checkouts into exactly one credit of the host's balance each. Every handler answers every request:
 * errors are `{ error, code, request_id }`. Wrong options throw `PaymentError("configuration")` with the fix.
 */
export class PaymentService<Tx = never> {
  /** All routes, bound: `Bun.serve({ fetch: payment.fetch })`. */
  readonly fetch: Handler;
  /** One bound handler per route, for routers that go by files. */
  readonly handlers: Readonly<Record<RouteName, Handler>>;
  /** What a Downcity Federation asks of a service. */
  readonly id: string;
  readonly name = "Payment";
  readonly version: string = VERSION;
  /** The variables that are read. */
  readonly env: Variable[];
  readonly instruction: string;
  readonly #settings: Settings;
  /** The `env` that was given: it is read in place of a Federation's. */
  readonly #env: ReadVariable | null;
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
   * For a Downcity Federation, which takes this service by its shape: `base.use(new PaymentService({ … }))`. Its variables
   * are read there, unless `env` was given, and followed while they are edited; identity comes from it in place of
   * `authenticate`. It never throws: while a variable is wrong the payment routes answer 503 and `methods` says why.
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
    this.#present = followVariables({ ...this.#settings, fixed: { ...fixed, base_path } }, env);
    installRoutes(() => this.#present(), downcity);
  }

  /** The page where a topup can be paid, for server code that has no request; needs `base_url`. Throws `PaymentError`. */
  async createCheckout(input: {
    topup_id: string;
    user_id: string;
    method_id?: string;
    return_to?: string;
  }): Promise<WireCheckout> {
    const { topup_id, user_id, method_id = null, return_to = null } = input;
    const context = this.#context;
    return await openCheckout(context, context.origin.base, user_id, {
      topup_id,
      method_id,
      return_to,
    });
  }

  /** A page of payments, newest first; `limit` defaults to 50. */
  async listPayments(
    filter: PaymentFilter = {},
    page: { cursor?: string; limit?: number } = {},
  ): Promise<WirePayments> {
    const context = this.#context;
    return wirePayments(
      await listPayments(context, listRequest(filter, ["user_id", "topup_id", "status"], page)),
      context.clock(),
    );
  }

  /** A page of events, newest first. */
  async listEvents(
    filter: EventFilter = {},
    page: { cursor?: string; limit?: number } = {},
  ): Promise<{ items: WireEvent[]; next_cursor: string | null }> {
    const { items, next_cursor } = await listEvents(
      this.#context,
      listRequest(filter, ["type", "sync_status", "payment_id"], page),
    );
    return { items: items.map(wireEvent), next_cursor };
  }

  /** Looks at a delivery again, by the payment's present state at the provider. */
  async replayEvent(event_id: string): Promise<WireEvent> {
    return wireEvent(await replayEvent(this.#context, event_id));
  }

  /** Ends a hold: `credit` goes through the same claim as every credit, `dismiss` is final. */
  async releasePayment(input: ReleaseInput): Promise<WirePayment> {
    return wirePayment(await releasePayment(this.#context, input));
  }

  /** Works off what is due and looks through the provider's recent payments; for cron and boot, safe in many processes at once. */
  async reconcile(options: ReconcileOptions = {}): Promise<ReconcileResult> {
    return await reconcile(this.#context, options);
  }

  /** What does not agree between the provider's payments, our rows and the host's topups. Changes nothing; for cron and operators. */
  async drift(options: DriftOptions = {}): Promise<DriftReport> {
    return await drift(this.#context, options);
  }

  /** What an operator should know: configuration, product, storage, money that waits. */
  async check(): Promise<Inspection> {
    const context = this.#present();
    const inspection = await inspect(context, testModeInPublic(context));
    if (context.trouble === null) return inspection;
    const { code, message } = context.trouble.error;
    return {
      ...inspection,
      ok: false,
      findings: [{ level: "error", code, message }, ...inspection.findings],
    };
  }

  /** Throws the configuration error that keeps payments from being taken. */
  get #context(): HttpContext {
    const context = this.#present();
    if (context.trouble !== null) throw context.trouble.error;
    return context;
  }
}

/** Only the filters there are, and only those that are set: their names become part of a query. */
function listRequest<Filter extends object>(
  filter: Filter,
  names: readonly (keyof Filter & string)[],
  page: { cursor?: string; limit?: number },
): ListRequest<Filter> {
  const unknown = Object.keys(filter).find((key) => !names.some((name) => name === key));
  if (unknown !== undefined)
    throw new PaymentError(
      "invalid_request",
      `There is no such filter; there are ${names.join(", ")}.`,
    );
  const set = Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as Filter;
  return {
    filter: set,
    cursor: page.cursor ?? null,
    limit: Math.min(200, Math.max(1, Math.floor(page.limit ?? 50))),
  };
}
