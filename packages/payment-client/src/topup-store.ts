/** The store of one topup: it opens the checkout, polls the payment and publishes its state. */
import { atom, type ReadableAtom } from "nanostores";
import { createBuyerClient, type BuyerClient, type Token } from "./buyer-client.ts";
import { safeCheckoutUrl } from "./checkout-url.ts";
import { PaymentClientError } from "./errors.ts";
import { createMemory } from "./open-topup.ts";
import { removeReturnParameters } from "./return-parameters.ts";
import type { Phase, TopupState } from "./topup-state.ts";
import {
  createTopupWatch,
  forget,
  ignorePollInFlight,
  listenForWakeUps,
  schedule,
  show,
  startPolling,
  stopWatching,
  type TopupWatch,
} from "./topup-watch.ts";
import type { Checkout, PaymentMethod } from "./wire.ts";

/**
 * The options of {@link createTopupStore}. `client`, `endpoint`, `topup_id` and `id` are read once.
 * The other options are read at each use, so they may be replaced at any time.
 */
export interface TopupStoreOptions {
  /** The client to use. By default one is created from `endpoint` and `token`. */
  client?: BuyerClient | undefined;
  /** The address of the payment routes. Default `/v1/payment`. */
  endpoint?: string | undefined;
  /** The topup to pay. Give either this or `createTopup`. */
  topup_id?: string | undefined;
  /**
   * A name for what `createTopup` sells, such as `pack-small`. The browser remembers the open
   * payment under this name, so that the payment is found again after a reload.
   */
  id?: string | undefined;
  /** A bearer token, or a function that returns one. Without it the page's cookies are used. */
  token?: Token | undefined;
  /** Creates a topup and returns its id. It is called at each click that starts a purchase. */
  createTopup?: (() => Promise<string> | string) | undefined;
  /**
   * The `status_url` of a checkout that was opened elsewhere, such as on a server. The store polls
   * the payment of that checkout.
   */
  status_url?: string | undefined;
  /**
   * The address that the result page links back to. The default is the address of this page, if the
   * server accepts that.
   */
  return_to?: string | undefined;
  /** Hosts of checkout pages that are allowed besides Dodo's own. */
  checkout_hosts?: readonly string[] | undefined;
  /**
   * Called before the page is left for the checkout. If it returns `false`, the page stays, as for
   * a checkout in an overlay, and the store polls the payment.
   */
  onCheckout?: ((checkout: Checkout) => boolean) | undefined;
  /** The function that takes the browser to the checkout. Default `location.assign`. */
  navigate?: ((url: string) => void) | undefined;
  /**
   * How long an unfinished payment is polled automatically, in milliseconds. Default two minutes.
   */
  patience_ms?: number | undefined;
}

/** The store of one topup. It does nothing before `connect()` or `pay()` is called. */
export interface TopupStore {
  readonly $topup: ReadableAtom<TopupState>;
  /** The payment methods; `undefined` until they are loaded, or if loading failed. */
  readonly $methods: ReadableAtom<readonly PaymentMethod[] | undefined>;
  /**
   * Loads the methods and polls the open payment, including one that the browser remembers from an
   * earlier page. The returned function stops timers, requests and listeners.
   */
  connect(): () => void;
  /**
   * Opens the checkout and leaves the page for it. If an earlier payment is still unresolved, the
   * store polls that payment instead. The promise never rejects: `$topup` shows the result.
   */
  pay(method_id?: string): Promise<void>;
  /** Polls the open payment now. */
  check(): Promise<void>;
  /** Forgets the open payment. Call it when the user signs out. */
  reset(): void;
}

/**
 * How many milliseconds the browser has for leaving the page. After that, the payment is polled.
 */
const LEAVING_MS = 10_000;
/** How long an unfinished payment is polled by default, in milliseconds. */
const PATIENCE_MS = 120_000;

/** The phases in which a click starts a payment. */
const PAYABLE: ReadonlySet<Phase> = new Set(["idle", "failed", "canceled", "error"]);
/** The phases in which `check()` does nothing, because the checkout is still being opened. */
const OPENING: ReadonlySet<Phase> = new Set(["creating", "redirecting"]);

/** Creates the store of one topup. This needs no DOM and sends no request. */
export function createTopupStore(options: TopupStoreOptions): TopupStore {
  const { topup_id, id } = options;
  const client = options.client ?? createBuyerClient(options.endpoint, () => options.token);
  const name = topup_id || (id && `#${id}`);
  const watch = createTopupWatch({
    client,
    topup_id,
    memory: createMemory(name && `dodo-topup:${client.endpoint}:${name}`),
    patienceMs: () => options.patience_ms ?? PATIENCE_MS,
  });
  const $methods = atom<readonly PaymentMethod[] | undefined>();
  return {
    $topup: watch.$topup,
    $methods,
    pay: (method_id) => pay(watch, options, method_id),
    reset: () => forget(watch),
    async check() {
      if (watch.open && !isIn(watch, OPENING)) await startPolling(watch);
    },
    connect() {
      const { signal } = watch.connection;
      connect(watch, options.status_url);
      client
        .methods({ signal })
        .then($methods.set)
        // The error is ignored. If the server cannot be reached, the next click shows that.
        .catch(() => {});
      return () => stopWatching(watch);
    },
  };
}

