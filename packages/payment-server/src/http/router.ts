/** The table of routes, and the function that turns a request into an answer. */
import { ofRequest, type Mistake } from "../core/mistakes.ts";
import { sendSoon } from "../core/notices/send.ts";
import { ANSWER_MS, REQUEST_MS } from "../core/time-limits.ts";
import { PaymentError, type ErrorCode } from "../errors.ts";
import { readBody } from "./body.ts";
import { pageUrl, WEBHOOK_PATH, type Call, type HttpContext } from "./call.ts";
import { postCheckout } from "./checkout.ts";
import { getEvents, postReplay } from "./events.ts";
import { getAudit, getCheck, getDrift, getSummary } from "./inspection.ts";
import { getMethods } from "./methods.ts";
import { addCorsHeaders, isAllowedOrigin, preflight } from "./cors.ts";
import { assertSameSite } from "./origin.ts";
import { getMyPayments, getPayments, postReconcile, postRelease } from "./payments.ts";
import { ownAddress, rememberLocal } from "./public-address.ts";
import { getOpenApi } from "./openapi/route.ts";
import { postPrune } from "./prune.ts";
import { getCancel, getSuccess } from "./redirect.ts";
import { errorReply } from "./reply.ts";
import { unknownPath } from "./unknown-path.ts";
import { postWebhook } from "./webhook.ts";

/** The names of the routes, which are the keys of `handlers`. */
export type RouteName =
  | "methods"
  | "createCheckout"
  | "myPayments"
  | "payments"
  | "events"
  | "webhook"
  | "redirectSuccess"
  | "redirectCancel"
  | "reconcile"
  | "replayEvent"
  | "releasePayment"
  | "check"
  | "drift"
  | "paymentAudit"
  | "paymentSummary"
  | "openapi"
  | "prune";

/** An entry in the route table. */
export interface Route {
  /** The path below `base_path`, such as `/methods`. */
  path: string;
  methods: readonly ("GET" | "POST")[];
  /** Who may call the route. `answer` checks this; a Federation needs it to register the route. */
  who: "anyone" | "user" | "admin";
  /**
   * Whether the provider calls the route. If so, the origin and the content type are not checked.
   */
  from_provider?: boolean;
  /** Whether the route answers while a variable of a running service is wrong. */
  answers_misconfigured?: boolean;
  answer(call: Call): Promise<Response>;
}

/** Every route by its name. */
export const ROUTES: Record<RouteName, Route> = {
  methods: {
    path: "/methods",
    methods: ["GET"],
    who: "anyone",
    answers_misconfigured: true,
    answer: getMethods,
  },
  createCheckout: {
    path: "/checkout/create",
    methods: ["POST"],
    who: "user",
    answer: postCheckout,
  },
  myPayments: { path: "/payments/me", methods: ["GET"], who: "user", answer: getMyPayments },
  payments: { path: "/payments", methods: ["GET"], who: "admin", answer: getPayments },
  events: { path: "/events", methods: ["GET"], who: "admin", answer: getEvents },
  webhook: {
    path: WEBHOOK_PATH,
    methods: ["POST"],
    who: "anyone",
    from_provider: true,
    answer: postWebhook,
  },
  redirectSuccess: {
    path: "/redirect/success",
    methods: ["GET"],
    who: "anyone",
    answer: getSuccess,
  },
  redirectCancel: { path: "/redirect/cancel", methods: ["GET"], who: "anyone", answer: getCancel },
  reconcile: { path: "/reconcile", methods: ["GET", "POST"], who: "admin", answer: postReconcile },
  replayEvent: { path: "/events/replay", methods: ["POST"], who: "admin", answer: postReplay },
  releasePayment: {
    path: "/payments/release",
    methods: ["POST"],
    who: "admin",
    answer: postRelease,
  },
  check: {
    path: "/check",
    methods: ["GET"],
    who: "admin",
    answers_misconfigured: true,
    answer: getCheck,
  },
  drift: { path: "/drift", methods: ["GET"], who: "admin", answer: getDrift },
  paymentAudit: { path: "/payments/audit", methods: ["GET"], who: "admin", answer: getAudit },
  paymentSummary: {
    path: "/payments/summary",
    methods: ["GET"],
    who: "admin",
    answer: getSummary,
  },
  prune: { path: "/prune", methods: ["POST"], who: "admin", answer: postPrune },
  openapi: {
    path: "/openapi.json",
    methods: ["GET"],
    who: "anyone",
    answers_misconfigured: true,
    answer: getOpenApi,
  },
};

/** A bound handler for Fetch-API requests. It never rejects: an error becomes an answer. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Creates one handler per route, for frameworks whose routes are files. A handler ignores the path
 * of the request. `context` is called once per request.
 */
export function createHandlers(context: () => HttpContext): Record<RouteName, Handler> {
  const entries = Object.entries(ROUTES).map(([name, route]): [string, Handler] => [
    name,
    async (request) => await answer(context(), route, request),
  ]);
  return Object.fromEntries(entries) as Record<RouteName, Handler>;
}

/** Creates one handler for all routes below the base path. `context` is called once per request. */
export function createFetch(context: () => HttpContext): Handler {
  const routes = new Map<string, Route>(Object.values(ROUTES).map((route) => [route.path, route]));
  return async (request) => {
    const present = context();
    const { pathname } = new URL(request.url);
    const path = pathname.startsWith(present.base_path)
      ? pathname.slice(present.base_path.length).replace(/\/$/, "")
      : "";
    return await answer(present, routes.get(path) ?? null, request);
  };
}

