/**
 * A request as the routes receive it, its context and its sender, and the addresses of result
 * pages.
 */
import type { Context } from "../core/context.ts";
import { HOST_MS } from "../core/time-limits.ts";
import { withDeadline } from "../core/deadline.ts";
import { unavailable } from "../core/topup.ts";
import type { PresentedPayment } from "../core/presented-payment.ts";
import type { Language } from "../languages.ts";
import { isTokenError, isUserId, wrongIdentity } from "./identity.ts";
import { isStorableId, UNSTORABLE } from "../core/storable-text.ts";
import { PaymentError } from "../errors.ts";
import type { OriginSettings } from "./origin.ts";
import { ownAddress, type BaseAddress } from "./public-address.ts";

/** The identity of the user who sends a request, as the host's `authenticate` returns it. */
export interface Identity {
  /** The host's id of the user, if the user is signed in. Without it user routes answer 401. */
  user_id?: string | undefined;
  /** Whether the user may call the admin routes. */
  admin?: boolean | undefined;
}

/** The values that a result page depends on besides the payment. */
export interface ResultPage {
  language: Language;
  /** The current time in Unix milliseconds. */
  now: number;
  /**
   * Whether the buyer has chosen to stay, so that the page of a paid payment does not go back to
   * the shop by itself.
   */
  stay: boolean;
  /** The path of the page that checks the payment and shows its status. */
  check_url: string;
  /** The path of this page in the form that does not go back to the shop by itself. */
  stay_url: string;
  /** The path that the page opens when it reloads by itself. */
  next_url: string;
  /** How many seconds a `confirming` or `crediting` page waits before it opens `next_url`. */
  pause_s: number;
}

/** Draws the result page of a stored payment, or the page "not found" for `null`. */
export type RenderResult = (
  presented: PresentedPayment | null,
  page: ResultPage,
) => Promise<Response>;

/**
 * Draws the host's own result page, from the arguments of {@link RenderResult}. The host's function
 * may return any value, or fail.
 */
export type RenderHostResult = (...view: Parameters<RenderResult>) => unknown;

/** A wrong configuration of a running service, as in a Federation whose variables are edited. */
export interface Misconfiguration {
  /**
   * The `configuration` error with which most routes answer. `GET methods`, `GET check` and `GET
   * openapi.json` do not throw it.
   */
  error: PaymentError;
  /** The methods that `GET methods` lists as disabled until the configuration is corrected. */
  methods: readonly { id: string; label: string }[];
}

/** The core's context, and the fields that the routes need besides it. */
export interface HttpContext extends Context {
  /** The name of this service in `GET methods`. */
  service_id: string;
  origin: OriginSettings;
  /** The prefix of the routes, such as `/v1/payment`. */
  base_path: string;
  /**
   * Whether a Federation has passed on the request. Outside of requests, whether the service is
   * installed in a Federation. A Federation authenticates the caller before the route runs, and
   * uses no cookie. So `Origin` and content type are not checked, and no CORS headers are sent.
   */
  installed: boolean;
  /**
   * The option `authenticate`, or a function that returns what a Federation says of the caller. If
   * this field is `null`, user routes answer 401 and admin routes answer 404.
   */
  authenticate: ((request: Request) => Promise<Identity | null> | Identity | null) | null;
  /** Draws the built-in result page. */
  renderResult: RenderResult;
  /** Draws the host's own result page, without a check; `null` if the host has none. */
  renderHostResult: RenderHostResult | null;
  /**
   * When a delivery last caused a search for another due payment, in Unix milliseconds. All
   * requests share this object.
   */
  worked_off: { at: number };
  /**
   * `since` is when this service was created, in Unix milliseconds. `seen` is whether a browser has
   * opened the result page of a payment since then. All requests share this object.
   */
  returned: { readonly since: number; seen: boolean };
  /**
   * The error of a wrong configuration, or `null` if the configuration is right. While this field
   * is set, `providers` is empty, and most routes answer with the error.
   */
  misconfiguration: Misconfiguration | null;
}

/** The path of the webhook route, below `base_path`. */
export const WEBHOOK_PATH = "/webhook";

/** A request with its context and, if it is a POST, its body. */
export interface Call {
  context: HttpContext;
  request: Request;
  url: URL;
  /** The raw bytes of the body; empty unless the request is a POST. */
  body: Uint8Array;
  /** Returns the id of the request, which error answers and log lines name. */
  request_id(): string;
}

/**
 * Returns the id of the user who sends the request. Throws `unauthorized` if nobody is signed in,
 * `host_invalid` if the id cannot be stored, and `host_unavailable` if `authenticate` fails.
 */
