/**
 * One request as the routes see it: the context, who sends it, and the addresses that its answer
 * may name.
 */
import { HOST_MS, type Context } from "../core/context.ts";
import { withDeadline } from "../core/deadline.ts";
import { unavailable } from "../core/topup.ts";
import type { Payment } from "../core/payment.ts";
import { PaymentError } from "../errors.ts";
import { ownAddress, type BaseAddress, type OriginSettings } from "./origin.ts";

/** Who sends a request, as the host's `authenticate` returns it. */
export interface Identity {
  /** The host's id of a user who is signed in; without it user routes answer 401. */
  user_id?: string | undefined;
  /** `true` opens the admin routes. */
  admin?: boolean | undefined;
}

/**
 * Draws the result page of a stored payment, or the page "not found" for `null`. `now` is in Unix
 * milliseconds.
 */
export type RenderResult = (
  payment: Payment | null,
  accept_language: string | null,
  now: number,
) => Promise<Response>;

/**
 * A configuration that is wrong while the service runs, as in a Federation whose variables are
 * edited.
 */
export interface Misconfiguration {
  /**
   * The `configuration` error that every route but `GET methods` answers; its sentence says the
   * fix.
   */
  error: PaymentError;
  /** The methods that `GET methods` lists as disabled meanwhile. */
  methods: readonly { id: string; label: string }[];
}

/** What the routes need besides the core's context. */
export interface HttpContext extends Context {
  /** The name of this service in `GET methods`. */
  service_id: string;
  origin: OriginSettings;
  /** The prefix of the routes, such as `/v1/payment`. */
  base_path: string;
  /**
   * `true` inside a Federation. It has authenticated the caller before the route runs, and no
   * cookie decides there: so `Origin` and content type are not checked, and no CORS headers are
   * sent.
   */
  installed: boolean;
  /**
   * The host's option; `null` if it was not given: user routes then answer 401 and admin routes
   * 404.
   */
  authenticate: ((request: Request) => Promise<Identity | null> | Identity | null) | null;
  renderResult: RenderResult;
  /** Logs that a signature was refused, at most once a minute. */
  warnOfSignatures(request_id: string): void;
  /**
   * When a delivery last worked off another due payment, in Unix milliseconds. Shared by all
   * requests.
   */
  worked_off: { at: number };
  /**
   * Not `null` while a variable is wrong: `providers` is empty then, and every route but `GET
   * methods` answers the error.
   */
  misconfiguration: Misconfiguration | null;
}

/** One request, with its body already read. */
export interface Call {
  context: HttpContext;
  request: Request;
  url: URL;
  /** The raw bytes; empty unless the request is a POST. */
  body: Uint8Array;
  /** Names the request in the answer and in the log. */
  request_id: string;
}

/** Returns the user who sends the request. Throws `unauthorized` if nobody is signed in. */
export async function requireUser({ context, request }: Call): Promise<string> {
  const identity = context.authenticate === null ? null : await identify(context, request);
  if (typeof identity?.user_id === "string" && identity.user_id !== "") return identity.user_id;
  throw unauthorized();
}

/**
 * Lets administrators pass. Throws `unauthorized` if nobody is signed in, and `not_found` for any
 * other user and for a service without `authenticate`: an admin route must not show that it exists.
 */
export async function requireAdmin({ context, request }: Call): Promise<void> {
  const identity = context.authenticate === null ? {} : await identify(context, request);
  if (identity === null) throw unauthorized();
  if (identity.admin !== true) throw notFound();
}

/**
 * Returns the absolute address of a payment's result page. The caller has checked that the public
 * address is known.
 */
export function pageUrl(
  context: HttpContext,
  address: BaseAddress,
  page: "success" | "cancel",
  ref: string,
): string {
  return address.origin + pagePath(context, address, page, ref);
}

/**
 * Returns the path and query of a payment's result page as a browser sees them: with the path that
 * a proxy removes in front. `null` stands for an unknown public address, which has no such path.
 */
export function pagePath(
  context: HttpContext,
  address: BaseAddress | null,
  page: "success" | "cancel",
  ref: string,
): string {
  return `${address?.path ?? ""}${context.base_path}/redirect/${page}?ref=${ref}`;
}

/**
 * Returns the public address for this request; `null` if `base_url` is not set and the host is not
 * loopback.
 */
export function callAddress({ context, request }: Call): BaseAddress | null {
  return ownAddress(context.origin, request);
}

/**
 * Returns the rows of a page without `limit`. A Federation's dashboard reads one page and sums it,
 * so it gets the most.
 */
export function listLimit({ context }: Call): number {
  return context.installed ? 200 : 50;
}

/** Makes the error for an unknown path, which hidden routes answer as well. */
export function notFound(): PaymentError {
  return new PaymentError("not_found", "There is nothing here.");
}

/**
 * Calls the host's `authenticate`. Throws `host_unavailable` if it fails or takes longer than 4 s.
 */
async function identify(context: HttpContext, request: Request): Promise<Identity | null> {
  const late = {
    code: "host_unavailable",
    message: "The application did not say in time who sent this; try again in a few seconds.",
  } as const;
  const identity = await withDeadline(
    context,
    HOST_MS,
    late,
    async () => (await context.authenticate?.(request)) ?? null,
  ).catch(unavailable);
  return identity;
}

function unauthorized(): PaymentError {
  return new PaymentError("unauthorized", "Sign in first.");
}
