/**
 * A second provider, as small as `PaymentProvider` allows. The till's field names, ids and
 * signatures are its own and none of them Dodo's, so that a rule of Dodo's which had slipped into
 * the core would break its tests.
 */
import * as v from "valibot";
import {
  PaymentError,
  type Finding,
  type PaymentProvider,
  type ProviderFactory,
} from "../src/index.ts";
import { call, PaymentObject, read, TILL, type TillOptions } from "./till-api.ts";
import { readDelivery } from "./till-delivery.ts";
import { STATES, toRecent, toReport } from "./till-report.ts";

const Order = v.object({
  order: v.string(),
  page: v.pipe(v.string(), v.startsWith(`${TILL}/`)),
  until: v.number(),
});
const Tried = v.object({ tried: v.array(v.object({ payment: v.string(), state: v.string() })) });
const List = v.object({ list: v.array(PaymentObject), more: v.boolean() });
const Item = v.object({ sold: v.boolean() });
/** Names the till in the `providers` of a service; throws `configuration` for a short key. */
export function tillProvider(options: TillOptions): ProviderFactory {
  return {
    id: "till",
    variables: [],
    create({ clock }) {
      const { signing_key } = options;
      if (signing_key !== undefined && signing_key.length < 24)
        throw new PaymentError(
          "configuration",
          "The till's signing key is too short; copy the whole of it.",
        );
      return createTill(options, clock);
    },
  };
}

function createTill(options: TillOptions, clock: () => number): PaymentProvider {
  const { item, api_key } = options;
  const enabled = item !== undefined && api_key !== undefined;
  const readItem = async (
    id: string,
    signal: AbortSignal,
  ): Promise<v.InferOutput<typeof Item> | null> =>
    read(v.nullable(Item), await call(options, `/items/${encodeURIComponent(id)}`, signal));
  return {
    id: "till",
    environment: "test_mode",
    verifies_deliveries: true,
    method: () => ({
      enabled,
      label: "The till",
      currency: "usd",
      reason: enabled ? null : "not_configured",
      test_mode: true,
    }),
    productOf() {
      if (item !== undefined) return item;
      throw new PaymentError("method_disabled", "The till has no item to sell.");
    },
    async openCheckout({ payment, return_url, cancel_url, signal }) {
      const sold = (await readItem(payment.product_id ?? "", signal))?.sold;
      if (sold !== true)
        throw new PaymentError(
          "product_mismatch",
          "The till does not sell this item; put it on sale.",
        );
      const order_request = {
        cents: payment.amount_minor,
        currency: "USD",
        item: payment.product_id,
        note: payment.payment_id,
        back: return_url,
        cancel: cancel_url,
      };
      const { order, page, until } = read(
        Order,
        await call(options, "/orders", signal, order_request),
      );
      return {
        provider_session_id: order,
        checkout_url: page,
        tax_inclusive: true,
        business_id: null,
        expires_at: until,
      };
    },
    async readSession(id, signal) {
      const order = read(
        v.nullable(Tried),
        await call(options, `/orders/${encodeURIComponent(id)}`, signal),
      );
      if (order === null) return { known: false };
      const best = order.tried.find(({ state }) => state === "SETTLED") ?? order.tried.at(-1);
      return {
        known: true,
        provider_payment_id: best?.payment ?? null,
        status: best === undefined ? null : (STATES.get(best.state) ?? "unknown"),
      };
    },
    async readPayment(id, signal) {
      const paid = read(
        v.nullable(PaymentObject),
        await call(options, `/payments/${encodeURIComponent(id)}`, signal),
      );
      return paid === null ? null : toReport(paid, "api");
    },
    readTaxInclusive: async (id, signal) => ((await readItem(id, signal)) === null ? null : true),
    async listRecent({ since, until }, page, signal) {
      const { list, more } = read(
        List,
        await call(options, `/payments?since=${since}&until=${until}&page=${page}`, signal),
      );
      return { last: !more, ours: list.map((paid) => toReport(paid, "api")).flatMap(toRecent) };
    },
    readDelivery: (headers, body) => readDelivery(options.signing_key, clock(), headers, body),
    async check(signal) {
      if (item === undefined)
        return [problem("item_missing", "The till has no item to sell: nobody can pay.")];
      try {
        return (await readItem(item, signal))?.sold === true
          ? []
          : [problem("item_unsold", "The till does not sell its item; put it on sale.")];
      } catch (error) {
        if (!(error instanceof PaymentError)) throw error;
        return [problem(error.code, error.message)];
      }
    },
  };
}

function problem(code: string, message: string): Finding {
  return { level: "error", code, message };
}
