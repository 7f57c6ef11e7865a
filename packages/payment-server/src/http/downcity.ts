/** The routes inside a Downcity Federation, which has read the body and knows who sends the request. Its shape, without its packages. */
import type { HttpContext, Identity } from "./call.ts";
import { answer, ROUTES, type Route } from "./router.ts";

/** As much of what a Federation hands to `install()` as is used. */
export interface DowncityContext {
  /** A variable of the environment. */
  env(key: string): string | null | undefined;
  route(route: DowncityRoute): unknown;
}

/** One route as a Federation takes it; `path` is below the service's own. */
export interface DowncityRoute {
  method: "GET" | "POST";
  path: string;
  /** Who may call it: anyone, a user, or an administrator. */
  auth: ("user" | "admin")[];
  handler(request: DowncityRequest): Promise<Response>;
}

/** As much of a Federation's request as is used. */
export interface DowncityRequest {
  user?: { user_id: string } | null | undefined;
  request: Request;
  text(): Promise<string> | string;
}

/** Registers every route. */
export function installRoutes(context: () => HttpContext, downcity: DowncityContext): void {
  for (const route of Object.values(ROUTES)) {
    for (const method of route.methods) {
      const auth = route.who === "anyone" ? [] : [route.who];
      downcity.route({ method, path: route.path, auth, handler: async (given) => await answer({ ...context(), authenticate: () => identityOf(route, given) }, route, await withBody(method, given)) });
    }
  }
}

/** The Federation has let nobody else to this route. */
function identityOf({ who }: Route, { user }: DowncityRequest): Identity | null {
  return who === "admin" ? { user_id: user?.user_id, admin: true } : (user ?? null);
}

/** The body was read before us: as text it has lost no more than a mark of its byte order. One that cannot be had is refused as an empty one. */
async function withBody(method: "GET" | "POST", given: DowncityRequest): Promise<Request> {
  const { url, headers } = given.request;
  if (method === "GET") return new Request(url, { headers });
  const read = async (): Promise<string> => await given.text();
  const body = await read().catch(() => "");
  return new Request(url, { method: "POST", headers, body });
}