function isIn({ $topup }: TopupWatch, phases: ReadonlySet<Phase>): boolean {
  return phases.has($topup.get().phase);
}

function connect(watch: TopupWatch, status_url: string | undefined): void {
  listenForWakeUps(watch);
  removeReturnParameters();
  const { topup_id, memory, $topup } = watch;
  watch.open ??= status_url ? { topup_id, status_url } : memory.read();
  if (watch.open && $topup.get().phase !== "applied") void startPolling(watch, !!status_url);
}

async function pay(
  watch: TopupWatch,
  options: TopupStoreOptions,
  method_id: string | undefined,
): Promise<void> {
  const { phase, slow } = watch.$topup.get();
  if (slow) return await startPolling(watch);
  if (phase === "applied" && options.createTopup) watch.open = undefined;
  else if (!PAYABLE.has(phase)) return;
  else watch.open ??= watch.memory.read();
  // An earlier payment, or one in another tab, may be paid by now. That payment is polled before a
  // new topup is created. With a fixed `topup_id` this is not needed, because the server refuses to
  // open a checkout for a paid topup.
  if (!watch.topup_id && watch.open) {
    await startPolling(watch);
    if (!isIn(watch, PAYABLE)) return;
  }
  await openCheckout(watch, options, method_id);
}

async function openCheckout(
  watch: TopupWatch,
  options: TopupStoreOptions,
  method_id: string | undefined,
): Promise<void> {
  clearTimeout(watch.timer);
  ignorePollInFlight(watch);
  show(watch, "creating");
  const { client, connection } = watch;
  const { signal } = connection;
  const { return_to } = options;
  let { topup_id } = watch;
  try {
    topup_id ||= await options.createTopup?.();
    if (!topup_id) throw new PaymentClientError("no_topup");
    const checkout = await createCheckout(client, { topup_id, method_id }, return_to, signal);
    if (watch.$topup.get().phase === "creating") leave(watch, options, checkout);
  } catch (error) {
    if (signal.aborted) show(watch, "idle");
    else await showRefusal(watch, asClientError(error), topup_id);
  }
}

async function createCheckout(
  client: BuyerClient,
  body: { topup_id: string; method_id: string | undefined },
  return_to: string | undefined,
  signal: AbortSignal,
): Promise<Checkout> {
  const with_return = { ...body, return_to: return_to ?? globalThis.location?.href };
  return await client.createCheckout(with_return, { signal }).catch((error: PaymentClientError) => {
    // `invalid_return_to` means that the server does not allow links back to this page. Unless the
    // host has set `return_to`, the checkout is then opened without a link back.
    if (error.code !== "invalid_return_to" || return_to) throw error;
    return client.createCheckout(body, { signal });
  });
}

/**
 * Returns the error as a `PaymentClientError`. An error of `createTopup` becomes the `cause` of a
 * `no_topup` error. A client error is recognized by its field `retryable` and not by its class,
 * because the client may come from another copy of this package.
 */
function asClientError(error: unknown): PaymentClientError {
  const { retryable } = Object(error) as Partial<PaymentClientError>;
  return retryable === undefined
    ? new PaymentClientError("no_topup", { cause: error })
    : (error as PaymentClientError);
}

function leave(watch: TopupWatch, options: TopupStoreOptions, checkout: Checkout): void {
  const { topup_id, payment_id, status_url, checkout_url } = checkout;
  const url = safeCheckoutUrl(checkout_url, options.checkout_hosts);
  watch.memory.write((watch.open = { topup_id, payment_id, status_url }));
  show(watch, "redirecting");
  if (options.onCheckout?.(checkout) === false) return void startPolling(watch, true);
  (options.navigate ?? ((to) => location.assign(to)))(url);
  schedule(watch, LEAVING_MS, () => void startPolling(watch));
}

/** Polls the payment that prevents a new checkout, or shows the error if it has no `status_url`. */
async function showRefusal(
  watch: TopupWatch,
  error: PaymentClientError,
  topup_id: string | undefined,
): Promise<void> {
  const { status_url } = error;
  if (!status_url) return show(watch, "error", { topup_id, error });
  watch.open = { topup_id, status_url };
  await startPolling(watch, true);
}
