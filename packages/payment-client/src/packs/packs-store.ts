/** The store of the packs: what is sold, the balance, and the buyer's own payments. */
import { atom, type ReadableAtom, type WritableAtom } from "nanostores";
import type { PaymentClientError } from "../errors.ts";
import type { Payment } from "../wire.ts";
import type { TopupOffer } from "./offer.ts";
import type { PacksClient, Shop } from "./packs-client.ts";

/** A loaded value. A known value is kept while it is reloaded, and if that fails. */
export interface Loaded<Value> {
  readonly value?: Value | undefined;
  /** Why the latest request has failed, or why the offer that the page has set is invalid. */
  readonly error?: PaymentClientError | undefined;
  readonly is_loading?: boolean;
}

/** Past payments, newest first, and whether there are older ones. */
export interface PastPayments {
  readonly items: readonly Payment[];
  readonly next_cursor: string | null;
}

/** The store of the packs. It does nothing before one of its functions is called. */
export interface PacksStore {
  readonly $offer: ReadableAtom<Loaded<TopupOffer>>;
  readonly $payments: ReadableAtom<Loaded<PastPayments>>;
  /**
   * Publishes the offer that the page has set, or the error of an invalid one. The response to a
   * request that is under way is then ignored.
   */
  show(offer: TopupOffer | undefined, error?: PaymentClientError): void;
  /** Loads the offer, if the page has a route or a function for it. */
  loadOffer(): Promise<void>;
  /** Loads the newest payments, as many as are shown, but at least 5 and at most 200. */
  loadPayments(): Promise<void>;
  /** Loads up to 5 older payments, if there are any, and adds them to those that are shown. */
  loadOlder(): Promise<void>;
}

/** The sources that the store loads from. The store calls these functions at each request. */
export interface PacksSources {
  client(): PacksClient;
  /**
   * Returns the function that loads the offer, or `undefined` if the page has neither a route nor a
   * function for it.
   */
  loadOffer(): Shop["loadOffer"] | undefined;
}

/** The number of payments that are shown at first, and that each click adds. */
const PAGE = 5;
/** The largest number of payments that one request may ask for. */
const MOST = 200;

/** Creates the store, without sending a request. */
export function createPacksStore({ client, loadOffer }: PacksSources): PacksStore {
  const $offer = atom<Loaded<TopupOffer>>({});
  const $payments = atom<Loaded<PastPayments>>({});
  const shown = (): readonly Payment[] => $payments.get().value?.items ?? [];
  return {
    $offer,
    $payments,
    show(value, error) {
      latest.delete($offer);
      $offer.set({ value, error });
    },
    async loadOffer() {
      const load = loadOffer();
      if (load) await into($offer, async () => await load());
    },
    async loadPayments() {
      const limit = Math.min(Math.max(shown().length, PAGE), MOST);
      await into($payments, async () => await client().myPayments({ limit }));
    },
    async loadOlder() {
      const { next_cursor } = $payments.get().value ?? {};
      if (!next_cursor) return;
      await into($payments, async () => {
        const page = await client().myPayments({ limit: PAGE, cursor: next_cursor });
        return { ...page, items: [...shown(), ...page.items] };
      });
    },
  };
}

/** The latest request of each atom, so that the response to an earlier request is ignored. */
const latest = new WeakMap<object, object>();

async function into<Value>(
  $loaded: WritableAtom<Loaded<Value>>,
  load: () => Promise<Value>,
): Promise<void> {
  const request = {};
  latest.set($loaded, request);
  $loaded.set({ value: $loaded.get().value, is_loading: true });
  const result = await load().then(
    (value): Loaded<Value> => ({ value }),
    (error: PaymentClientError): Loaded<Value> => ({ value: $loaded.get().value, error }),
  );
  if (latest.get($loaded) === request) $loaded.set(result);
}
