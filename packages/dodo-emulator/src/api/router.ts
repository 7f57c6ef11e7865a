import { DodoError, notFound } from "../errors.ts";
import type { ApiCall, ApiContext, ApiRoute } from "./call.ts";
import { createCheckout, readCheckout } from "./checkouts.ts";
import { listPayments, readPayment } from "./payments.ts";
import { readProduct } from "./products.ts";

const routes: readonly (readonly [method: string, path: RegExp, route: ApiRoute])[] = [
  ["POST", /^\/checkouts$/, createCheckout],
  ["GET", /^\/checkouts\/([^/]+)$/, readCheckout],
  ["GET", /^\/payments$/, listPayments],
  ["GET", /^\/payments\/([^/]+)$/, readPayment],
  ["GET", /^\/products\/([^/]+)$/, readProduct],
];

/** Answers one API call after checking its key. */
export function answer(call: Omit<ApiCall, "id">, authorization: string | null, context: ApiContext): Response {
  try {
    if (authorization !== `Bearer ${context.settings.api_key}`) throw new DodoError(401, "UNAUTHORIZED", "missing or wrong API key");
    return Response.json(route(call, context));
  } catch (error) {
    return errorAnswer(error);
  }
}

/** An error in Dodo's form; anything unexpected is a 500 that says nothing of its cause. */
export function errorAnswer(error: unknown): Response {
  const known = error instanceof DodoError ? error : new DodoError(500, "INTERNAL_SERVER_ERROR", "internal server error");
  return Response.json({ code: known.code, message: known.message }, { status: known.status });
}

function route(call: Omit<ApiCall, "id">, context: ApiContext): unknown {
  for (const [method, path, run] of routes) {
    const match = call.method === method ? path.exec(call.path) : null;
    if (match !== null) return run({ ...call, id: readId(match[1] ?? "") }, context);
  }
  throw notFound(`${call.method} ${call.path}`);
}

function readId(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new DodoError(400, "INVALID_REQUEST_PARAMETERS", "the id is not a valid path part");
  }
}
