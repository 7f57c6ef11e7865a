/** Turns a request into an answer: finds its route, checks the request and answers errors. */
import { lateError, SILENT_STORAGE } from "../core/deadline.ts";
import { ofRequest, type Mistake } from "../core/mistakes.ts";
import { sendSoon } from "../core/notices/send.ts";
import { ANSWER_MS, REQUEST_MS } from "../core/time-limits.ts";
import { docsOf, PaymentError, type ErrorCode } from "../errors.ts";
import { onDemand } from "../load-on-demand.ts";
import { NoChunksError, readBody } from "./body.ts";
import { pageUrl, type HttpContext } from "./call.ts";
import { addCorsHeaders, isAllowedOrigin, preflight } from "./cors.ts";
import { assertSameSite } from "./origin.ts";
import { ownAddress, rememberLocal } from "./public-address.ts";
import { errorReply } from "./reply.ts";
import { ROUTES, type Route, type RouteName } from "./routes.ts";

/**
 * A bound handler. If it is called with something else than a Fetch-API request, it rejects with a
 * TypeError. Any other error becomes an answer.
 */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Creates one handler per route, for frameworks whose routes are files. A handler ignores the path
 * of the request. `context` is called once per request.
 */
export function createHandlers(context: () => HttpContext): Record<RouteName, Handler> {
  const entries = Object.entries(ROUTES).map(([name, route]): [string, Handler] => [
    name,
    async (request) => {
      requireFetchRequest(request);
      return await answer(fromOutside(context()), route, request);
    },
  ]);
  return Object.fromEntries(entries) as Record<RouteName, Handler>;
}

/** Creates one handler for all routes below the base path. `context` is called once per request. */
export function createFetch(context: () => HttpContext): Handler {
  const routes = new Map<string, Route>(Object.values(ROUTES).map((route) => [route.path, route]));
  return async (request) => {
    requireFetchRequest(request);
    const present = fromOutside(context());
    const { pathname } = new URL(request.url);
    const path = pathname.startsWith(present.base_path)
      ? pathname.slice(present.base_path.length).replace(/\/$/, "")
      : "";
    return await answer(present, routes.get(path) ?? null, request);
  };
}

/** Returns the context of a request that no Federation has passed on. */
function fromOutside(context: HttpContext): HttpContext {
  return { ...context, installed: false };
}

/**
 * Throws a TypeError if a framework has passed its own request, such as the one of Node's
 * `http` module, in place of a Fetch-API request.
 */
function requireFetchRequest(request: Request): void {
  if (typeof request?.headers?.get === "function" && URL.canParse(request.url)) return;
  throw new TypeError(
    "This handler takes a Fetch-API Request, and was called with something else. For a request of Node, as in Express, wrap the handler: `getRequestListener(payment.fetch)` of @hono/node-server. docs/mounts.md shows it for each framework.",
  );
}

/** Reads the bytes of a request's body. A Federation has already read the body of an action. */
export type ReadBytes = (request: Request, context: HttpContext) => Promise<Uint8Array>;

/**
 * Answers a request within 12 s, and a request for an admin route within 55 s. If `route` is
 * `null`, the path is unknown. Never throws: an error becomes an answer.
 */
export async function answer(
  given: HttpContext,
  route: Route | null,
  request: Request,
  read: ReadBytes = readUnread,
): Promise<Response> {
  const request_id = requestId(given);
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
  const send = (): void => sendSoon(context);
  // Work that outlasts the answer makes notices as well.
  const running = callRoute(context, route, request, request_id, read).finally(send);
  const response = await inTime(route, running).catch((error: unknown) =>
    answerError(context, error, request, request_id(), route?.from_provider === true),
  );
  if (response.status === 405 && route !== null)
    response.headers.set("allow", route.methods.join(", "));
  if (!context.installed) addCorsHeaders(context.origin, request, response);
  return response;
}

/**
 * Returns a function that returns the id of the request. Only errors and log lines name the id, and
 * creating its random bytes takes as long as the rest of a short answer. So the id is created at
 * the first call.
 */
function requestId({ newId }: HttpContext): () => string {
  let id: string | null = null;
  return () => (id ??= newId("req"));
}

/** The paths of the routes, below the base path. */
const PATHS = Object.values(ROUTES).map(({ path }) => path);

/**
 * Returns the answer of `running`. Throws `storage_unavailable` after 12 s, and for an admin route
 * after 55 s. Calls to the provider and to the host have shorter time limits of their own, so only
 * the storage can take that long. The work is not stopped, so its writes may still be stored.
 */
async function inTime(route: Route | null, running: Promise<Response>): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const ms = route?.who === "admin" ? ANSWER_MS.admin : ANSWER_MS.usual;
    timer = setTimeout(() => reject(lateError(SILENT_STORAGE)), ms);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function callRoute(
  context: HttpContext,
  route: Route | null,
  request: Request,
  request_id: () => string,
  read: ReadBytes,
): Promise<Response> {
  if (route === null) throw (await onDemand()).unknownPath(context, request, PATHS);
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
 * Turns an error into a JSON answer. All JSON answers to errors are made here. An error that is not
 * a `PaymentError` is logged as a cause and is never part of the answer, because its text may hold
 * personal data.
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
 * warnings. `storage_unavailable` is a warning too: if the storage still cannot be read, `check()`
 * has an error for that.
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

/**
 * Reports an error that only the operator can correct, and logs its cause if it has one. Logs any
 * other error whose status is 500 or more. Except for `internal`, equal lines are logged at most
 * once a minute.
 */
function report(context: HttpContext, error: PaymentError, request_id: string): void {
  // While the configuration is wrong, most requests fail with this error. It is not logged for each
  // request, because it was logged when the configuration became wrong.
  if (error === context.misconfiguration?.error) return;
  const { code, message, status, cause } = error;
  const level = error instanceof NoChunksError ? "warning" : OPERATOR_ERRORS.get(code);
  // An operator error that has a cause, such as a failure of the host, is logged as well, because
  // the host's developer needs the cause.
  const failed = level === undefined ? status >= 500 : cause !== undefined;
  // An answer with `internal` says that its line is in the log, so that line is always written.
  if (
    failed &&
    (code === "internal" || context.mistakes.mayLog(message, level === undefined ? null : cause))
  )
    context.logger.error(
      "a request failed",
      { request_id, code, error: message, docs: docsOf(code) },
      cause,
    );
  if (level !== undefined) context.mistakes.report({ level, code, message, logged: failed });
}

/**
 * Returns the HTTP status of the answer. To the provider, every 5xx is sent as 503, which means
 * "send it again". Inside a Federation, a wrong configuration is a 503 too, because the next edit
 * of a variable may correct it.
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
