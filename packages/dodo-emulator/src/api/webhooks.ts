import type {
  WebhookDetails,
  WebhookRetrieveSecretResponse,
} from "dodopayments/resources/webhooks/webhooks";
import type { HeaderRetrieveResponse } from "dodopayments/resources/webhooks/headers";
import { timestampOf } from "../clock.ts";
import { invalidBody, notFound, refused } from "../errors.ts";
import { buildEndpoint, enable, type Endpoint } from "../ledger/endpoint.ts";
import type { EmulatorContext } from "../context.ts";
import type { ApiCall } from "./call.ts";
import { readBody, readFlag, readPairs, readText, readTexts, readWhole } from "./fields.ts";
import { readCount } from "./lists.ts";

/** Answers `POST /webhooks`: creates an endpoint with a secret of its own. */
export function createWebhook(call: ApiCall, { state, settings }: EmulatorContext): WebhookDetails {
  const body = readBody(call.body);
  const changes = readChanges(body);
  if (changes.url === undefined) throw invalidBody("url is missing");
  const headers = readPairs(body["headers"], "headers") ?? {};
  const endpoint = buildEndpoint(changes.url, settings.clock.now(), { ...changes, headers });
  state.endpoints.set(endpoint.id, endpoint);
  return details(endpoint);
}

/**
 * Answers `GET /webhooks` with one page of endpoints. The endpoint of `webhook_url` is first; it is
 * left out while it has no URL.
 */
export function listWebhooks(
  call: ApiCall,
  { state }: EmulatorContext,
): { data: WebhookDetails[]; iterator: string; done: boolean } {
  const all = [...state.endpoints.values()].filter(({ url }) => url !== null);
  const after = call.query.get("iterator");
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== null && from === 0)
    throw refused("INVALID_REQUEST_PARAMETERS", "the iterator is not one of this list");
  const page = all.slice(from, from + readCount(call.query, "limit", 50));
  const done = from + page.length >= all.length;
  // The iterator of the last page is empty, because the SDK stops paginating at an empty one.
  return { data: page.map(details), iterator: done ? "" : (page.at(-1)?.id ?? ""), done };
}

/** Answers `GET /webhooks/{id}`. */
export function readWebhook(call: ApiCall, context: EmulatorContext): WebhookDetails {
  return details(endpointOf(call, context));
}

/** Answers `PATCH /webhooks/{id}`; fields that are absent do not change. */
export function updateWebhook(call: ApiCall, context: EmulatorContext): WebhookDetails {
  const endpoint = endpointOf(call, context);
  const changes = readChanges(readBody(call.body));
  Object.assign(endpoint, changes, { updated_at: context.settings.clock.now() });
  if (changes.disabled === false) enable(endpoint);
  context.queue.arm();
  return details(endpoint);
}

/** Answers `DELETE /webhooks/{id}`. The endpoint of `webhook_url` stays, but loses its URL. */
export function deleteWebhook(call: ApiCall, context: EmulatorContext): undefined {
  const endpoint = endpointOf(call, context);
  if (endpoint.configured) endpoint.url = null;
  else context.state.endpoints.delete(endpoint.id);
}

/** Answers `GET /webhooks/{id}/secret` with the endpoint's newest signing key. */
export function readSecret(call: ApiCall, context: EmulatorContext): WebhookRetrieveSecretResponse {
  return { secret: endpointOf(call, context).keys[0] };
}

/** Answers `GET /webhooks/{id}/headers`. */
export function readHeaders(call: ApiCall, context: EmulatorContext): HeaderRetrieveResponse {
  return { headers: endpointOf(call, context).headers, sensitive: [] };
}

/** Answers `PATCH /webhooks/{id}/headers`; headers that the body does not name are kept. */
export function updateHeaders(call: ApiCall, context: EmulatorContext): undefined {
  const endpoint = endpointOf(call, context);
  endpoint.headers = {
    ...endpoint.headers,
    ...readPairs(readBody(call.body)["headers"], "headers"),
  };
}

function endpointOf(call: ApiCall, { state }: EmulatorContext): Endpoint {
  const endpoint = state.endpoints.get(call.id);
  if (endpoint === undefined || endpoint.url === null) throw notFound(`webhook ${call.id}`);
  return endpoint;
}

function details(endpoint: Endpoint): WebhookDetails {
  return {
    id: endpoint.id,
    url: endpoint.url ?? "",
    description: endpoint.description,
    disabled: endpoint.disabled,
    filter_types: endpoint.filter_types,
    metadata: endpoint.metadata,
    rate_limit: endpoint.rate_limit,
    created_at: timestampOf(endpoint.created_at),
    updated_at: timestampOf(endpoint.updated_at),
  };
}

/**
 * Reads the changes to an endpoint from a body. If `filter_types` or `rate_limit` is `null`, the
 * event filter or the rate limit is removed. In every other field, `null` means no change.
 */
function readChanges(body: Record<string, unknown>): Partial<Endpoint> & { url?: string } {
  const url = readText(body["url"], "url");
  if (url !== null && !/^https?:\/\//.test(URL.canParse(url) ? url : ""))
    throw invalidBody("url must be an http or https URL");
  const given = {
    url,
    description: readText(body["description"], "description"),
    disabled: readFlag(body["disabled"], "disabled"),
    metadata: readPairs(body["metadata"], "metadata"),
  };
  const changes: Partial<Endpoint> & { url?: string } = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null),
  );
  if (body["filter_types"] !== undefined)
    changes.filter_types = readTexts(body["filter_types"], "filter_types");
  if (body["rate_limit"] !== undefined)
    changes.rate_limit = readWhole(body["rate_limit"], "rate_limit");
  return changes;
}
