/**
 * Loads the offer and creates topups, through the functions that the page has set or else through
 * its route.
 */
import type { Token } from "../buyer-client.ts";
import { PaymentClientError } from "../errors.ts";
import { checkOffer, type TopupChoice, type TopupOffer } from "./offer.ts";
import { shopAt, type Shop } from "./packs-client.ts";

/** The properties of the element that this file uses. */
export interface PacksSource {
  readonly topups: string | undefined;
  readonly token: Token | undefined;
  readonly createTopup: ((choice: TopupChoice) => Promise<string> | string) | undefined;
  readonly loadOffer: (() => Promise<TopupOffer> | TopupOffer) | undefined;
}

/**
 * Creates a topup for what the buyer has chosen, and returns its id. Throws `no_topup` if the page
 * has neither a function nor a route for this.
 */
export async function createTopup(source: PacksSource, choice: TopupChoice): Promise<string> {
  const create = source.createTopup ?? shopOf(source)?.createTopup;
  if (!create) throw new PaymentClientError("no_topup");
  return await create(choice);
}

/**
 * Returns a function that loads and checks the offer, or `undefined` if the page has set neither
 * `loadOffer` nor `topups`.
 */
export function offerLoaderOf(source: PacksSource): Shop["loadOffer"] | undefined {
  const { loadOffer } = source;
  if (!loadOffer) return shopOf(source)?.loadOffer;
  return async () => checkOffer(await loadFrom(source, loadOffer));
}

/**
 * Calls `loadOffer` of the page. If `loadOffer` throws or rejects, throws `offer_not_loaded`. An
 * error of this package is thrown unchanged.
 */
async function loadFrom(
  source: PacksSource,
  loadOffer: NonNullable<PacksSource["loadOffer"]>,
): Promise<TopupOffer> {
  try {
    return await loadOffer.call(source);
  } catch (cause) {
    if ("retryable" in Object(cause)) throw cause;
    throw notLoaded(cause);
  }
}

function shopOf(source: PacksSource): Shop | undefined {
  return source.topups === undefined ? undefined : shopAt(source.topups, () => source.token);
}

/** Returns a retryable error, because the page's `loadOffer` may have failed only temporarily. */
function notLoaded(cause: unknown): PaymentClientError {
  return Object.assign(new PaymentClientError("offer_not_loaded", { cause }), { retryable: true });
}
