/**
 * The store of one topup: it opens the checkout, polls the payment and publishes the topup's state.
 */
import { atom, type ReadableAtom } from "nanostores";
import { createBuyerClient } from "./buyer-client.ts";
import { createMemory } from "./open-topup.ts";
import { removeReturnParameters } from "./return-parameters.ts";
import { sharedMethods } from "./shared-methods.ts";
import type { TopupStoreOptions } from "./topup-options.ts";
import { pay } from "./topup-purchase.ts";
import type { TopupState } from "./topup-state.ts";
import {
  createTopupWatch,
  forget,
  startPolling,
  stopWatching,
  UNPOLLED,
  type TopupWatch,
} from "./topup-watch.ts";
import { listenForWakeUps } from "./topup-wake-ups.ts";
import type { PaymentMethod } from "./wire.ts";

export type { TopupStoreOptions };

/** The store of one topup. It sends no request before `connect()` or `pay()` is called. */
export interface TopupStore {
  readonly $topup: ReadableAtom<TopupState>;
  /** The payment methods, including the disabled ones; `undefined` until they are loaded. */
  readonly $methods: ReadableAtom<readonly PaymentMethod[] | undefined>;
  /**
   * Loads the methods and polls the open payment, including one that the browser remembers from an
   * earlier page. Removes the parameters that Dodo has appended to the address of the page. The
   * returned function stops timers, listeners and all requests but the one for the methods.
   */
  connect(): () => void;
  /**
   * Opens the checkout. Without a fixed `topup_id`, the store polls an open payment first, because
   * the buyer may have paid it. The checkout is then opened only if a payment can still start. If
   * the state is `slow`, the store only polls. In a phase in which no payment can start, such as
   * `creating` or `held`, nothing happens. The promise never rejects: `$topup` shows the result.
   */
  pay(method_id?: string): Promise<void>;
  /**
   * Polls the open payment, if there is one. While a checkout is being opened, or the page is
   * hidden, no poll is sent.
   */
  check(): Promise<void>;
  /** Forgets the open payment. Call this function when the user signs out. */
  reset(): void;
}

/** How long a `confirming` payment is polled by default, in milliseconds. */
const PATIENCE_MS = 120_000;

/** Creates the store of one topup. This needs no DOM and sends no request. */
export function createTopupStore(options: TopupStoreOptions): TopupStore {
  const { topup_id, id } = options;
  const client = options.client ?? createBuyerClient(options.endpoint, () => options.token);
  const name = topup_id || (id && `#${id}`);
  const watch = createTopupWatch({
    client,
    topup_id,
    topup_memory: createMemory(name && `dodo-topup:${client.endpoint}:${name}`),
    patienceMs: () => options.patience_ms ?? PATIENCE_MS,
  });
  const $methods = atom<readonly PaymentMethod[] | undefined>();
  return {
    $topup: watch.$topup,
    $methods,
    pay: (method_id) => pay(watch, options, method_id),
    reset: () => forget(watch),
    async check() {
      if (watch.open && !UNPOLLED.has(watch.$topup.get().phase)) await startPolling(watch);
    },
    connect() {
      const { signal } = watch.abort_controller;
      connect(watch, options.status_url);
      // The button works without the methods, so no error is shown to the buyer. If the server
      // cannot be reached, the next click shows that.
      sharedMethods(options, client)
        .then((methods) => signal.aborted || $methods.set(methods))
        .catch((error) => options.onMethodsError?.(error));
      return () => stopWatching(watch);
    },
  };
}

function connect(watch: TopupWatch, status_url: string | undefined): void {
  listenForWakeUps(watch);
  removeReturnParameters();
  const { topup_id, topup_memory, $topup } = watch;
  watch.open ??= status_url ? { topup_id, status_url } : topup_memory.read();
  if (watch.open && $topup.get().phase !== "applied") void startPolling(watch, !!status_url);
}