export async function requireUser({ context, request }: Call): Promise<string> {
  const identity = context.authenticate === null ? null : await identify(context, request);
  if (!isUserId(identity?.user_id)) throw unauthorized();
  if (isStorableId(identity.user_id)) return identity.user_id;
  throw new PaymentError(
    "host_invalid",
    `authenticate() returned a \`user_id\` that ${UNSTORABLE}.`,
  );
}

/**
 * Checks that an administrator sends the request. Returns the id from `authenticate` without
 * checking it. Throws `unauthorized` if there is no identity. Throws `not_found` if the identity is
 * not an administrator's, so that the answer does not reveal the route. Without the option
 * `authenticate`, throws `not_found` for everyone. Throws `host_unavailable` if `authenticate`
 * fails.
 */
export async function requireAdmin({ context, request }: Call): Promise<string | undefined> {
  const identity = context.authenticate === null ? {} : await identify(context, request);
  if (identity === null) throw unauthorized();
  if (identity.admin !== true) throw notFound();
  return identity.user_id;
}

/**
 * Returns the absolute address of a payment's result page. If `language` is `null`, the browser's
 * language decides.
 */
export function pageUrl(
  context: HttpContext,
  address: BaseAddress,
  page: "success" | "cancel",
  ref: string,
  language: Language | null = null,
): string {
  return address.origin + pagePath(context, address, page, ref, language);
}

/**
 * Returns the path and query of a payment's result page as a browser sees them: they begin with the
 * path of `address`, which a proxy removes before the routes see the request. If `address` is
 * `null`, no such path is added.
 */
export function pagePath(
  context: HttpContext,
  address: BaseAddress | null,
  page: "success" | "cancel",
  ref: string,
  language: Language | null,
): string {
  const path = `${address?.path ?? ""}${context.base_path}/redirect/${page}?ref=${ref}`;
  return language === null ? path : `${path}&lang=${language}`;
}

/**
 * Returns the public address for this request, as `ownAddress()` decides; `null` if it is unknown.
 */
export function callAddress({ context, request }: Call): BaseAddress | null {
  return ownAddress(context.origin, request);
}

/**
 * Returns the number of rows in a page if the query has no `limit`. Inside a Federation, the number
 * is the maximum, because a Federation's dashboard reads only one page and adds up its rows.
 */
export function listLimit({ context }: Call): number {
  return context.installed ? 200 : 50;
}

/**
 * Creates the error for an unknown path. It is also thrown by admin routes for users who are not
 * administrators, and by result pages for an unknown reference.
 */
export function notFound(): PaymentError {
  return new PaymentError("not_found", "There is nothing here.");
}

/**
 * Calls the host's `authenticate` and returns the identity, or `null` for nobody. A wrong result is
 * reported or logged, and counts as nobody unless it is an object. An error that says that a token
 * is not valid counts as nobody too. Throws `host_unavailable` if the call fails otherwise or takes
 * longer than 4 s.
 */
async function identify(context: HttpContext, request: Request): Promise<Identity | null> {
  const late = {
    code: "host_unavailable",
    message: "The application's authenticate() did not return in time; try again in a few seconds.",
  } as const;
  const identity = await withDeadline(
    context,
    HOST_MS,
    late,
    async () => await context.authenticate?.(request),
  ).catch((error: unknown) => nobodyOrUnavailable(context, error));
  context.mistakes.succeeded("authenticate()");
  if (identity === undefined) {
    context.mistakes.mention(
      "authenticate() returned undefined, which counts as nobody; if a user was signed in, its `return` is missing, else return null",
    );
    return null;
  }
  const wrong = wrongIdentity(identity);
  if (wrong === null) return identity;
  const message = `authenticate() returned ${wrong}; return \`{ user_id: "…" }\` with the id as a string, \`{ admin: true }\`, or null for nobody.`;
  context.mistakes.report({ level: "error", code: "authenticate", message });
  return typeof identity === "object" ? identity : null;
}

/**
 * Reports an error with which a library refuses a token, and returns `null` for it, because anyone
 * can send a wrong token. Throws `host_unavailable` for any other error.
 */
function nobodyOrUnavailable(context: HttpContext, error: unknown): null {
  if (!isTokenError(error)) return unavailable("authenticate()", error);
  context.mistakes.report({
    level: "warning",
    code: "authenticate",
    message:
      "authenticate() threw the error of its token library for a token that is not valid: catch it and return null, so that the answer is 401.",
  });
  return null;
}

function unauthorized(): PaymentError {
  return new PaymentError("unauthorized", "Sign in first.");
}
