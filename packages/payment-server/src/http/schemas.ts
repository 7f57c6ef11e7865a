/**
 * The bodies and the queries that the routes take. Requests are checked against these schemas, and
 * the OpenAPI document is made from them.
 */
import * as v from "valibot";
import { isDay } from "../core/figures/days.ts";
import type { PaymentStatus } from "../core/payment.ts";
import type { ReleaseInput } from "../core/release.ts";
import type { EventFilter, PaymentFilter, SyncStatus } from "../core/storage-records.ts";
import { isStorableId, isStorableText } from "../core/storable-text.ts";

/** A schema of what a request contains, whose parsed form is `Output`. */
export type RequestSchema<Output> = v.GenericSchema<unknown, Output>;

/** The fields of a query that select a page of a list. */
export interface PageQuery {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** The fields of `Filter`, each of which a query may leave out. */
type Optional<Filter> = { [Key in keyof Filter]?: Filter[Key] | undefined };

// The statuses of payments and of events are listed as the keys of a `Record`, because a `Record`
// does not compile if a status is missing.
const PAYMENT_WORDS: Readonly<Record<PaymentStatus, true>> = {
  pending: true,
  crediting: true,
  paid: true,
  failed: true,
  canceled: true,
  expired: true,
  held: true,
  dismissed: true,
};
const SYNC_WORDS: Readonly<Record<SyncStatus, true>> = {
  pending: true,
  processing: true,
  applied: true,
  ignored: true,
  held: true,
  failed: true,
};

/** Every status of a payment. */
export const PAYMENT_STATUSES: readonly PaymentStatus[] = wordsOf(PAYMENT_WORDS);
/** Every status of an event. */
export const SYNC_STATUSES: readonly SyncStatus[] = wordsOf(SYNC_WORDS);

/** Checks an id of the host or the provider. */
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(500), v.check(isStorableId));
/**
 * Checks the id of a stored payment or event, or the type of an event: 1 to 200 letters, digits and
 * `_.:-`.
 */
const ours = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.:-]{1,200}$/));
/** Checks the number of rows in a page, 1 to 200, which a query contains as text. */
const limit = v.optional(
  v.pipe(v.string(), v.regex(/^[1-9]\d{0,2}$/), v.transform(Number), v.maxValue(200)),
);
const cursor = v.optional(v.pipe(v.string(), v.maxLength(400)));
const paymentStatus = v.picklist(PAYMENT_STATUSES);
const syncStatus = v.picklist(SYNC_STATUSES);
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const milliseconds = whole;
const note = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(500),
  v.check(isStorableText),
);
const sale = v.object({ usd_cents: whole, credits: v.pipe(v.number(), v.finite()), user_id: id });
/** Checks a day of UTC, such as `2026-11-29`. */
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.check(isDay));

/** The body of `POST checkout/create`. */
export const CheckoutBody: RequestSchema<{
  method_id?: string | undefined;
  provider?: string | undefined;
  topup_id: string;
  return_to: string | null;
  language: string | null;
}> = v.object({
  method_id: v.optional(id),
  provider: v.optional(id),
  topup_id: id,
  return_to: v.nullish(v.string(), null),
  language: v.nullish(v.pipe(v.string(), v.maxLength(100)), null),
});

/** The body of `POST payments/release`. */
export const ReleaseBody: RequestSchema<Omit<ReleaseInput, "admin_id">> = v.object({
  payment_id: ours,
  decision: v.picklist(["credit", "dismiss"]),
  note,
  topup: v.exactOptional(sale),
});

/** The body of `POST events/replay`. */
export const ReplayBody: RequestSchema<{ event_id: string }> = v.object({ event_id: ours });

/** The body of `POST events/close`. */
export const CloseBody: RequestSchema<{ event_id: string; note: string }> = v.object({
  event_id: ours,
  note,
});

/** The body of `POST reconcile`. `older_than` is in milliseconds. */
export const ReconcileBody: RequestSchema<{ older_than: number; limit: number }> = v.object({
  older_than: v.optional(milliseconds, 0),
  limit: v.optional(v.pipe(whole, v.maxValue(1_000)), 100),
});

/** The body of `POST prune`. */
export const PruneBody: RequestSchema<{
  events_older_than_days?: number | undefined;
  limit?: number | undefined;
}> = v.object({
  events_older_than_days: v.optional(v.pipe(whole, v.maxValue(36_500))),
  limit: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(100_000))),
});

/** The query of `GET payments/me`. */
export const MyPaymentsQuery: RequestSchema<PageQuery & Optional<PaymentFilter>> = v.object({
  limit,
  cursor,
  topup_id: v.optional(id),
  status: v.optional(paymentStatus),
});

/** The query of `GET payments`. */
export const PaymentsQuery: RequestSchema<PageQuery & Optional<PaymentFilter>> = v.object({
  limit,
  cursor,
  topup_id: v.optional(id),
  status: v.optional(paymentStatus),
  user_id: v.optional(id),
});

/** The query of `GET events`. */
export const EventsQuery: RequestSchema<PageQuery & Optional<EventFilter>> = v.object({
  limit,
  cursor,
  type: v.optional(ours),
  sync_status: v.optional(syncStatus),
  payment_id: v.optional(ours),
});

/** The query of `GET payments/audit`. */
export const AuditQuery: RequestSchema<{ payment_id: string }> = v.object({ payment_id: ours });

/** The query of `GET payments/summary`. */
export const SummaryQuery: RequestSchema<{
  from?: string | undefined;
  to?: string | undefined;
  by: "day";
}> = v.object({
  from: v.optional(day),
  to: v.optional(day),
  by: v.optional(v.literal("day"), "day"),
});

/** The query of `GET drift`. `since` is a day of UTC or a time in ISO 8601. */
export const DriftQuery: RequestSchema<PageQuery & { since?: number | undefined }> = v.object({
  since: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/),
      v.transform((text) => Date.parse(text)),
      v.safeInteger(),
      v.minValue(0),
    ),
  ),
  limit,
  cursor,
});

function wordsOf<Word extends string>(table: Readonly<Record<Word, true>>): readonly Word[] {
  return Object.keys(table) as Word[];
}
