/**
 * The calls of the packs: those of a button, the buyer's own payments, and those of the shop's
 * route.
 */
import {
  createBuyerClient,
  type BuyerClient,
  type CallOptions,
  type Token,
} from "../buyer-client.ts";
import type { PaymentPage } from "../wire.ts";
import { checkOffer, type TopupChoice, type TopupOffer } from "./offer.ts";

/** The calls that the packs need. The client of `createPaymentClient()` has them too. */
export interface PacksClient extends BuyerClient {
  /** Returns a page of the signed-in user's own payments, newest first. */
  myPayments(
    query?: { limit?: number | undefined; cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<PaymentPage>;
}

/**
 * The calls that the shop answers: they load the offer, and create a topup for what the buyer has
 * chosen.
 */
export interface Shop {
  loadOffer(options?: CallOptions): Promise<TopupOffer>;
  createTopup(choice: TopupChoice): Promise<string>;
}

/** Creates a client of the payment routes without sending a request. */
export function createPacksClient(
  endpoint: string | undefined,
  token: () => Token | undefined,
): PacksClient {
  const { send, ...buyer } = createBuyerClient(endpoint, token);
  return {
    ...buyer,
    myPayments: async (searchParams, call) =>
      await send("/payments/me", "items", { ...call, searchParams }),
  };
}

/**
 * Returns a `Shop` that calls one route of the page's own server. `GET` answers with the offer.
 * `POST` creates a topup for what the buyer has chosen, and answers with `{ topup_id }`.
 */
export function shopAt(address: string, token: () => Token | undefined): Shop {
  const { send } = createBuyerClient(address, token);
  return {
    loadOffer: async (call) => checkOffer(await send<TopupOffer>("", "packs", call)),
    createTopup: async (json) =>
      (await send<{ topup_id: string }>("", "topup_id", { method: "post", json })).topup_id,
  };
}
