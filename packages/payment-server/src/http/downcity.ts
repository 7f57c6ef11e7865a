/** The routes inside a Downcity Federation, which knows who sends a request and has read the body of its actions. Its shape, without its packages. */
import { PaymentError } from "../errors.ts";
import { assertSize } from "./body.ts";
import type { HttpContext, Identity } from "./call.ts";
import { answer, ROUTES, type Route } from "./router.ts";

/** As much of what a Federation hands to `install()` as is used. */
export interface DowncityContext {
  /** The present value of a variable: a Federation's are edited while it runs. */
  env(key: string): string | null | undefined;
  route(route: DowncityAction): unknown;
  route(route: DowncityNativeRoute): unknown;
}

/** An action, of which a path has one: the Federation checks `auth` and reads the body before the handler. */
export interface DowncityAction {
  method: "GET" | "POST";
  /** Below the service's own. */
  path: string;
  /** Who may call it, exactly: anyone, users but no administrator, or administrators but no user. */
  auth: ("user" | "admin")[];
  handler(call: DowncityCall): Promise<Response>;
}

/** A route that is given the request as it came, without an identity. */
export interface DowncityNativeRoute {
  method: "GET" | "POST";
  path: string;
  auth: ("user" | "admin")[];
  handler: { request(request: Request): Promise<Response> };
}

/** As much of what an action is called with as is used. */
export interface DowncityCall {
  user?: { user_id: string } | null | undefined;
  /** Its body is used up. */
  request: Request;
  text(): Promise<string> | string;
}

/** Registers every route: the provider's, whose bytes are signed, natively, and all others as actions. What the Federation refuses is logged, and the others are there. */
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

function installNative(context: () => HttpContext, downcity: DowncityContext, route: Route): void {
  const request = async (given: Request): Promise<Response> =>
    await answer({ ...context(), installed: true, authenticate: null }, route, given);
  downcity.route({ method: "POST", path: route.path, auth: [], handler: { request } });
}

/** A path has one action there, whatever its method: of two methods the one that may change something. */
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

/** The Federation has let nobody else to this route. */
function identityOf({ who }: Route, { user }: DowncityCall): Identity | null {
  return who === "admin" ? { user_id: user?.user_id, admin: true } : (user ?? null);
}

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
