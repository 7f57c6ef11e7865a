import { randomBytes } from "node:crypto";
import { newId } from "../ids.ts";

/**
 * A webhook endpoint: that of the option `webhook_url`, or one that was created over the API. Times
 * are milliseconds.
 */
export interface Endpoint {
  id: string;
  /** `null` while `webhook_url` is not set. */
  url: string | null;
  /** The signing keys, newest first; there are several during a rotation. */
  keys: readonly [string, ...string[]];
  description: string;
  disabled: boolean;
  /** The event types to deliver; `null` or an empty list delivers all of them. */
  filter_types: string[] | null;
  /** Sent with every delivery. */
  headers: Record<string, string>;
  metadata: Record<string, string>;
  rate_limit: number | null;
  /** Whether it belongs to the options; `reset()` keeps such an endpoint. */
  configured: boolean;
  created_at: number;
  updated_at: number;
}

/** Builds an endpoint with a new secret, unless `more` contains keys. */
export function buildEndpoint(
  url: string | null,
  now: number,
  more: Partial<Endpoint> = {},
): Endpoint {
  return {
    id: newId("whk"),
    url,
    keys: [`whsec_${randomBytes(24).toString("base64")}`],
    description: "",
    disabled: false,
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
