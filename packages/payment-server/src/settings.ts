import { consoleLogger } from "./console-logger.ts";
import { createBudget } from "./core/budget.ts";
import { withDeadline } from "./core/deadline.ts";
import type { FinishExtra, Host, Topup, TransactionalExtra } from "./core/host.ts";
import type { Logger } from "./core/logger.ts";
import type { PaymentProvider, ProviderFactory } from "./core/provider.ts";
import { workOffOne } from "./core/reconcile.ts";
import type { Storage, TransactionalStorage } from "./core/storage.ts";
import { readEnvironment } from "./environment.ts";
import { PaymentError } from "./errors.ts";
import type { HttpContext, Identity } from "./http/call.ts";
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
  /** Where rows live; default `memoryStorage()`, which outlives nothing. */
  storage?: Storage | undefined;
  /** `true`: your credit and our marks commit in one transaction, see {@link TransactionalServiceOptions}. Default `false`. */
  transactional?: false | undefined;
  /** Who sends a request; `null` for a stranger. Default nobody: user routes answer 401, admin routes 404. */
  authenticate?: ((request: Request) => Promise<Identity | null> | Identity | null) | undefined;
  /** `DOWNCITY_CITY_BASE_URL` or `PAYMENT_BASE_URL`: the public origin; default the request's own, on loopback hosts only. */
  base_url?: string | undefined;
  /** Prefix of the routes; default `/v1/payment`. */
  base_path?: string | undefined;
  /** Pages that may call cross-origin, as exact origins. */
  allowed_origins?: readonly string[] | undefined;
  /** Where a result page may lead back to, as exact origins; default `base_url`'s own. */
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
  /** Reads a variable; default the runtime's environment. */
  env?: ReadVariable | Readonly<Record<string, string | undefined>> | undefined;
}

/** Options of a {@link PaymentService} whose rows lie in the host's own SQL database. */
export interface TransactionalServiceOptions<Tx> extends Omit<PaymentServiceOptions, "storage" | "transactional" | "finishTopup"> {
  transactional: true;
  /** `sqliteStorage(path)` or `postgresStorage(…)`. */
  storage: TransactionalStorage<Tx>;
  /** Marks the topup paid and adds the credits. Write only through `extra.tx`, the driver's handle on an open transaction; await all of it, and do not end it. Throwing rolls all of it back. */
  finishTopup(topup_id: string, extra: TransactionalExtra<Tx>): Promise<unknown> | unknown;
}

/** The public address under either of its names. */
export const BASE_URL_VARIABLES: readonly Variable[] = [
  { key: "DOWNCITY_CITY_BASE_URL", description: "Public origin of this server, such as https://shop.example; needed away from localhost.", required: false },
  { key: "PAYMENT_BASE_URL", description: "The same, outside of Downcity.", required: false },
];
const BASE_URL: readonly string[] = BASE_URL_VARIABLES.map(({ key }) => key);
/** Deliveries arrive in bursts: other due payments are worked off at most this often per process. */
const WORK_OFF_MS = 5_000;
const SIGNATURE_WARNING_MS = 60_000;
/** The delivery waits this long for it at most; the work itself goes on. */
const WORK_MS = 3_000;
const LATE = { code: "busy", message: "Another payment is still being worked off." } as const;
/** Only a delivery that was quick has time left for another payment. */
const QUICK_MS = 2_000;

/** The options, checked, as everything the core and the routes are given. Throws `configuration` with the fix. */
export function createContext<Tx>(options: PaymentServiceOptions | TransactionalServiceOptions<Tx>): HttpContext {
  requireHost(options);
  const host = hostOf(options);
  const env = readerOf(options.env);
  const logger = guarded(options.logger ?? consoleLogger);
  const clock = options.clock ?? Date.now;
  const storage = options.storage ?? memoryStorage({ clock });
  if (options.storage === undefined) logger.warn("no storage was given: payments live in memory and NOTHING outlives this process; use sqliteStorage(path)");
  for (const name of emptyVariables(BASE_URL, env)) logger.warn("a variable is empty and counts as absent", { name });
  const base_origin = readBaseUrl(setting(options.base_url, BASE_URL, env));
  const rate = readRate(options.provider_calls_per_second ?? 10);
  const context: HttpContext = {
    storage,
    host,
    providers: createProviders(options.providers, { env, clock, logger }),
    clock,
    sleep,
    newId: (prefix) => `${prefix}_${randomText()}`,
    logger,
    budget: createBudget({ per_second: rate, burst: rate * 2, clock }),
    deep_look: { at: null },
    cut_looks: new Map(),
    confirm: readConfirm(options.confirm),
    conversion_tolerance_bps: readTolerance(options.conversion_tolerance_bps ?? 0),
    origin: {
      base_origin,
      allowed_origins: new Set((options.allowed_origins ?? []).map((value) => readOrigin("allowed_origins", value))),
      return_origins: options.return_origins === undefined ? null : new Set(options.return_origins.map((value) => readOrigin("return_origins", value))),
    },
    base_path: readBasePath(options.base_path ?? "/v1/payment"),
    authenticate: options.authenticate ?? null,
    renderResult: createRenderer(options.result_page),
    workOff: createWorkOff(() => context),
    warnOfSignatures: createSignatureWarning(clock, logger),
  };
  return context;
}

