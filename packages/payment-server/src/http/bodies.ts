/** Parses the bodies and the queries of requests, and checks each field. */
import * as v from "valibot";
import type { ListRequest } from "../core/lists.ts";
import type { DriftOptions } from "../core/drift/report.ts";
import type { DayRange } from "../core/figures/days.ts";
import type { PruneOptions } from "../core/prune.ts";
import type { ReleaseInput } from "../core/release.ts";
import type { EventFilter, PaymentFilter } from "../core/storage-records.ts";
import { PaymentError } from "../errors.ts";
import {
  AuditQuery,
  CheckoutBody,
  CloseBody,
  DriftQuery,
  EventsQuery,
  MyPaymentsQuery,
  PaymentsQuery,
  PruneBody,
  ReconcileBody,
  ReleaseBody,
  ReplayBody,
  SummaryQuery,
  type RequestSchema,
} from "./schemas.ts";

/**
 * The fields of `POST checkout/create` that are read. A page may send others, which are ignored.
 */
export interface CheckoutRequestBody {
  /**
   * The id of the provider; `null` if the body has none, which is allowed if there is only one
   * provider. The body may name this field `provider`.
   */
  method_id: string | null;
  topup_id: string;
  /** The address that the result page links back to, not checked yet; `null` for no link. */
  return_to: string | null;
  /** The language of the result page, as a BCP 47 tag; `null` for the browser's. */
  language: string | null;
}

/** Reads the body of `POST checkout/create`. Throws `invalid_json` or `invalid_request`. */
export function readCheckoutBody(body: Uint8Array): CheckoutRequestBody {
  const { method_id, provider, topup_id, return_to, language } = parse(
    CheckoutBody,
    readJson(body),
    "The body",
  );
  return { method_id: method_id ?? provider ?? null, topup_id, return_to, language };
}

/** Reads the body of `POST payments/release`. Throws `invalid_json` or `invalid_request`. */
export function readReleaseBody(body: Uint8Array): ReleaseInput {
  return parse(ReleaseBody, readJson(body), "The body");
}

/** Reads the body of `POST events/replay`. Throws `invalid_json` or `invalid_request`. */
export function readReplayBody(body: Uint8Array): { event_id: string } {
  return parse(ReplayBody, readJson(body), "The body");
}

/** Reads the body of `POST events/close`. Throws `invalid_json` or `invalid_request`. */
export function readCloseBody(body: Uint8Array): { event_id: string; note: string } {
  return parse(CloseBody, readJson(body), "The body");
}

/**
 * Reads the body of `POST reconcile`: `older_than` in milliseconds (default 0), and `limit`, a
 * number of payments (default 100). An empty body, which most cron services send, means the
 * defaults. Throws `invalid_json` or `invalid_request`.
 */
export function readReconcileBody(body: Uint8Array): { older_than: number; limit: number } {
  return parse(ReconcileBody, body.byteLength === 0 ? {} : readJson(body), "The body");
}

/**
 * Reads the body of `POST prune`, which may be empty. Throws `invalid_json` or `invalid_request`.
 */
export function readPruneBody(body: Uint8Array): PruneOptions {
  const given = body.byteLength === 0 ? {} : readJson(body);
  return withoutUndefined(parse(PruneBody, given, "The body"));
}

/** Reads the query of `GET payments/me`. Throws `invalid_request` for a wrong parameter. */
export function readMyPaymentsQuery(url: URL, default_limit: number): ListRequest<PaymentFilter> {
  return toListRequest(parse(MyPaymentsQuery, queryOf(url), "The query"), default_limit);
}

/** Reads the query of `GET payments`. Throws `invalid_request` for a wrong parameter. */
export function readPaymentsQuery(url: URL, default_limit: number): ListRequest<PaymentFilter> {
  return toListRequest(parse(PaymentsQuery, queryOf(url), "The query"), default_limit);
}

/** Reads the query of `GET events`. Throws `invalid_request` for a wrong parameter. */
export function readEventsQuery(url: URL, default_limit: number): ListRequest<EventFilter> {
  return toListRequest(parse(EventsQuery, queryOf(url), "The query"), default_limit);
}

/** Reads the query of `GET payments/audit`. Throws `invalid_request` for a wrong parameter. */
export function readAuditQuery(url: URL): { payment_id: string } {
  return parse(AuditQuery, queryOf(url), "The query");
}

/** Reads the query of `GET payments/summary`. Throws `invalid_request` for a wrong parameter. */
export function readSummaryQuery(url: URL): Partial<DayRange> {
  const { from, to } = parse(SummaryQuery, queryOf(url), "The query");
  return withoutUndefined({ from, to });
}

/** Reads the query of `GET drift`. Throws `invalid_request` for a wrong parameter. */
export function readDriftQuery(url: URL): DriftOptions {
  return withoutUndefined(parse(DriftQuery, queryOf(url), "The query"));
}

/** Returns the query's parameters. Throws `invalid_request` if one is given twice. */
function queryOf(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()];
  if (new Set(names).size !== names.length)
    throw new PaymentError("invalid_request", "A query parameter is given more than once.");
  return Object.fromEntries(url.searchParams);
}

/** Splits a query into `limit`, `cursor` and the filter, which has all further parameters. */
function toListRequest<Filter extends object>(
  query: Filter & { limit?: number | undefined; cursor?: string | undefined },
  default_limit: number,
): ListRequest<WithoutUndefined<Omit<Filter, "limit" | "cursor">>> {
  const { limit: size = default_limit, cursor: after = null, ...filter } = query;
  return { limit: size, cursor: after, filter: withoutUndefined(filter) };
}

type WithoutUndefined<Filter> = { [Key in keyof Filter]?: Exclude<Filter[Key], undefined> };

/**
 * Drops the keys whose value is `undefined`. Storages build their SQL from the keys of a filter,
 * and the types of other options do not allow `undefined`.
 */
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

function parse<Output>(schema: RequestSchema<Output>, value: unknown, what: string): Output {
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
