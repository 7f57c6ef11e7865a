import type { BuyerClient, Token } from "./buyer-client.ts";
import type { PaymentMethod } from "./wire.ts";

/** How long a request is shared after it was sent, in milliseconds. */
const SHARED_MS = 60_000;

/** A request for the methods, and when it was sent, in Unix milliseconds. */
interface Shared {
  readonly methods: Promise<readonly PaymentMethod[]>;
  readonly sent_at: number;
}

/** The latest request of each client that stores have received as the option `client`. */
const by_client = new WeakMap<BuyerClient, Shared>();
/** The latest requests of stores without the option `client`, by endpoint and token. */
const by_address = new Map<string, Shared>();

/**
 * The options of a store that select the client or the token with which the store requests the
 * payment methods.
 */
interface Asker {
  client?: BuyerClient | undefined;
  token?: Token | undefined;
}

/**
 * Returns the payment methods. Stores with the same client, or with the same endpoint and token,
 * share one request for a minute. Otherwise a page of twenty buttons would send twenty requests.
 * The request is not aborted when one of the stores is disconnected. A request that has failed is
 * not shared with later stores.
 */
export async function sharedMethods(
  { client, token }: Asker,
  used: BuyerClient,
): Promise<readonly PaymentMethod[]> {
  if (client) return await share(by_client, client, used);
  const bearer = typeof token === "function" ? await token() : token;
  return await share(by_address, `${used.endpoint} ${bearer ?? ""}`, used);
}

/** The functions of a map that `share()` uses. */
interface Requests<Key> {
  get(key: Key): Shared | undefined;
  set(key: Key, value: Shared): unknown;
  delete(key: Key): boolean;
}

async function share<Key>(
  requests: Requests<Key>,
  key: Key,
  client: BuyerClient,
): Promise<readonly PaymentMethod[]> {
  const known = requests.get(key);
  if (known && Date.now() - known.sent_at < SHARED_MS) return await known.methods;
  const methods = client.methods();
  requests.set(key, { methods, sent_at: Date.now() });
  methods.catch(() => requests.delete(key));
  return await methods;
}
