import { HOST_MS, type Context } from "../core/context.ts";
import { withDeadline } from "../core/deadline.ts";
import { unavailable } from "../core/topup.ts";
import type { Payment } from "../core/payment.ts";
import { PaymentError } from "../errors.ts";
import { ownAddress, type BaseAddress, type OriginSettings } from "./origin.ts";

/** Who sends a request, as the host says. */
export interface Identity {
  user_id?: string | undefined;
  admin?: boolean | undefined;
}

/** Draws a result page from what is stored; `null` where there is no payment. */
export type RenderResult = (
  payment: Payment | null,
  accept_language: string | null,
  now: number,
) => Promise<Response>;

/** Why nothing can be paid now, and the methods that would be there. */
export interface Trouble {
  /** A `configuration` error of ours, which says the fix. */
  error: PaymentError;
  methods: readonly { id: string; label: string }[];
}

/** What the routes are given besides the core's context. */
export interface HttpContext extends Context {
  /** What `GET methods` calls this service. */
  service_id: string;
  origin: OriginSettings;
  /** Such as `/v1/payment`. */
  base_path: string;
  /**
   * The route runs inside a Federation, which has let nobody to it who may not call it: its word is the only identity, and no
   * cookie decides, so nothing is asked of `Origin` and content type, and nothing is said to other origins.
   */
  installed: boolean;
  /** `null` when the host has not said how: user routes then answer 401 and admin routes 404. */
  authenticate: ((request: Request) => Promise<Identity | null> | Identity | null) | null;
  renderResult: RenderResult;
  /** A wrong key shows in nothing but refused deliveries: said in the log, at most once a minute. */
  warnOfSignatures(request_id: string): void;
  /** When a delivery last had another due payment worked off. */
  worked_off: { at: number };
  /** Not `null` while a variable of a Federation is wrong: there are no providers then, and every route but `methods` answers with it. */
  trouble: Trouble | null;
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
export function pageUrl(
  context: HttpContext,
  address: BaseAddress,
  page: "success" | "cancel",
  ref: string,
): string {
  return address.origin + pagePath(context, address, page, ref);
}

/** The same without its origin, as a browser sees it. */
export function pagePath(
  context: HttpContext,
  address: BaseAddress | null,
  page: "success" | "cancel",
  ref: string,
): string {
  return `${address?.path ?? ""}${context.base_path}/redirect/${page}?ref=${ref}`;
}

export function callAddress({ context, request }: Call): BaseAddress | null {
  return ownAddress(context.origin, request);
}

/** Rows of a list when nobody says how many: a Federation's dashboard asks once and sums what it gets. */
export function listLimit({ context }: Call): number {
  return context.installed ? 200 : 50;
}

export function notFound(): PaymentError {
  return new PaymentError("not_found", "There is nothing here.");
}

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
