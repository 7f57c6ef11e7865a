import { randomBytes } from "node:crypto";
import { newId } from "../ids.ts";

/** Somewhere deliveries go: the `webhook_url` of the options, or an endpoint made over the API. Times are milliseconds. */
export interface Endpoint {
  id: string;
  /** Null as long as `webhook_url` is not set. */
  url: string | null;
  /** The signing keys, newest first; several stand for a rotation. */
  keys: readonly [string, ...string[]];
  description: string;
  disabled: boolean;
  /** The event types it wants; null or empty for all of them. */
  filter_types: string[] | null;
  /** Sent with every delivery. */
  headers: Record<string, string>;
  metadata: Record<string, string>;
  rate_limit: number | null;
  /** Whether the options made it; such a one survives `reset()`. */
  configured: boolean;
  created_at: number;
  updated_at: number;
}

/** A new endpoint with a secret of its own, unless keys are given. */
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

/** Whether an event goes to an endpoint. */
export function wants(endpoint: Endpoint, type: string): boolean {
  if (endpoint.disabled) return false;
  return (
    endpoint.filter_types === null ||
    endpoint.filter_types.length === 0 ||
    endpoint.filter_types.includes(type)
  );
}