/** Reads the bytes of a request's body. Inside a Federation they have been read already. */
export type ReadBytes = (request: Request, context: HttpContext) => Promise<Uint8Array>;

/**
 * Answers a request within 12 s, and one of an administrator within 55 s. If `route` is `null`, the path is unknown. It never throws: an
 * error becomes an answer.
 */
export async function answer(
  given: HttpContext,
  route: Route | null,
  request: Request,
  read: ReadBytes = readUnread,
): Promise<Response> {
  const request_id = given.newId("req");
  const context: HttpContext = {
    ...given,
    ends_at: given.ticks() + REQUEST_MS,
    unsent: new Map(),
    mistakes: ofRequest(given.mistakes, request_id),
  };
  rememberLocal(context.origin, request);
  // The page of an allowed origin can read a 404 only if its preflight has succeeded.
  const mayAsk = route !== null || isAllowedOrigin(context.origin, request.headers.get("origin"));
  if (request.method === "OPTIONS" && mayAsk && !context.installed)
    return preflight(context.origin, request);
  const running = callRoute(context, route, request, request_id, read);
  const response = await inTime(route, running).catch((error: unknown) =>
    answerError(context, error, request, request_id, route?.from_provider === true),
  );
  sendSoon(context);
  if (response.status === 405 && route !== null)
    response.headers.set("allow", route.methods.join(", "));
  if (!context.installed) addCorsHeaders(context.origin, request, response);
  return response;
}

/**
 * Waits for an answer. Calls to the provider and to the host have time limits of their own, but a
 * storage may have none: throws `storage_unavailable` if it does not answer. What still runs then
 * may be stored later, as after a lost answer.
 */
async function inTime(route: Route | null, running: Promise<Response>): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PaymentError("storage_unavailable", LATE, { retry_after_ms: 5_000 })),
      route?.who === "admin" ? ANSWER_MS.admin : ANSWER_MS.usual,
    );
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

const LATE = "The database did not answer in time; try again in a few seconds.";

async function callRoute(
  context: HttpContext,
  route: Route | null,
  request: Request,
  request_id: string,
  read: ReadBytes,
): Promise<Response> {
  if (route === null) throw unknownPath(context, request);
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (!route.methods.some((allowed) => allowed === method)) {
    throw new PaymentError(
      "method_not_allowed",
      `This route takes ${route.methods.join(" and ")}.`,
    );
  }
  if (context.misconfiguration !== null && route.answers_misconfigured !== true)
    throw context.misconfiguration.error;
  const posted = method === "POST";
  if (posted && route.from_provider !== true && !context.installed)
    assertSameSite(context.origin, request);
  const body = posted ? await read(request, context) : new Uint8Array();
  return await route.answer({ context, request, url: new URL(request.url), body, request_id });
}

async function readUnread(request: Request, { sleep }: HttpContext): Promise<Uint8Array> {
  return await readBody(request, sleep);
}

/**
 * Turns an error into an answer. No other function handles the errors of a request. An error that
 * is not a `PaymentError` is logged as a cause and is never part of the answer, because its text
 * may hold personal data.
 */
function answerError(
  context: HttpContext,
  error: unknown,
  request: Request,
  request_id: string,
  from_provider: boolean,
): Response {
  const known =
    error instanceof PaymentError
      ? error
      : new PaymentError(
          "internal",
          "Something went wrong here; it was logged under this request id.",
          { cause: error },
        );
  report(context, known, request_id);
  const own = known.ref === null ? null : ownAddress(context.origin, request);
  const status_url =
    own === null || known.ref === null ? undefined : pageUrl(context, own, "success", known.ref);
  return errorReply(known, request_id, statusOf(context, known, from_provider), status_url);
}

/**
 * The errors that only the operator can correct, and the level of their findings. A page of another
 * site can cause `forbidden_origin` and anyone can send a wrong signature, so these two are
 * warnings.
 */
const OPERATOR_ERRORS: ReadonlyMap<ErrorCode, Mistake["level"]> = new Map([
  ["configuration", "error"],
  ["host_invalid", "error"],
  ["invalid_topup", "error"],
  ["method_disabled", "error"],
  ["product_mismatch", "error"],
  ["host_unavailable", "error"],
  ["storage_unavailable", "warning"],
  ["forbidden_origin", "warning"],
  ["invalid_signature", "warning"],
]);

/** Reports an error that only the operator can correct, and logs any other failure of ours. */
function report(context: HttpContext, error: PaymentError, request_id: string): void {
  // While the configuration is wrong, every request fails with this error. It is not logged for
  // each request, because it was logged when the configuration became wrong.
  if (error === context.misconfiguration?.error) return;
  const { code, message, status, cause } = error;
  const level = OPERATOR_ERRORS.get(code);
  // A failure of the host is logged with its error too, which the host's developer needs.
  const failed = level === undefined ? status >= 500 : cause !== undefined;
  if (failed && (level === undefined || context.mistakes.mayLog(message, cause)))
    context.logger.error("a request failed", { request_id, code, error: message }, cause);
  if (level !== undefined) context.mistakes.report({ level, code, message, logged: failed });
}

/**
 * Returns the HTTP status of the answer. To the provider every 5xx is sent as 503, which means
 * "send it again". Inside a Federation a wrong configuration is a 503 too, because the next edit of
 * a variable may correct it.
 */
function statusOf(
  { installed, misconfiguration }: HttpContext,
  known: PaymentError,
  from_provider: boolean,
): number {
  const temporary =
    known === misconfiguration?.error ||
    (installed && known.code === "configuration") ||
    (from_provider && known.status >= 500);
  return temporary ? 503 : known.status;
}
