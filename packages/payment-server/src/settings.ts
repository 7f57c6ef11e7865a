import { consoleLogger } from "./console-logger.ts";
import { createBudget } from "./core/budget.ts";
import type { FinishExtra, Host, Topup, TransactionalExtra } from "./core/host.ts";
import type { Logger } from "./core/logger.ts";
import type { PaymentProvider, ProviderFactory } from "./core/provider.ts";
import type { Storage, TransactionalStorage } from "./core/storage.ts";
import { readEnvironment } from "./environment.ts";
import type { HttpContext, Identity } from "./http/call.ts";
import {
  configuration,
  readBasePath,
  readBaseUrl,
  readConfirm,
  readId,
  readOrigin,
  readRate,
  readTolerance,
  requireHost,
} from "./option-checks.ts";
import { createRenderer, type ResultPageOptions } from "./pages/result.ts";
import { memoryStorage } from "./storage/memory.ts";
import { emptyVariables, setting, type ReadVariable, type Variable } from "./variables.ts";

/** Options of {@link PaymentService}. */
export interface PaymentServiceOptions {
  /** The host's topup, or `null` if there is none. */
  readTopup(topup_id: string): Promise<Topup | null> | Topup | null;
  /** Marks the topup paid and adds the credits, in one transaction, once per `extra.idempotency_key`. Throwing means "unknown": we read the topup and call again. */
  finishTopup(topup_id: string, extra: FinishExtra): Promise<unknown> | unknown;
  /** Such as `[dodoPaymentProvider()]`; ids are unique. */
  providers: readonly ProviderFactory[];
  /** Where rows live; default `memoryStorage()`, which outlives nothing: in live_mode it must be one that is `durable`. */
  storage?: Storage | undefined;
  /** `true`: your credit and our marks commit in one transaction, see {@link TransactionalServiceOptions}. Default `false`. */
  transactional?: false | undefined;
  /** Who sends a request; `null` for a stranger. Default nobody: user routes answer 401, admin routes 404. */
  authenticate?: ((request: Request) => Promise<Identity | null> | Identity | null) | undefined;
  /** What the service is called inside a Federation and in `GET methods`: letters, digits, `-` and `_`. Default `payment`; a second service needs another one. */
  id?: string | undefined;
  /** `DOWNCITY_CITY_BASE_URL` or `PAYMENT_BASE_URL`: the public address, with the path that a proxy or a framework takes off before the routes see a request. Default the request's own origin, on loopback hosts only. */
  base_url?: string | undefined;
  /** Prefix of the routes, by which requests are matched; default `/v1/` and the id. */
  base_path?: string | undefined;
  /** Pages that may call cross-origin, as exact origins. */
  allowed_origins?: readonly string[] | undefined;
  /** Where a result page may lead back to besides `base_url`'s own origin, as exact origins; default nowhere else. */
  return_origins?: readonly string[] | undefined;
  /** `always` (default): Dodo is asked before anything is credited. `when_unsigned`: a signed delivery is believed as it stands. */
  confirm?: "always" | "when_unsigned" | undefined;
  /** How far a converted payment may fall short, in basis points; default 0. One cent of rounding is always allowed. */
  conversion_tolerance_bps?: number | undefined;
  /** What hints, result pages and reconciliation may ask the provider per second, at least 1; default 10. Creates never wait for it. */
  provider_calls_per_second?: number | undefined;
  /** Name, accent, logo and texts of the result pages, or a page of your own. */
  result_page?: ResultPageOptions | undefined;
  logger?: Logger | undefined;
  /** Unix milliseconds; default `Date.now`. */
  clock?: (() => number) | undefined;
  /** Reads a variable; default the runtime's environment, inside a Federation its own. */
  env?: ReadVariable | Readonly<Record<string, string | undefined>> | undefined;
}

/** Options of a {@link PaymentService} whose rows lie in the host's own SQL database. */
export interface TransactionalServiceOptions<Tx> extends Omit<
  PaymentServiceOptions,
  "storage" | "transactional" | "finishTopup"
