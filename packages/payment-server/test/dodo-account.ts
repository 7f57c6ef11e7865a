/** The `ProviderAccount` that `providerSuite` needs, on the local Dodo. */
import { createDodoEmulator, type DodoEmulator, type DodoEmulatorOptions } from "@x/dodo-emulator";
import type {
  Buyer,
  DeliveryKind,
  OpenedOrder,
  PayOptions,
  ProviderAccount,
  RawDelivery,
  Trouble,
} from "../src/testing/index.ts";
import { keyOf } from "./signing.ts";

/** A local Dodo and the controls over it. */
export interface DodoAccount {
  dodo: DodoEmulator;
  account: ProviderAccount;
  /** Sends the requests of the provider to the local Dodo, and records the sessions it creates. */
  fetch(request: Request): Promise<Response>;
}

/**
 * Starts a local Dodo that adds tax. Its keys contain texts that occur nowhere else, so that a test
 * finds them wherever they leak.
 */
export function openDodoAccount(
  clock: () => number,
  options: DodoEmulatorOptions = {},
): DodoAccount {
  const keys = { api_key: "dodo_test_canary_key", webhook_key: keyOf(33, 0xca) };
  const dodo = createDodoEmulator({
    tax_bps: 825,
    ...options,
    ...keys,
    clock: { now: clock },
    delivery: "manual",
  });
  const orders: OpenedOrder[] = [];
  let [lost, text] = [false, ""];
  const waiting = new Set<Request>();
  const fetch = async (request: Request): Promise<Response> => {
    // Nothing else references the request while the response hangs, and once it is collected its
    // signal never fires.
    waiting.add(request);
    const sent = request.method === "POST" ? await request.clone().json() : null;
    const response = await dodo.fetch(request);
    const made = response.ok && response.headers.get("content-type") === "application/json";
    if (sent !== null && made) orders.push(orderOf(sent, await response.clone().json()));
    if (lost) throw new Error(`the connection broke: ${text}`);
    return response;
  };
  const account: ProviderAccount = {
    ...paying(dodo, clock),
    ...delivering(dodo, clock),
    orders: () => orders,
    trouble(kind, says) {
      [lost, text] = [kind === "lost", says];
      dodo.faults.api = faultsOf(kind, says);
    },
  };
  return { dodo, account, fetch };
}

type Json = Record<string, unknown>;

/** Translates the body of `POST /checkouts` and its response into the suite's fields. */
function orderOf(sent: Json, received: Json): OpenedOrder {
  const [line] = sent["product_cart"] as Json[];
  const { return_url, cancel_url, billing_currency, metadata } = sent as Record<string, string> & {
    metadata: Json;
  };
  return {
    provider_session_id: String(received["session_id"]),
    our_payment_id: String(metadata["payment_id"]),
    amount_minor: Number(line?.["amount"]),
    currency: String(billing_currency),
    product_id: String(line?.["product_id"]),
    return_url: String(return_url),
    cancel_url: String(cancel_url),
  };
}

function paying(
  dodo: DodoEmulator,
  clock: () => number,
): Pick<ProviderAccount, "pay" | "addPayment" | "spoilAmount" | "namePage" | "spoilProduct"> {
  return {
    async pay(session_id, { result = "succeeded", paid_minor, buyer }: PayOptions = {}) {
      const taken =
        paid_minor === undefined
          ? {}
          : { total_amount: paid_minor, tax: 0, settlement_amount: paid_minor, settlement_tax: 0 };
      const { payment_id } = await dodo.pay(session_id, {
        result,
        silent: true,
        overrides: { ...taken, ...(buyer === undefined ? {} : personal(buyer)) },
      });
      return payment_id;
    },
    addPayment(our_payment_id) {
      const payment_id = `pay_${crypto.randomUUID().replaceAll("-", "").slice(0, 21)}`;
      const metadata = our_payment_id === null ? {} : { payment_id: our_payment_id };
      const created_at = new Date(clock()).toISOString();
      dodo.putPayment({
        payment_id,
        created_at,
        metadata,
        status: "succeeded",
        total_amount: 4_999,
        currency: "USD",
        business_id: dodo.business_id,
      });
      return payment_id;
    },
    spoilAmount: (payment_id, total_amount) => dodo.patchPayment(payment_id, { total_amount }),
    namePage(checkout_url) {
      dodo.faults.api = {
        transform: (path, body) =>
          path === "/checkouts" ? { ...Object(body), checkout_url } : body,
      };
    },
    spoilProduct: () => dodo.putProduct({ product_id: "pdt_topup", is_recurring: true }),
  };
}

