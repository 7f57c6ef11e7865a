import { randomBytes } from "node:crypto";
import { newId } from "../ids.ts";

/**
 * A webhook endpoint: that of the option `webhook_url`, or one that an API request created. Times
 * are in milliseconds.
 */
export interface Endpoint {
  id: string;
  /** The URL that deliveries are sent to; `null` while `webhook_url` is not set. */
  url: string | null;
  /** The signing keys, newest first; there are several during a rotation. */
  keys: readonly [string, ...string[]];
  description: string;
  disabled: boolean;
  /**
   * The time of the first failed attempt since the last success, or since the endpoint was enabled;
   * `null` if there is none.
   */
  failing_since: number | null;
  /** The event types to deliver; `null` or an empty list delivers all of them. */
  filter_types: string[] | null;
  /** Extra headers that are sent with every delivery. */
  headers: Record<string, string>;
  metadata: Record<string, string>;
  rate_limit: number | null;
  /** Whether this is the endpoint of the option `webhook_url`, which `reset()` keeps. */
  configured: boolean;
  created_at: number;
  updated_at: number;
}

/** Builds an endpoint. It gets a new signing key unless `more` contains `keys`. */
export function buildEndpoint(
  url: string | null,
  now: number,
  more: Partial<Endpoint> = {},
): Endpoint {
  return {
    id: newId("whk", now),
    url,
    keys: [`whsec_${randomBytes(24).toString("base64")}`],
    description: "",
    disabled: false,
    failing_since: null,
    filter_types: null,
    headers: {},
    metadata: {},
    rate_limit: null,
    configured: false,
    created_at: now,
    updated_at: now,
    ...more,
  };
}

/** Returns whether an endpoint receives events of a type. */
export function wants({ disabled, filter_types }: Endpoint, type: string): boolean {
  if (disabled) return false;
  return filter_types === null || filter_types.length === 0 || filter_types.includes(type);
}

/**
 * Stores the result of an attempt that was made at `now`, in milliseconds. If every attempt has
 * failed for `days` days, disables the endpoint, as Svix does.
 *
 * @see https://docs.svix.com/retries
 */
export function noteAttempt(
  endpoint: Endpoint,
  succeeded: boolean,
  now: number,
  days: number,
): void {
  if (succeeded) endpoint.failing_since = null;
  else endpoint.failing_since ??= now;
  const failing_ms = now - (endpoint.failing_since ?? now);
  if (failing_ms >= days * 24 * 60 * 60 * 1000) endpoint.disabled = true;
}

/**
 * Enables an endpoint again and resets `failing_since`. Its waiting deliveries can then be sent.
 */
export function enable(endpoint: Endpoint): void {
  endpoint.disabled = false;
  endpoint.failing_since = null;
}
