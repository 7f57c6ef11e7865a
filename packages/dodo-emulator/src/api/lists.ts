import { type DodoError, refused } from "../errors.ts";

/**
 * Returns one page of a list, newest first. As in Dodo's reference, `page_number` counts from 0,
 * and `page_size` is 10 by default and at most 100.
 */
export function pageOf<Entry extends { created_at: string }>(
  entries: readonly Entry[],
  query: URLSearchParams,
): Entry[] {
  const size = readCount(query, "page_size", 10);
  if (size > 100) throw invalid("page_size must be at most 100");
  const start = readCount(query, "page_number", 0) * size;
  // The sort keeps the order of records with equal times. The list is reversed before the sort, so
  // that of such records the one that was created later comes first.
  const newest = [...entries].reverse().sort((a, b) => moment(b) - moment(a));
  return newest.slice(start, start + size);
}

/** Returns a filter for records created between `created_at_gte` and `created_at_lte`. */
export function inRange(query: URLSearchParams): (entry: { created_at: string }) => boolean {
  const from = readMoment(query, "created_at_gte") ?? -Infinity;
  const to = readMoment(query, "created_at_lte") ?? Infinity;
  return (entry) => moment(entry) >= from && moment(entry) <= to;
}

/**
 * Returns a parameter of the query as a whole number, or `fallback` if the parameter is absent.
 * Throws `INVALID_REQUEST_PARAMETERS` if the parameter is not a whole number of at most 9 digits.
 */
export function readCount(query: URLSearchParams, name: string, fallback: number): number {
  const given = query.get(name);
  if (given === null) return fallback;
  if (!/^\d{1,9}$/.test(given)) throw invalid(`${name} must be a whole number`);
  return Number(given);
}

function moment({ created_at }: { created_at: string }): number {
  return Date.parse(created_at) || 0;
}

function readMoment(query: URLSearchParams, name: string): number | null {
  const given = query.get(name);
  if (given === null) return null;
  const time = Date.parse(given);
  if (Number.isNaN(time)) throw invalid(`${name} must be an ISO 8601 time`);
  return time;
}

function invalid(message: string): DodoError {
  return refused("INVALID_REQUEST_PARAMETERS", message);
}