/** Puts the buyer's data into every field in which Dodo keeps personal data. */
function personal({ email, name, street, card }: Buyer): Json {
  const billing = { country: "US", state: "NY", city: name, street, zipcode: card };
  const customer = { customer_id: "cus_1", email, name, phone_number: card, metadata: { email } };
  return {
    billing,
    customer,
    card_holder_name: name,
    card_last_four: card,
    payment_link: `https://dodo.example/${email}`,
    invoice_url: `https://dodo.example/${card}`,
    error_message: name,
  };
}

function delivering(
  dodo: DodoEmulator,
  clock: () => number,
): Pick<
  ProviderAccount,
  "deliver" | "redeliver" | "sign" | "refund" | "dispute" | "signed_headers"
> {
  const reversals = new Map<DeliveryKind, { type: string; data: Json }>();
  const signed = (
    body: string,
    webhook_id?: string,
    sent_at = clock(),
    keys = [dodo.webhook_key],
  ): RawDelivery => {
    const headers = dodo.sign({
      body,
      timestamp: sent_at / 1_000,
      keys,
      ...(webhook_id === undefined ? {} : { webhook_id }),
    });
    return {
      headers: new Headers({ "content-type": "application/json", ...headers }),
      body: new TextEncoder().encode(body),
    };
  };
  return {
    async deliver(kind, payment_id, sent_at) {
      const { type, data } =
        reversals.get(kind) ??
        (kind === "other"
          ? { type: "license_key.created", data: { key: "lic_1" } }
          : await paymentEvent(dodo, payment_id));
      return signed(
        JSON.stringify({
          business_id: dodo.business_id,
          type,
          timestamp: new Date(clock()).toISOString(),
          data,
        }),
        undefined,
        sent_at,
      );
    },
    redeliver: ({ headers, body }) =>
      signed(new TextDecoder().decode(body), headers.get("webhook-id") ?? ""),
    sign: (body, key) => ({
      ...signed(new TextDecoder().decode(body), undefined, clock(), [
        key === "ours" ? dodo.webhook_key : keyOf(32, 9),
      ]),
      body,
    }),
    signed_headers: ["webhook-id", "webhook-timestamp"],
    async refund(payment_id, amount) {
      const data = {
        payload_type: "Refund",
        ...(await dodo.refund(payment_id, amount === undefined ? {} : { amount })),
      };
      reversals.set("refund", { type: "refund.succeeded", data });
    },
    async dispute(payment_id) {
      reversals.set("dispute", {
        type: "dispute.opened",
        data: { payload_type: "Dispute", ...(await dodo.dispute(payment_id)) },
      });
    },
  };
}

async function paymentEvent(
  dodo: DodoEmulator,
  payment_id: string,
): Promise<{ type: string; data: Json }> {
  const response = await dodo.fetch(
    new Request(`${dodo.url}/payments/${payment_id}`, {
      headers: { authorization: `Bearer ${dodo.api_key}` },
    }),
  );
  const data = { payload_type: "Payment", ...((await response.json()) as Json) };
  return { type: `payment.${String(Reflect.get(data, "status"))}`, data };
}

function faultsOf(kind: Trouble | null, says: string): DodoEmulator["faults"]["api"] {
  if (kind === null || kind === "lost") return {};
  if (kind === "silent") return { hang: Infinity };
  if (kind === "garbage") return { fail: { status: 200, body: `<h1>${says}</h1>` } };
  return { fail: { status: kind === "refused" ? 401 : 500, code: says, message: says } };
}
