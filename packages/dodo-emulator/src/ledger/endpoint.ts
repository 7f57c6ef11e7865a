import { randomBytes } from "node:crypto";
import { newId } from "../ids.ts";

/**
 * A webhook endpoint, which either the option `webhook_url` or an API request created. Times are in
 * milliseconds.
 */
export interface Endpoint {
  id: string;
  /** The URL that deliveries are sent to; `null` while `webhook_url` is not set. */
  url: string | null;
  /** The signing keys, newest first; there are several during a rotation. */
  keys: readonly [string, ...string[]];
  description: string;
  disabled: boolean;
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
