import type {
  WebhookDetails,
  WebhookRetrieveSecretResponse,
} from "dodopayments/resources/webhooks/webhooks";
import type { HeaderRetrieveResponse } from "dodopayments/resources/webhooks/headers";
import { timestampOf } from "../clock.ts";
import { invalidBody, notFound, refused } from "../errors.ts";
import { buildEndpoint, type Endpoint } from "../webhooks/endpoint.ts";
import type { ApiCall, ApiContext } from "./call.ts";
import { readBody, readFlag, readPairs, readText, readTexts, readWhole } from "./fields.ts";
import { readCount } from "./lists.ts";

/** `POST /webhooks`: an endpoint with a secret of its own. */
export function createWebhook(call: ApiCall, { state, settings }: ApiContext): WebhookDetails {
  const body = readBody(call.body);
  const changes = readChanges(body);
  if (changes.url === undefined) throw invalidBody("url is missing");
  const headers = readPairs(body["headers"], "headers") ?? {};
  const endpoint = buildEndpoint(changes.url, settings.clock.now(), { ...changes, headers });
  state.endpoints.set(endpoint.id, endpoint);
  return details(endpoint);
}

/** `GET /webhooks`: a page by cursor; the one of `webhook_url` first. */
export function listWebhooks(
  call: ApiCall,
  { state }: ApiContext,
): { data: WebhookDetails[]; iterator: string; done: boolean } {
  const all = [...state.endpoints.values()].filter(({ url }) => url !== null);
  const after = call.query.get("iterator");
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== null && from === 0)
    throw refused("INVALID_REQUEST_PARAMETERS", "the iterator is not one of this list");
  const page = all.slice(from, from + readCount(call.query, "limit", 50));
  const done = from + page.length >= all.length;
  // An empty iterator is what ends the SDK's loop.
  return { data: page.map(details), iterator: done ? "" : (page.at(-1)?.id ?? ""), done };
}

/** `GET /webhooks/{id}`. */
export function readWebhook(call: ApiCall, context: ApiContext): WebhookDetails {
  return details(endpointOf(call, context));
}

/** `PATCH /webhooks/{id}`. */
export function updateWebhook(call: ApiCall, context: ApiContext): WebhookDetails {
  const endpoint = endpointOf(call, context);
  Object.assign(endpoint, readChanges(readBody(call.body)), {
    updated_at: context.settings.clock.now(),
  });
  context.queue.arm();
  return details(endpoint);
}

/** `DELETE /webhooks/{id}`; the one of the options keeps its place and loses its URL. */
export function deleteWebhook(call: ApiCall, context: ApiContext): undefined {
  const endpoint = endpointOf(call, context);
  if (endpoint.configured) endpoint.url = null;
  else context.state.endpoints.delete(endpoint.id);
}

/** `GET /webhooks/{id}/secret`: the newest one. */
export function readSecret(call: ApiCall, context: ApiContext): WebhookRetrieveSecretResponse {
  return { secret: endpointOf(call, context).keys[0] };
}

/** `GET /webhooks/{id}/headers`. */
export function readHeaders(call: ApiCall, context: ApiContext): HeaderRetrieveResponse {
  return { headers: endpointOf(call, context).headers, sensitive: [] };
}

/** `PATCH /webhooks/{id}/headers`. */
export function updateHeaders(call: ApiCall, context: ApiContext): undefined {
  const endpoint = endpointOf(call, context);
  endpoint.headers = {
    ...endpoint.headers,
    ...readPairs(readBody(call.body)["headers"], "headers"),
  };
}

function endpointOf(call: ApiCall, { state }: ApiContext): Endpoint {
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

/** The fields of a body that are given; null leaves as it is, except for lists and limits. */
function readChanges(body: Record<string, unknown>): Partial<Endpoint> & { url?: string } {
  const changes: Partial<Endpoint> & { url?: string } = {};
  const url = readText(body["url"], "url");
  const description = readText(body["description"], "description");
  const disabled = readFlag(body["disabled"], "disabled");
  const metadata = readPairs(body["metadata"], "metadata");
  if (url !== null && !/^https?:\/\//.test(URL.canParse(url) ? url : ""))
    throw invalidBody("url must be an http or https URL");
  if (url !== null) changes.url = url;
  if (description !== null) changes.description = description;
  if (disabled !== null) changes.disabled = disabled;
  if (metadata !== null) changes.metadata = metadata;
  if (body["filter_types"] !== undefined)
    changes.filter_types = readTexts(body["filter_types"], "filter_types");
  if (body["rate_limit"] !== undefined)
    changes.rate_limit = readWhole(body["rate_limit"], "rate_limit");
  return changes;
}
