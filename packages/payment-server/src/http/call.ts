import { HOST_MS, type Context } from "../core/context.ts";
import { withDeadline } from "../core/deadline.ts";
import { unavailable } from "../core/topup.ts";
import type { Payment } from "../core/payment.ts";
import { PaymentError } from "../errors.ts";
import { ownOrigin, type OriginSettings } from "./origin.ts";

/** Who sends a request, as the host says. */
export interface Identity {
  user_id?: string | undefined;
  admin?: boolean | undefined;
}

/** Draws a result page from what is stored; `null` where there is no payment. */
export type RenderResult = (payment: Payment | null, accept_language: string | null, now: number) => Promise<Response>;

/** What the routes are given besides the core's context. */
export interface HttpContext extends Context {
  origin: OriginSettings;
  /** Such as `/v1/payment`. */
  base_path: string;
  /** `null` when the host has not said how: user routes then answer 401 and admin routes 404. */
  authenticate: ((request: Request) => Promise<Identity | null> | Identity | null) | null;
  renderResult: RenderResult;
  /** A wrong key shows in nothing but refused deliveries: said in the log, at most once a minute. */
  warnOfSignatures(request_id: string): void;
  /** Works off one other due payment, at most once in a few seconds, after a delivery was answered for itself. */
  workOff(started_at: number): Promise<void>;
}

/** One request on its way through. */
export interface Call {
  context: HttpContext;
  request: Request;
  url: URL;
  body: Uint8Array;
  request_id: string;
}

/** The user who sends it. Throws `unauthorized`. */
export async function requireUser({ context, request }: Call): Promise<string> {
  const identity = context.authenticate === null ? null : await identify(context, request);
  if (typeof identity?.user_id === "string" && identity.user_id !== "") return identity.user_id;
  throw unauthorized();
}

/** Throws `unauthorized` for a stranger; for a user who is no administrator, and where nobody can be one, the route does not exist. */
export async function requireAdmin({ context, request }: Call): Promise<void> {
  const identity = context.authenticate === null ? {} : await identify(context, request);
  if (identity === null) throw unauthorized();
  if (identity.admin !== true) throw notFound();
}

/** The absolute addresses of the result pages, or an error that says the fix. */
export function pageUrl(context: HttpContext, origin: string, page: "success" | "cancel", ref: string): string {
  return `${origin}${context.base_path}/redirect/${page}?ref=${ref}`;
}

export function callOrigin({ context, request }: Call): string | null {
  return ownOrigin(context.origin, request);
}

export function notFound(): PaymentError {
  return new PaymentError("not_found", "There is nothing here.");
}

async function identify(context: HttpContext, request: Request): Promise<Identity | null> {
  const late = { code: "host_unavailable", message: "The application did not say in time who sent this; try again in a few seconds." } as const;
  const identity = await withDeadline(context, HOST_MS, late, async () => (await context.authenticate?.(request)) ?? null).catch(unavailable);
  return identity;
}

function unauthorized(): PaymentError {
  return new PaymentError("unauthorized", "Sign in first.");
}
