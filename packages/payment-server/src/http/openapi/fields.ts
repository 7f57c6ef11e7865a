/** The schemas that several answers share, and the helpers that make schemas from our tables. */
import * as v from "valibot";
import type { SyncStatus } from "../../core/storage-records.ts";
import type { Environment, HoldReason, PaymentStatus } from "../../core/payment.ts";
import { HOLD_REASONS } from "../../explanations/hold-reasons.ts";
import { PAYMENT_STATUSES, SYNC_STATUSES } from "../schemas.ts";

/** The schema of an answer, or of a part of one. */
export type AnswerSchema<Output> = v.GenericSchema<Output, Output>;

export const text: AnswerSchema<string> = v.string();
export const time: AnswerSchema<string> = v.pipe(v.string(), v.isoTimestamp());
export const count: AnswerSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(0));
export const minor: AnswerSchema<number> = v.pipe(v.number(), v.integer());
export const cursor: AnswerSchema<string | null> = v.nullable(text);
export const status: AnswerSchema<PaymentStatus> = v.picklist(PAYMENT_STATUSES);
export const syncStatus: AnswerSchema<SyncStatus> = v.picklist(SYNC_STATUSES);
export const holdReason: AnswerSchema<HoldReason> = v.picklist(namesOf(HOLD_REASONS));
export const environment: AnswerSchema<Environment> = v.picklist(["test_mode", "live_mode"]);

/** Returns the keys of a table. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}

/** Returns the schema of an object that can have a count for each of the words. */
export function countsOf<Word extends string>(
  words: readonly Word[],
): AnswerSchema<Partial<Record<Word, number>>> {
  const entries = words.map((word) => [word, v.exactOptional(count)] as const);
  return v.strictObject(Object.fromEntries(entries)) as unknown as AnswerSchema<
    Partial<Record<Word, number>>
  >;
}
