// A host of the shape of Downcity's Federation, to show that the service fits it: services, an environment, auth per route, bodies read before.
import type { DowncityRoute } from "@x/payment-server";

/** What a service is to a Federation. */
export interface Service {
  id: string;
  install(ctx: { env(key: string): string | undefined; route(route: DowncityRoute): void }): void;
}

export interface User {
  user_id: string;
  admin: boolean;
}

/** `fetch` answers `/v1/<service>/<path>`; `userOf` says who sends a request. */
export function createFederation(options: { env: Readonly<Record<string, string | undefined>>; userOf(request: Request): User | null }) {
  const routes = new Map<string, DowncityRoute>();
  return {
    use(service: Service): void {
      service.install({
        env: (key) => options.env[key],
        route: (route) => void routes.set(`${route.method} /v1/${service.id}${route.path}`, route),
      });
    },
    async fetch(request: Request): Promise<Response> {
      const method = request.method === "HEAD" ? "GET" : request.method;
      const route = routes.get(`${method} ${new URL(request.url).pathname}`);
      if (route === undefined) return Response.json({ error: "not found" }, { status: 404 });
      const user = options.userOf(request);
      if (route.auth.length > 0 && user === null) return Response.json({ error: "unauthorized" }, { status: 401 });
      if (route.auth.includes("admin") && user?.admin !== true) return Response.json({ error: "forbidden" }, { status: 403 });
      // Read before the handler sees it, as Downcity does.
      const body = await request.text();
      return await route.handler({ request, text: async () => body, ...(user === null ? {} : { user: { user_id: user.user_id } }) });
    },
  };
}