function hostOf<Tx>(options: PaymentServiceOptions | TransactionalServiceOptions<Tx>): Host {
  const readTopup = async (topup_id: string): Promise<Topup | null> => await options.readTopup(topup_id);
  if (options.transactional !== true) {
    return { readTopup, finishTopup: async (topup_id, extra) => void (await options.finishTopup(topup_id, extra)), closeWithHost: null };
  }
  const { storage } = options;
  if (typeof storage?.closeCreditWith !== "function") {
    throw configuration("`transactional` needs a storage with transactions of its own: `sqliteStorage` with the path of a file (an open database cannot keep others out of one), or `postgresStorage`.");
  }
  return {
    readTopup,
    finishTopup: null,
    closeWithHost: async (change, fence, call) =>
      await storage.closeCreditWith(change, fence, async (tx) => await call(async (topup_id, extra) => void (await options.finishTopup(topup_id, { ...extra, tx })))),
  };
}

function createSignatureWarning(clock: () => number, logger: Logger): HttpContext["warnOfSignatures"] {
  let last: number | null = null;
  return (request_id) => {
    const now = clock();
    if (last !== null && Math.abs(now - last) < SIGNATURE_WARNING_MS) return;
    last = now;
    logger.warn("a delivery was refused: its signature is missing, wrong or outdated; if this goes on, check DODO_WEBHOOK_KEY", { request_id });
  };
}

/** Never fails the delivery it follows: what goes wrong here stays due and is logged by reconciliation. */
function createWorkOff(context: () => HttpContext): HttpContext["workOff"] {
  let last = 0;
  return async (started_at) => {
    const { clock, logger } = context();
    const now = clock();
    if (now - started_at > QUICK_MS || now - last < WORK_OFF_MS) return;
    last = now;
    await withDeadline(context(), WORK_MS, LATE, async () => await workOffOne(context())).catch((error: unknown) => logger.warn("no other payment was worked off", { code: error instanceof PaymentError ? error.code : "internal" }));
  };
}

function createProviders(factories: readonly ProviderFactory[], runtime: Parameters<ProviderFactory["create"]>[0]): Map<string, PaymentProvider> {
  const providers = new Map<string, PaymentProvider>();
  for (const factory of factories) {
    if (providers.has(factory.id)) throw configuration(`Two providers have the id \`${factory.id}\`; keep one of them.`);
    providers.set(factory.id, factory.create(runtime));
  }
  if (providers.size === 0) throw configuration("`providers` is empty; name one, such as `dodoPaymentProvider()`.");
  return providers;
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

function requireHost(options: Pick<PaymentServiceOptions, "readTopup" | "providers"> & { finishTopup: unknown; transactional?: unknown }): void {
  if (typeof options?.readTopup !== "function") throw configuration("`readTopup` must be a function that returns the topup or null.");
  if (typeof options.finishTopup !== "function") throw configuration("`finishTopup` must be a function that credits the topup once.");
  if (options.transactional !== undefined && typeof options.transactional !== "boolean") throw configuration("`transactional` must be true or false.");
  if (!Array.isArray(options.providers)) throw configuration("`providers` must be a list, such as `[dodoPaymentProvider()]`.");
}

function readerOf(env: PaymentServiceOptions["env"]): ReadVariable {
  if (env === undefined) return readEnvironment;
  return typeof env === "function" ? env : (name) => env[name];
}

function readBaseUrl(value: string | null): string | null {
  return value === null ? null : readOrigin("base_url", value);
}

function readOrigin(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:") || url.username !== "" || (url.pathname !== "/" && url.pathname !== "")) {
    throw configuration(`\`${option}\` must be an origin such as \`https://shop.example\`; a path goes into \`base_path\`.`);
  }
  return url.origin;
}

function readBasePath(value: string): string {
  if (/^(\/[A-Za-z0-9_.~-]+)*\/?$/.test(value)) return value.replace(/\/$/, "");
  throw configuration("`base_path` must be a path such as `/v1/payment`.");
}

function readConfirm(value: PaymentServiceOptions["confirm"]): "always" | "when_unsigned" {
  if (value === undefined || value === "always") return "always";
  if (value === "when_unsigned") return value;
  throw configuration("`confirm` must be `always` or `when_unsigned`.");
}

function readRate(value: number): number {
  if (value >= 1 && value <= 10_000) return value;
  throw configuration("`provider_calls_per_second` must be a number from 1 to 10,000.");
}

function readTolerance(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= 1_000) return value;
  throw configuration("`conversion_tolerance_bps` must be a whole number from 0 to 1,000.");
}

/** 128 bits as base64url. */
function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Resolves early when the signal is aborted, so that no timer outlives its use. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
