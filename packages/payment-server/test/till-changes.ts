/** Wrong providers, made from the correct one by changing what it receives or returns. */
import type {
  CheckoutRequest,
  Delivery,
  OpenedCheckout,
  RecentPage,
  Report,
} from "../src/index.ts";
import { TILL } from "./till-api.ts";
import type { Wrong } from "./till-under-test.ts";
import type { Till } from "./till.ts";

type Methods = NonNullable<Wrong["provider"]>;

/** A payment as the till keeps it. */
export type KeptPayment = Till["paid"] extends Map<string, infer Payment> ? Payment : never;

/** Decodes a body as UTF-8. */
export const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

/** Encodes a body as UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Changes fields of the deliveries that the correct provider has read. */
export function changedDelivery(change: (delivery: Delivery, body: string) => object): Methods {
  return (right) => ({
    readDelivery(headers, body) {
      const delivery = right.readDelivery(headers, body);
      return { ...delivery, ...change(delivery, textOf(body)) };
    },
  });
}

/** Changes the headers or the body of a delivery before the correct provider verifies it. */
export function changedInput(
  change: (
    headers: Headers,
    body: Uint8Array,
    till: Till,
  ) => { headers?: Headers; body?: Uint8Array },
): Methods {
  return (right, till) => ({
    readDelivery(headers, body) {
      const input = { headers, body, ...change(headers, body, till) };
      return right.readDelivery(input.headers, input.body);
    },
  });
}

/** Changes fields of the reports of the correct provider. */
export function changedReport(
  change: (report: Report, payment: KeptPayment, till: Till) => object,
): Methods {
  return (right, till) => ({
    async readPayment(id, signal) {
      const [report, payment] = [await right.readPayment(id, signal), till.paid.get(id)];
      return report === null || payment === undefined
        ? report
        : { ...report, ...change(report, payment, till) };
    },
  });
}

/** Changes the pages of recent payments of the correct provider. */
export function changedPage(change: (page: RecentPage, till: Till) => RecentPage): Methods {
  return (right, till) => ({
    listRecent: async (window, page, signal) =>
      change(await right.listRecent(window, page, signal), till),
  });
}

/** Creates an order without checking anything first; `fields` replace those of the request. */
export async function createOrder(
  till: Till,
  { payment, return_url, cancel_url, signal }: CheckoutRequest,
  fields: object = {},
): Promise<OpenedCheckout> {
  const sent = {
    cents: payment.amount_minor,
    currency: "USD",
    item: payment.product_id,
    note: payment.payment_id,
    back: return_url,
    cancel: cancel_url,
    ...fields,
  };
  const response = await till.fetch(
    new Request(`${TILL}/orders`, {
      method: "POST",
      signal,
      headers: { authorization: till.api_key },
      body: JSON.stringify(sent),
    }),
  );
  const received = (await response.json()) as { order: string; page: string; until: number };
  return {
    provider_session_id: received.order,
    checkout_url: received.page,
    tax_inclusive: true,
    business_id: null,
    expires_at: received.until,
  };
}
