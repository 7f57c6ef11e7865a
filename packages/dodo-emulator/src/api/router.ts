import { DodoError, notEmulated, notFound, refused } from "../errors.ts";
import { isLiveKey, type Settings } from "../options.ts";
import type { EmulatorContext } from "../context.ts";
import type { ApiCall, ApiRoute } from "./call.ts";
import { createCheckout, readCheckout } from "./checkouts.ts";
import {
  createCustomer,
  createPortalSession,
  listCustomers,
  readCustomer,
  updateCustomer,
} from "./customers.ts";
import {
  createDiscount,
  deleteDiscount,
  listDiscounts,
  readDiscount,
  readDiscountByCode,
  updateDiscount,
} from "./discounts.ts";
import { listDisputes, readDispute } from "./disputes.ts";
import { readInvoice } from "./invoices.ts";
import { listPayments, readLineItems, readPayment } from "./payments.ts";
import { previewCheckout } from "./preview.ts";
import { createProduct, listProducts, readProduct } from "./products.ts";
import { createRefund, listRefunds, readRefund } from "./refunds.ts";
import {
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readHeaders,
  readSecret,
  readWebhook,
  updateHeaders,
  updateWebhook,
} from "./webhooks.ts";

const routes: readonly (readonly [method: string, path: RegExp, route: ApiRoute])[] = [
  ["POST", /^\/checkouts$/, createCheckout],
  ["POST", /^\/checkouts\/preview$/, previewCheckout],
  ["GET", /^\/checkouts\/([^/]+)$/, readCheckout],
  ["GET", /^\/payments$/, listPayments],
  ["GET", /^\/payments\/([^/]+)$/, readPayment],
  ["GET", /^\/payments\/([^/]+)\/line-items$/, readLineItems],
  ["POST", /^\/refunds$/, createRefund],
  ["GET", /^\/refunds$/, listRefunds],
  ["GET", /^\/refunds\/([^/]+)$/, readRefund],
  ["GET", /^\/disputes$/, listDisputes],
  ["GET", /^\/disputes\/([^/]+)$/, readDispute],
  ["GET", /^\/products$/, listProducts],
  ["POST", /^\/products$/, createProduct],
  ["GET", /^\/products\/([^/]+)$/, readProduct],
  ["POST", /^\/customers$/, createCustomer],
  ["GET", /^\/customers$/, listCustomers],
  ["GET", /^\/customers\/([^/]+)$/, readCustomer],
  ["PATCH", /^\/customers\/([^/]+)$/, updateCustomer],
  ["POST", /^\/customers\/([^/]+)\/customer-portal\/session$/, createPortalSession],
  ["POST", /^\/discounts$/, createDiscount],
  ["GET", /^\/discounts$/, listDiscounts],
  ["GET", /^\/discounts\/code\/([^/]+)$/, readDiscountByCode],
  ["GET", /^\/discounts\/([^/]+)$/, readDiscount],
  ["PATCH", /^\/discounts\/([^/]+)$/, updateDiscount],
  ["DELETE", /^\/discounts\/([^/]+)$/, deleteDiscount],
  ["POST", /^\/webhooks$/, createWebhook],
  ["GET", /^\/webhooks$/, listWebhooks],
  ["GET", /^\/webhooks\/([^/]+)$/, readWebhook],
  ["PATCH", /^\/webhooks\/([^/]+)$/, updateWebhook],
  ["DELETE", /^\/webhooks\/([^/]+)$/, deleteWebhook],
  ["GET", /^\/webhooks\/([^/]+)\/secret$/, readSecret],
  ["GET", /^\/webhooks\/([^/]+)\/headers$/, readHeaders],
  ["PATCH", /^\/webhooks\/([^/]+)\/headers$/, updateHeaders],
];

// The path of an invoice. It is the only API route that needs no key.
const invoice_path = /^\/invoices\/payments\/([^/]+)$/;

// The first path segments of Dodo's API. If a path begins with one of them but the request matches
// no route above, the route is assumed to exist at Dodo, and the answer is `NOT_EMULATED`.
const resources: ReadonlySet<string> = new Set(
  "addons balances blocklist brands checkouts credit-entitlements customers discounts disputes entitlements events grants invoices license_key_instances license_keys licenses meters moderation payments payouts product-collections products refunds subscriptions webhooks".split(
    " ",
  ),
);

/** Answers one API call. Never throws: each error, such as a wrong key, becomes an answer. */
export function answer(
  call: Omit<ApiCall, "id">,
  authorization: string | null,
  context: EmulatorContext,
): Response {
  try {
    const invoice = call.method === "GET" ? invoice_path.exec(call.path) : null;
    if (invoice !== null) return readInvoice({ ...call, id: readId(invoice[1] ?? "") }, context);
    checkKey(authorization, call.method, context.settings);
    const found = route(call, context);
    return found === undefined ? new Response(null, { status: 204 }) : Response.json(found);
  } catch (error) {
    return errorAnswer(error);
  }
}

/**
 * Returns an error response in Dodo's format. An unexpected error becomes a 500 without details.
 */
export function errorAnswer(error: unknown): Response {
  const known =
    error instanceof DodoError
      ? error
      : new DodoError(500, "INTERNAL_SERVER_ERROR", "internal server error");
  if (known.code === "") return new Response(null, { status: known.status });
  // The SDK tries again after a 5xx unless the answer forbids it.
  const headers = known.status === 501 ? { "x-should-retry": "false" } : {};
  return Response.json(
    known.message === "" ? { code: known.code } : { code: known.code, message: known.message },
    { status: known.status, headers },
  );
}

function checkKey(authorization: string | null, method: string, settings: Settings): void {
  const key = authorization?.startsWith("Bearer ") === true ? authorization.slice(7) : "";
  if (key === settings.api_key) return;
  if (isLiveKey(key))
    throw refused(
      "UNAUTHORIZED",
      "this is a live key and this is the emulator: use a test key here, and consider the live one seen",
    );
  if (settings.read_only_api_key === null || key !== settings.read_only_api_key)
    throw refused("UNAUTHORIZED", "missing or wrong API key");
  if (method === "GET") return;
  if (settings.read_only_status === 401) throw new DodoError(401, "", "");
  // Dodo documents the status 403 but no code for it. The code below is a guess.
  throw new DodoError(403, "UNAUTHORIZED", "this API key has no write access");
}

function route(call: Omit<ApiCall, "id">, context: EmulatorContext): unknown {
  for (const [method, path, run] of routes) {
    const match = call.method === method ? path.exec(call.path) : null;
    if (match !== null) return run({ ...call, id: readId(match[1] ?? "") }, context);
  }
  if (resources.has(call.path.split("/")[1] ?? ""))
    throw notEmulated(`${call.method} ${call.path}`);
  throw notFound(`${call.method} ${call.path}`);
}

function readId(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new DodoError(400, "INVALID_REQUEST_PARAMETERS", "the id is not a valid path part");
  }
}