> {
  transactional: true;
  /** `sqliteStorage(path)` or `postgresStorage(…)`. */
  storage: TransactionalStorage<Tx>;
  /** Marks the topup paid and adds the credits. Write only through `extra.tx`, the driver's handle on an open transaction; await all of it, and do not end it. Throwing rolls all of it back. */
  finishTopup(topup_id: string, extra: TransactionalExtra<Tx>): Promise<unknown> | unknown;
}

/** The public address under either of its names. */
export const BASE_URL_VARIABLES: readonly Variable[] = [
  {
    key: "DOWNCITY_CITY_BASE_URL",
    description:
      "Public address of this server, such as https://shop.example; needed away from localhost.",
    required: false,
  },
  { key: "PAYMENT_BASE_URL", description: "The same, outside of Downcity.", required: false },
];
const BASE_URL: readonly string[] = BASE_URL_VARIABLES.map(({ key }) => key);
const SIGNATURE_WARNING_MS = 60_000;

/** The options, checked, and what a service keeps however often its variables change: these objects are the same in every context. */
export interface Settings {
  fixed: Omit<HttpContext, "providers" | "origin" | "trouble">;
  origins: Pick<HttpContext["origin"], "allowed_origins" | "return_origins">;
  providers: readonly ProviderFactory[];
  base_url: string | undefined;
}

/** Checks what no variable can change. Throws `configuration` with the fix. */
export function createSettings<Tx>(
  options: PaymentServiceOptions | TransactionalServiceOptions<Tx>,
): Settings {
  requireHost(options);
  const host = hostOf(options);
  const logger = guarded(options.logger ?? consoleLogger);
  const clock = options.clock ?? Date.now;
  const service_id = readId(options.id ?? "payment");
  const storage = options.storage ?? memoryStorage({ clock });
  if (options.storage === undefined)
    logger.warn(
      "no storage was given: payments live in memory and NOTHING outlives this process; use sqliteStorage(path)",
    );
  const rate = readRate(options.provider_calls_per_second ?? 10);
  return {
    fixed: {
      storage,
      host,
      clock,
      sleep,
      ticks: () => performance.now(),
      ends_at: Number.POSITIVE_INFINITY,
      newId: (prefix) => `${prefix}_${randomText()}`,
      logger,
      budget: createBudget({ per_second: rate, clock }),
      creating: new Map(),
      deep_scan: { at: null },
      unfinished_scans: new Map(),
      foreign_payments: new Map(),
      confirm: readConfirm(options.confirm),
      conversion_tolerance_bps: readTolerance(options.conversion_tolerance_bps ?? 0),
      service_id,
      base_path: readBasePath(options.base_path ?? `/v1/${service_id}`),
      installed: false,
      authenticate: options.authenticate ?? null,
      renderResult: createRenderer(options.result_page),
      worked_off: { at: 0 },
      warnOfSignatures: createSignatureWarning(clock, logger),
    },
    origins: {
      allowed_origins: new Set(
        (options.allowed_origins ?? []).map((value) => readOrigin("allowed_origins", value)),
      ),
      return_origins: new Set(
        (options.return_origins ?? []).map((value) => readOrigin("return_origins", value)),
      ),
    },
    providers: uniqueProviders(options.providers),
    base_url: options.base_url,
  };
}

/** What the variables say now, as everything the core and the routes are given. Throws `configuration` with the fix. */
export function configure(
  { fixed, origins, providers: factories, base_url }: Settings,
  env: ReadVariable,
  logger: Logger = fixed.logger,
): HttpContext {
  for (const name of emptyVariables(BASE_URL, env))
    logger.warn("a variable is empty and counts as absent", { name });
  const base = readBaseUrl(setting(base_url, BASE_URL, env));
  const providers = new Map(
    factories.map((factory): [string, PaymentProvider] => [
      factory.id,
      factory.create({ env, clock: fixed.clock, logger }),
    ]),
  );
  requireDurable(fixed.storage, [...providers.values()]);
  return { ...fixed, origin: { ...origins, base }, providers, trouble: null };
}

