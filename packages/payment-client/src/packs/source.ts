/**
 * Loads the offer and creates topups, through the functions that the page has set or else through
 * its route.
 */
import type { Token } from "../buyer-client.ts";
import { PaymentClientError } from "../errors.ts";
import { checkOffer, type TopupChoice, type TopupOffer } from "./offer.ts";
import { shopAt, type Shop } from "./packs-client.ts";

/** The properties of the element that name the functions and the route. */
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

/** Returns the function that loads the offer; `undefined` if the page sets `offer` itself. */
export function offerLoaderOf(source: PacksSource): Shop["loadOffer"] | undefined {
  const { loadOffer } = source;
  if (!loadOffer) return shopOf(source)?.loadOffer;
  return async () => checkOffer(await loadFrom(source, loadOffer));
}

/** Calls the page's function, which may throw at once or reject. */
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

/** A function of the page may have failed only temporarily, so the buyer can try again. */
function notLoaded(cause: unknown): PaymentClientError {
  return Object.assign(new PaymentClientError("offer_not_loaded", { cause }), { retryable: true });
}
