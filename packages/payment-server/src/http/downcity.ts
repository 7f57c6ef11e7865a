/**
 * The routes inside a Downcity Federation, which authenticates the caller and reads the body before
 * an action runs. The types of the Federation's API are copied here, as far as they are used, so
 * that nothing of Downcity is imported.
 */
import { PaymentError } from "../errors.ts";
import { assertSize } from "./body.ts";
import type { HttpContext, Identity } from "./call.ts";
import { answer } from "./router.ts";
import { ROUTES, type Route } from "./routes.ts";

/** The used methods of the object that a Federation passes to `install()`. */
export interface DowncityContext {
  /**
   * Returns the current value of a variable, which an administrator may edit while the Federation
   * runs.
   */
  env(key: string): string | null | undefined;
  route(route: DowncityAction): unknown;
  route(route: DowncityNativeRoute): unknown;
}

/**
 * An action of a Federation, which checks `auth` and reads the body before it calls the handler. A
 * path can have only one action, and an action has only one HTTP method.
 */
export interface DowncityAction {
  method: "GET" | "POST";
  /** The path of the action, below the path of the service. */
  path: string;
  /**
   * Who may call the action: `[]` for anyone, `["user"]` for users who are not administrators,
   * `["admin"]` for administrators alone.
   */
  auth: ("user" | "admin")[];
  handler(call: DowncityCall): Promise<Response>;
}

/** A route whose handler receives the request with its body unread and no caller's identity. */
export interface DowncityNativeRoute {
  method: "GET" | "POST";
  path: string;
  auth: ("user" | "admin")[];
  handler: { request(request: Request): Promise<Response> };
}

/** The argument that an action's handler receives, with the fields that are used here. */
export interface DowncityCall {
  user?: { user_id: string } | null | undefined;
  /** The request, whose body was already read. */
  request: Request;
  /** Returns the body as text. */
  text(): Promise<string> | string;
}

/**
 * Registers every route. The webhook becomes a native route, because its signature covers the raw
 * bytes; the others become actions. If the Federation refuses a route, an error is logged and the
 * others are still registered.
 */
export function installRoutes(context: () => HttpContext, downcity: DowncityContext): void {
  for (const route of Object.values(ROUTES)) {
    try {
      if (route.from_provider === true) installNative(context, downcity, route);
      else installAction(context, downcity, route);
    } catch (error) {
      context().logger.error("the Federation has refused a route", { path: route.path }, error);
    }
  }
}

/** Registers the webhook as a native route that anyone may call. */
function installNative(context: () => HttpContext, downcity: DowncityContext, route: Route): void {
  const request = async (given: Request): Promise<Response> =>
    await answer({ ...context(), installed: true, authenticate: null }, route, given);
  downcity.route({ method: "POST", path: route.path, auth: [], handler: { request } });
}

/**
 * Registers a route as an action. A route that accepts GET and POST becomes an action for POST,
 * because it may write.
 */
function installAction(context: () => HttpContext, downcity: DowncityContext, route: Route): void {
  const auth = route.who === "anyone" ? [] : [route.who];
  const handler = async (call: DowncityCall): Promise<Response> => {
    const installed: HttpContext = {
      ...context(),
      installed: true,
      authenticate: () => identityOf(route, call),
    };
    return await answer(installed, route, call.request, async () => await readText(call));
  };
  downcity.route({
    method: route.methods.includes("POST") ? "POST" : "GET",
    path: route.path,
    auth,
    handler,
  });
}

/**
 * Returns the caller's identity. The Federation has already refused callers who may not use the
 * route.
 */
function identityOf({ who }: Route, { user }: DowncityCall): Identity | null {
  return who === "admin" ? { user_id: user?.user_id, admin: true } : (user ?? null);
}

/**
 * Returns the body that the Federation has read, as bytes. Throws `body_too_large` if it has more
 * than 256 KiB, and `invalid_request` if it cannot be read.
 */
async function readText(call: DowncityCall): Promise<Uint8Array> {
  try {
    const bytes = new TextEncoder().encode(await call.text());
    assertSize(bytes.byteLength);
    return bytes;
  } catch (error) {
    throw error instanceof PaymentError
      ? error
      : new PaymentError("invalid_request", "The body could not be read to its end.", {
          cause: error,
        });
  }
}
