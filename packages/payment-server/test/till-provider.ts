/** A second provider, as small as the seam lets one be: the till's words, ids and signatures are its own, none of them Dodo's. */
import { createHmac, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import {
  PaymentError,
  type Delivery,
  type Finding,
  type PaymentProvider,
  type ProviderFactory,
  type RecentPayment,
  type Report,
  type ReportStatus,
} from "../src/index.ts";

export interface TillOptions {
  api_key?: string;
  /** Without one every delivery is refused. */
  signing_key?: string;
  item?: string;
  fetch: (request: Request) => Promise<Response>;
}

export const TILL = "https://till.example";
const STATES: ReadonlyMap<string, ReportStatus> = new Map(
  Object.entries({ SETTLED: "succeeded", IN_TRANSIT: "processing", REFUSED: "failed" }),
);
const SUBJECTS: ReadonlyMap<string, Delivery["subject"]> = new Map(
  Object.entries({ payment: "payment", refund: "reversal", dispute: "reversal" }),
);

const text = v.nullish(v.string(), null);
const cents = v.fallback(
  v.union([v.null(), v.literal("malformed"), v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
  "malformed",
);
const Paid = v.object({
  payment: v.string(),
  order: text,
  state: v.string(),
  cents,
  item: text,
  note: text,
  returned: v.number(),
  contested: v.boolean(),
  at: v.number(),
});
const Order = v.object({
  order: v.string(),
  page: v.pipe(v.string(), v.startsWith(`${TILL}/`)),
  until: v.number(),
});
const Tried = v.object({ tried: v.array(v.object({ payment: v.string(), state: v.string() })) });
const List = v.object({ list: v.array(Paid), more: v.boolean() });
const Item = v.object({ sold: v.boolean() });
const Event = v.object({ event: v.string(), about: v.string(), paid: v.nullish(Paid, null) });

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
    read(v.nullable(Item), await ask(options, `/items/${encodeURIComponent(id)}`, signal));
  return {
    id: "till",
    environment: "test_mode",
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
      const asked = {
        cents: payment.amount_minor,
        currency: "USD",
        item: payment.product_id,
        note: payment.payment_id,
        back: return_url,
        cancel: cancel_url,
      };
      const { order, page, until } = read(Order, await ask(options, "/orders", signal, asked));
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
        await ask(options, `/orders/${encodeURIComponent(id)}`, signal),
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
        v.nullable(Paid),
        await ask(options, `/payments/${encodeURIComponent(id)}`, signal),
      );
      return paid === null ? null : toReport(paid, "api");
    },
    readTaxInclusive: async (id, signal) => ((await readItem(id, signal)) === null ? null : true),
    async listRecent({ since, until }, page, signal) {
      const { list, more } = read(
        List,
        await ask(options, `/payments?since=${since}&until=${until}&page=${page}`, signal),
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

async function ask(
  { api_key, fetch }: TillOptions,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<unknown> {
  if (api_key === undefined) throw new PaymentError("configuration", "The till has no API key.");
  const init = {
    signal,
    headers: { authorization: api_key },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  };
  const response = await fetch(new Request(TILL + path, init)).catch(() => null);
  if (response === null || response.status >= 500)
    throw new PaymentError(
      "provider_unavailable",
      "The till cannot be reached; try again in a few seconds.",
      { retry_after_ms: 5_000 },
    );
  if (response.status === 404) return null;
  if (!response.ok)
    throw new PaymentError("provider_rejected", "The till refused the request; check its API key.");
  return await response.json().catch(() => "no JSON");
}

function read<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  throw new PaymentError(
    "provider_invalid",
    "The till's answer makes no sense; nothing was decided on it.",
    { retry_after_ms: 5_000 },
  );
}

function toReport(paid: v.InferOutput<typeof Paid>, source: Report["source"]): Report {
  const { payment, order, state, item, note, returned, contested } = paid;
  const our_payment_id = /^pmt_[A-Za-z0-9_-]{22}$/.test(note ?? "") ? note : null;
  return {
    source,
    ...{
      provider_payment_id: payment,
      provider_session_id: order,
      provider_order_id: null,
      our_payment_id,
      business_id: null,
      environment: "test_mode",
    },
    ...{
      status: STATES.get(state) ?? "unknown",
      provider_status: state,
      currency: "USD",
      total_minor: paid.cents,
      tax_minor: 0,
    },
    ...{
      settlement_currency: null,
      settlement_minor: null,
      settlement_tax_minor: null,
      subscription: false,
      discounted: false,
    },
    lines: item === null ? null : [{ product_id: item, quantity: 1 }],
    ...{
      refunded: returned > 0,
      refund_sum_minor: returned,
      disputed: contested,
      dispute_seen: contested,
      dispute_lost_minor: 0,
    },
    ...{ reversal_listed: returned > 0 || contested, reversals_known: true, invoice_url: null },
    created_at: paid.at,
  };
}

function toRecent(report: Report): RecentPayment[] {
  const {
    provider_payment_id,
    our_payment_id,
    status,
    total_minor,
    refund_sum_minor,
    disputed,
    created_at,
  } = report;
  if (our_payment_id === null) return [];
  const some = refund_sum_minor === total_minor ? "full" : "partial";
  return [
    {
      provider_payment_id,
      our_payment_id,
      our_topup_id: null,
      succeeded: status === "succeeded",
      refunded: refund_sum_minor === 0 ? "none" : some,
      disputed,
      dispute_lost: false,
      created_at,
    },
  ];
}

/** The till signs `<time>.<body>`; the id of the event stands in the body. */
export function tillSignature(key: string, time: string, body: Uint8Array): string {
  return createHmac("sha256", key).update(`${time}.`).update(body).digest("hex");
}

function readDelivery(
  key: string | undefined,
  now: number,
  headers: Headers,
  body: Uint8Array,
): Delivery {
  const [time, given] = [
    headers.get("till-time") ?? "",
    Buffer.from(headers.get("till-signature") ?? ""),
  ];
  const expected = Buffer.from(tillSignature(key ?? "", time, body));
  const genuine =
    key !== undefined &&
    given.length === expected.length &&
    timingSafeEqual(given, expected) &&
    Math.abs(now - Number(time)) <= 60_000;
  if (!genuine)
    throw new PaymentError(
      "invalid_signature",
      "The till's signature is missing, wrong or outdated; check its signing key.",
    );
  const { event, about, paid } = parse(body);
  const subject = SUBJECTS.get(about) ?? "other";
  const report = subject === "payment" && paid !== null ? toReport(paid, "delivery") : null;
  const [type, payment] = [
    subject === "other" ? "till.other" : `till.${about}`,
    paid?.payment ?? null,
  ];
  const ids = {
    provider_payment_id: payment,
    provider_session_id: paid?.order ?? null,
    our_payment_id: report?.our_payment_id ?? null,
    our_topup_id: null,
    occurred_at: paid?.at ?? null,
  };
  return {
    signed: true,
    event_id: `till:${event}`,
    type,
    subject,
    ...ids,
    report,
    payload_json: JSON.stringify({
      type,
      data: { payment_id: payment, state: paid?.state ?? null },
    }),
  };
}

function parse(body: Uint8Array): v.InferOutput<typeof Event> {
  try {
    return v.parse(Event, JSON.parse(new TextDecoder().decode(body)));
  } catch {
    throw new PaymentError("invalid_json", "The body must be an event of the till.");
  }
}
