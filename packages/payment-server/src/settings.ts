import { consoleLogger } from "./console-logger.ts";
import { createBudget } from "./core/budget.ts";
import type { Logger } from "./core/logger.ts";
import { createMistakes } from "./core/mistakes.ts";
import { createNoticeQueue } from "./core/notices/queue.ts";
import type { PaymentProvider, ProviderFactory } from "./core/provider.ts";
import { readEnvironment } from "./environment.ts";
import { guardedLogger } from "./guarded-logger.ts";
import { hostFunctions } from "./host-functions.ts";
import type { HttpContext } from "./http/call.ts";
import {
  readBasePath,
  readBaseUrl,
  readConfirm,
  readId,
  readRate,
  readTolerance,
  requireDurable,
  requireNoBasePath,
  requirePublicAddress,
} from "./option-checks.ts";
import { requireHost, requireProviders } from "./option-types.ts";
import { readOrigins } from "./origin-checks.ts";
import type { PaymentServiceOptions, TransactionalServiceOptions } from "./options.ts";
import { createHostRenderer, createRenderer } from "./pages/renderer.ts";
import { randomText, sortedText } from "./random-text.ts";
import { sleep } from "./sleep.ts";
import { memoryStorage } from "./storage/memory.ts";
import { emptyVariables, setting, type ReadVariable, type Variable } from "./variables.ts";

/** The variables that set the public address. One of them is enough. */
export const BASE_URL_VARIABLES: readonly Variable[] = [
  {
    key: "DOWNCITY_CITY_BASE_URL",
    description:
      "Public address of this server, such as https://shop.example; needed away from localhost.",
    required: false,
  },
  { key: "PAYMENT_BASE_URL", description: "The same, outside of Downcity.", required: false },
];
const BASE_URL_NAMES: readonly string[] = BASE_URL_VARIABLES.map(({ key }) => key);

/**
 * The default of the option `provider_calls_per_second`. Dodo's lowest tier takes 240 calls a
 * minute (https://docs.dodopayments.com/api-reference/introduction). Three calls per second are 180
 * a minute. With one process, about 60 calls a minute are left for calls that the option does not
 * limit, such as those that create checkouts.
 */
const CALLS_PER_SECOND = 3;

/**
 * The checked options of a service, and the state that it keeps in memory. A change of a variable
 * replaces neither.
 */
export interface Settings {
  /**
   * The part of every {@link HttpContext} that does not depend on variables. All contexts share
   * these objects.
   */
  fixed: Omit<HttpContext, "providers" | "origin" | "misconfiguration">;
  origins: Omit<HttpContext["origin"], "base" | "live">;
  providers: readonly ProviderFactory[];
  /** The option `base_url`, which takes precedence over its variables. */
  base_url: string | undefined;
}

/**
 * Checks the options and builds the settings. What depends on variables is checked later, by
 * `configure()`. If no storage was given, uses a memory storage and logs a warning. Throws
 * `configuration` if an option is wrong.
 */
export function createSettings<Tx>(
  options: PaymentServiceOptions | TransactionalServiceOptions<Tx>,
): Settings {
  requireHost(options);
  const host = hostFunctions(options);
  const logger = guardedLogger(options.logger ?? consoleLogger);
  const clock = options.clock ?? Date.now;
  const service_id = readId(options.id ?? "payment");
  const storage = options.storage ?? memoryStorage({ clock });
  if (options.storage === undefined)
    logger.warn(
      "no storage was given: payments live in memory and NOTHING outlives this process; use sqliteStorage(path)",
    );
  const rate = readRate(options.provider_calls_per_second ?? CALLS_PER_SECOND);
  return {
    fixed: {
      storage,
      host,
      clock,
      sleep,
      ticks: () => performance.now(),
      ends_at: Number.POSITIVE_INFINITY,
      newId: (prefix) => `${prefix}_${randomText()}`,
      newPaymentId: () => `pmt_${sortedText(clock())}`,
      logger,
      mistakes: createMistakes(clock, logger),
      budget: createBudget({ per_second: rate, clock }),
      creating: new Map(),
      deep_scan: { at: null },
      unfinished_scans: new Map(),
      foreign_payments: new Map(),
      unsent: new Map(),
      notice_queue: createNoticeQueue(),
      confirm: readConfirm(options.confirm),
      conversion_tolerance_bps: readTolerance(options.conversion_tolerance_bps ?? 0),
      service_id,
      base_path: readBasePath(options.base_path ?? `/v1/${service_id}`),
      installed: false,
      authenticate: options.authenticate ?? null,
      renderResult: createRenderer(options.result_page),
      renderHostResult: createHostRenderer(options.result_page),
      worked_off: { at: 0 },
      returned: { since: clock(), seen: false },
    },
    origins: {
      allowed_origins: readOrigins("allowed_origins", options.allowed_origins ?? []),
      return_origins: readOrigins("return_origins", options.return_origins ?? []),
      last_local: { address: null },
    },
    providers: requireProviders(options.providers),
    base_url: options.base_url,
  };
}

/**
 * Reads the variables, creates the providers and returns the context for the core and the routes.
 * Warnings about variables go to `logger`. Throws `configuration` if a variable is wrong, or if an
 * option is wrong whose check depends on variables, such as `base_url` or, in live_mode, the
 * storage.
 */
export function configure(
  { fixed, origins, providers: factories, base_url }: Settings,
  env: ReadVariable,
  logger: Logger = fixed.logger,
): HttpContext {
  for (const name of emptyVariables(BASE_URL_NAMES, env))
    logger.warn("a variable is empty and counts as absent", { name });
  const base = readBaseUrl(setting(base_url, BASE_URL_NAMES, env));
  const providers = new Map(
    factories.map((factory): [string, PaymentProvider] => [
      factory.id,
      factory.create({ env, clock: fixed.clock, logger, slowDown: fixed.budget.pause }),
    ]),
  );
  const live = [...providers.values()].some(({ environment }) => environment === "live_mode");
  requireDurable(fixed.storage, [...providers.values()]);
  requireNoBasePath(base, fixed.base_path);
  if (live) requirePublicAddress(base);
  return { ...fixed, origin: { ...origins, base, live }, providers, misconfiguration: null };
}

/**
 * Checks the options, reads the variables and returns the context, for a service whose variables do
 * not change.
 */
export function createContext<Tx>(
  options: PaymentServiceOptions | TransactionalServiceOptions<Tx>,
): HttpContext {
  return configure(createSettings(options), readerOf(options.env));
}

/**
 * Returns the function that reads variables: from the `env` option if it was given, else from the
 * runtime's environment.
 */
export function readerOf(env: PaymentServiceOptions["env"]): ReadVariable {
  if (env === undefined) return readEnvironment;
  return typeof env === "function" ? env : (name) => env[name];
}
