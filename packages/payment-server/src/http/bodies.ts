/** Parses the bodies and the queries of requests, and checks each field. */
import * as v from "valibot";
import type { ListRequest } from "../core/lists.ts";
import type { PaymentStatus } from "../core/payment.ts";
import type { ReleaseInput } from "../core/release.ts";
import type { EventFilter, PaymentFilter, SyncStatus } from "../core/storage-records.ts";
import { isStorableId, isStorableText } from "../core/storable-text.ts";
import { PaymentError } from "../errors.ts";

// The statuses are written as keys of objects, because the compiler then reports a status that is
// missing.
const PAYMENT_STATUSES: Readonly<Record<PaymentStatus, true>> = {
  pending: true,
  crediting: true,
  paid: true,
  failed: true,
  canceled: true,
  expired: true,
  held: true,
  dismissed: true,
};
const SYNC_STATUSES: Readonly<Record<SyncStatus, true>> = {
  pending: true,
  processing: true,
  applied: true,
  ignored: true,
  held: true,
  failed: true,
};

/** Checks an id of the host or the provider. */
const id = v.pipe(v.string(), v.check(isStorableId));
/** Checks an id or a code that this service has issued: 1 to 200 letters, digits and `_.:-`. */
const ours = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.:-]{1,200}$/));
/** Checks the number of rows in a page, 1 to 200, which a query contains as text. */
const limit = v.optional(
  v.pipe(v.string(), v.regex(/^[1-9]\d{0,2}$/), v.transform(Number), v.maxValue(200)),
);
const cursor = v.optional(v.pipe(v.string(), v.maxLength(400)));
const paymentStatus = v.picklist(wordsOf(PAYMENT_STATUSES));
const syncStatus = v.picklist(wordsOf(SYNC_STATUSES));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const milliseconds = whole;

const CheckoutBody = v.object({
  method_id: v.optional(id),
  provider: v.optional(id),
  topup_id: id,
  return_to: v.nullish(v.string(), null),
  language: v.nullish(v.pipe(v.string(), v.maxLength(100)), null),
});
const note = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(500),
  v.check(isStorableText),
);
const sale = v.object({ usd_cents: whole, credits: v.pipe(v.number(), v.finite()), user_id: id });
const ReleaseBody = v.object({
  payment_id: ours,
  decision: v.picklist(["credit", "dismiss"]),
  note,
  topup: v.optional(sale),
});
const ReplayBody = v.object({ event_id: ours });
const ReconcileBody = v.object({
  older_than: v.optional(milliseconds, 0),
  limit: v.optional(v.pipe(whole, v.maxValue(1_000)), 100),
});

const PaymentsQuery = v.object({
  limit,
  cursor,
  topup_id: v.optional(id),
  status: v.optional(paymentStatus),
  user_id: v.optional(id),
});
const EventsQuery = v.object({
  limit,
  cursor,
  type: v.optional(ours),
  sync_status: v.optional(syncStatus),
  payment_id: v.optional(ours),
});

/**
 * The fields of `POST checkout/create` that are read. A page may send others, which are ignored.
 */
export interface CheckoutRequestBody {
  /**
   * The id of the provider; `null` means the only provider. The body may name this field
   * `provider`.
   */
  method_id: string | null;
  topup_id: string;
  /** The address that the result page links back to, not checked yet; `null` for no link. */
  return_to: string | null;
  /** The language of the page, as a BCP 47 tag; `null` for the browser's. */
  language: string | null;
}

/**
 * Reads the body of `POST checkout/create`. Throws `invalid_json`, or `invalid_request` that names
 * the wrong field.
 */
export function readCheckoutBody(body: Uint8Array): CheckoutRequestBody {
  const { method_id, provider, topup_id, return_to, language } = parse(
    CheckoutBody,
    readJson(body),
    "The body",
  );
  return { method_id: method_id ?? provider ?? null, topup_id, return_to, language };
}

/**
 * Reads the body of `POST payments/release`. Throws `invalid_json`, or `invalid_request` that names
 * the wrong field.
 */
export function readReleaseBody(body: Uint8Array): ReleaseInput {
  return parse(ReleaseBody, readJson(body), "The body");
}

/**
 * Reads the body of `POST events/replay`. Throws `invalid_json`, or `invalid_request` that names
 * the wrong field.
 */
export function readReplayBody(body: Uint8Array): { event_id: string } {
  return parse(ReplayBody, readJson(body), "The body");
}

/**
 * Reads the body of `POST reconcile`: `older_than` in milliseconds (default 0), and `limit`, a
 * number of payments (default 100). An empty body, which most cron services send, means the
 * defaults. Throws `invalid_json` or `invalid_request`.
 */
export function readReconcileBody(body: Uint8Array): { older_than: number; limit: number } {
  return parse(ReconcileBody, body.byteLength === 0 ? {} : readJson(body), "The body");
}

/** Reads the query of the lists of payments. Throws `invalid_request` that names the parameter. */
export function readPaymentsQuery(url: URL, default_limit: number): ListRequest<PaymentFilter> {
  return toListRequest(parse(PaymentsQuery, queryOf(url), "The query"), default_limit);
}

/** Reads the query of `GET events`. Throws `invalid_request` that names the wrong parameter. */
export function readEventsQuery(url: URL, default_limit: number): ListRequest<EventFilter> {
  return toListRequest(parse(EventsQuery, queryOf(url), "The query"), default_limit);
}

/** Returns the query's parameters. Throws `invalid_request` if one is given twice. */
function queryOf(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()];
  if (new Set(names).size !== names.length)
    throw new PaymentError("invalid_request", "A query parameter is given more than once.");
  return Object.fromEntries(url.searchParams);
}

/** Splits a query into `limit`, `cursor` and the filter, which is every other parameter. */
function toListRequest<Filter extends object>(
  query: Filter & { limit?: number | undefined; cursor?: string | undefined },
  default_limit: number,
): ListRequest<WithoutUndefined<Omit<Filter, "limit" | "cursor">>> {
  const { limit: size = default_limit, cursor: after = null, ...filter } = query;
  return { limit: size, cursor: after, filter: withoutUndefined(filter) };
}

type WithoutUndefined<Filter> = { [Key in keyof Filter]?: Exclude<Filter[Key], undefined> };

/** Drops keys without a value, because storages build their SQL from the keys of a filter. */
function withoutUndefined<Filter extends object>(filter: Filter): WithoutUndefined<Filter> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as WithoutUndefined<Filter>;
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new PaymentError("invalid_json", "The body must be JSON.");
  }
}

function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  // Arrays are refused: valibot accepts them as objects, and `[]` would pass as `{}`.
  const parsed = v.safeParse(schema, Array.isArray(value) ? null : value);
  if (parsed.success) return parsed.output;
  // The message names a field of the schema. It never repeats the value, which may be personal.
  const path = v.getDotPath(parsed.issues[0]);
  throw new PaymentError(
    "invalid_request",
    path === null
      ? `${what} must be an object of the documented fields.`
      : `${what} has a wrong or missing \`${path}\`.`,
  );
}

function wordsOf<Word extends string>(table: Readonly<Record<Word, true>>): readonly Word[] {
  return Object.keys(table) as Word[];
}