/** Both at once, for a service whose variables do not change. */
export function createContext<Tx>(
  options: PaymentServiceOptions | TransactionalServiceOptions<Tx>,
): HttpContext {
  return configure(createSettings(options), readerOf(options.env));
}

/** Where variables are read: in what was given, else in the runtime's environment. */
export function readerOf(env: PaymentServiceOptions["env"]): ReadVariable {
  if (env === undefined) return readEnvironment;
  return typeof env === "function" ? env : (name) => env[name];
}

/** Real money that is paid after a restart must find its row. */
function requireDurable(storage: Storage, providers: readonly PaymentProvider[]): void {
  const live = providers.find(({ environment }) => environment === "live_mode");
  if (live === undefined || storage.durable === true) return;
  throw configuration(
    `In live_mode payments must outlive the process, and there is no storage that keeps them: add \`storage: sqliteStorage("payments.sqlite")\`, or \`postgresStorage(…)\` for many machines.`,
  );
}

function hostOf<Tx>(options: PaymentServiceOptions | TransactionalServiceOptions<Tx>): Host {
  const readTopup = async (topup_id: string): Promise<Topup | null> =>
    await options.readTopup(topup_id);
  if (options.transactional !== true) {
    return {
      readTopup,
      finishTopup: async (topup_id, extra) => void (await options.finishTopup(topup_id, extra)),
      closeWithHost: null,
    };
  }
  const { storage } = options;
  if (typeof storage?.closeCreditWith !== "function") {
    throw configuration(
      "`transactional` needs a storage with transactions of its own: `sqliteStorage` with the path of a file (an open database cannot keep others out of one), or `postgresStorage`.",
    );
  }
  return {
    readTopup,
    finishTopup: null,
    closeWithHost: async (change, fence, call) =>
      await storage.closeCreditWith(
        change,
        fence,
        async (tx) =>
          await call(
            async (topup_id, extra) => void (await options.finishTopup(topup_id, { ...extra, tx })),
          ),
      ),
  };
}

function createSignatureWarning(
  clock: () => number,
  logger: Logger,
): HttpContext["warnOfSignatures"] {
  let last: number | null = null;
  return (request_id) => {
    const now = clock();
    if (last !== null && Math.abs(now - last) < SIGNATURE_WARNING_MS) return;
    last = now;
    logger.warn(
      "a delivery was refused: its signature is missing, wrong or outdated; if this goes on, check DODO_WEBHOOK_KEY",
      { request_id },
    );
  };
}

function uniqueProviders(factories: readonly ProviderFactory[]): readonly ProviderFactory[] {
  const twice = factories.find(
    ({ id }, index) => factories.findIndex((other) => other.id === id) !== index,
  );
  if (twice !== undefined)
    throw configuration(`Two providers have the id \`${twice.id}\`; keep one of them.`);
  if (factories.length === 0)
    throw configuration("`providers` is empty; name one, such as `dodoPaymentProvider()`.");
  return factories;
}

/** A logger that throws must not fail the delivery it speaks of. */
function guarded(logger: Logger): Logger {
  const quietly = (write: () => void): void => {
    try {
      write();
    } catch {
      // There is nowhere left to say it.
    }
  };
  return {
    info: (...line) => quietly(() => logger.info(...line)),
    warn: (...line) => quietly(() => logger.warn(...line)),
    error: (...line) => quietly(() => logger.error(...line)),
  };
}

/** 128 bits as base64url. */
function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Resolves early when the signal is aborted, so that no timer outlives its use. Nothing stays behind on the signal, which may live as long as the process. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, signal?.aborted === true ? 0 : ms);
    signal?.addEventListener("abort", end);
  });
}
