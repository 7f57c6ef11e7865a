// A model of Downcity's Federation, which replaces `@downcity/city`, since that is not a dependency
// here. It has what a service uses, including the behaviour for a second registration of a path and
// for an `install()` that throws.
import type {
  FetchOptions,
  HookContext,
  ServiceDefinition,
  ServiceInstallContext,
} from "./downcity-types.ts";
import { CITY_ID, createIdentities, httpError, type Identities } from "./identities.ts";
import {
  createService,
  nameOf,
  type Action,
  type Hooks,
  type NativeRoute,
  type Service,
} from "./service.ts";
import { createVariables, type Variables } from "./variables.ts";

/** `variables` are the values in its table at the start. */
export interface FederationOptions {
  variables?: Readonly<Record<string, string | undefined>>;
}

export class Federation {
  /** The bearer of its administrator. */
  readonly admin_key: string = `admin_${crypto.randomUUID()}`;
  readonly #services = new Map<string, ServiceDefinition>();
  readonly #variables: Variables;
  readonly #identities: Identities;
  #ready: Promise<readonly Service[]> | null = null;

  constructor(options: FederationOptions = {}) {
    this.#variables = createVariables(options.variables ?? {});
    this.#identities = createIdentities(this.admin_key);
    this.use(this.#variables.service);
    this.use(this.#identities.service);
  }

  /** Registers the service, which is installed at the first use. */
  use(service: ServiceDefinition): this {
    this.#services.set(service.id, service);
    return this;
  }

  async health(): Promise<{ ok: boolean; services: string[] }> {
    const services = await this.#ensureReady();
    return { ok: true, services: services.map(({ definition }) => definition.id) };
  }

  readonly fetch = async (request: Request, options: FetchOptions = {}): Promise<Response> => {
    const services = await this.#ensureReady();
    try {
      return (
        (await this.#answer(services, request, options)) ??
        new Response("404 Not Found", { status: 404 })
      );
    } catch (error) {
      return failure(error);
    }
  };

  /**
   * Installs the services at the first use. The promise is kept, so an error of an `install()` is
   * thrown at every later use too.
   */
  #ensureReady(): Promise<readonly Service[]> {
    this.#ready ??= this.#initialize();
    return this.#ready;
  }

  async #initialize(): Promise<readonly Service[]> {
    return [...this.#services.values()].map((definition) => {
      const service = createService(definition);
      const { before, after, failed } = service.hooks;
      const ctx: ServiceInstallContext = {
        env: (key) => this.#variables.read(key),
        route: service.route,
        hook: {
          before: (fn) => void before.push(fn),
          after: (fn) => void after.push(fn),
          onError: (fn) => void failed.push(fn),
        },
      };
      definition.install(ctx);
      return service;
    });
  }

  async #answer(
    services: readonly Service[],
    request: Request,
    options: FetchOptions,
  ): Promise<Response | null> {
    const { pathname } = new URL(request.url);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const own = method === "GET" ? await this.#ownPage(services, pathname, request, options) : null;
    if (own !== null) return own;
    // Native routes take precedence over actions.
    for (const { definition, natives } of services) {
      const native = natives.find(
        (route) =>
          `/v1/${definition.id}${route.path}` === pathname &&
          (route.method === "ALL" || route.method === method),
      );
      if (native !== undefined) return await this.#runNative(native, request, options);
    }
    for (const service of services) {
      const action = service.actions.find(
        ({ id, method: taken }) =>
          `/v1/${service.definition.id}/${id}` === pathname && taken === method,
      );
      if (action !== undefined)
        return await this.#runAction(services, service, action, request, options);
    }
    return null;
  }

  /** Lists its services and their variables. */
  async #ownPage(
    services: readonly Service[],
    pathname: string,
    request: Request,
    options: FetchOptions,
  ): Promise<Response | null> {
    const definitions = services.map(({ definition }) => definition);
    if (pathname === "/health") return Response.json(await this.health());
    if (pathname === "/v1/services")
      return Response.json({
        items: definitions.map((definition) => ({
          id: definition.id,
          name: nameOf(definition),
          env: definition.env ?? [],
        })),
      });
    if (pathname !== "/v1/env/catalog" && pathname !== "/v1/federation/instruction") return null;
    this.#identities.authorize(request, options.trusted_identity, ["admin"]);
    if (pathname === "/v1/env/catalog")
      return Response.json({ items: this.#variables.catalog(definitions) });
    return new Response(
      definitions
        .map(
          (definition) =>
            `## ${nameOf(definition)} (${definition.id})\n${String(definition.instruction ?? "")}`,
        )
        .join("\n\n"),
    );
  }

  /**
   * Calls a native route with the whole request and an unread body. No hook runs, and the handler
   * gets no identity.
   */
  async #runNative(
    native: NativeRoute,
    request: Request,
    options: FetchOptions,
  ): Promise<Response> {
    if (native.auth.length > 0)
      this.#identities.authorize(request, options.trusted_identity, native.auth);
    return await native.handler(request);
  }

  /** Calls an action. The body is read and parsed before the caller is authenticated. */
  async #runAction(
    services: readonly Service[],
    { definition }: Service,
    action: Action,
    request: Request,
    options: FetchOptions,
  ): Promise<Response> {
    const url = new URL(request.url);
    const raw = action.method === "POST" ? await request.text().catch(() => "") : null;
    const input = raw === null ? Object.fromEntries(url.searchParams) : parse(raw);
    const ctx: HookContext = {
      input,
      service: { id: definition.id, name: nameOf(definition) },
      action: { id: action.id },
    };
    const hooks = services.map((service) => service.hooks);
    try {
      const { user, city } = this.#identities.authorize(
        request,
        options.trusted_identity,
        action.auth,
      );
      const { city_id } = input;
      if (
        city !== undefined &&
        typeof city_id === "string" &&
        city_id !== "" &&
        city_id !== city.city_id
      )
        throw httpError(403, "city_id does not match the authenticated token");
      const known = {
        ...(user === undefined ? {} : { user }),
        ...(city === undefined ? {} : { city }),
      };
      Object.assign(ctx, known);
      await run(hooks, "before", ctx);
      const output = await action.handler({
        ...known,
        request,
        json: async <T extends Record<string, unknown>>() => input as T,
        text: async () => raw ?? JSON.stringify(input),
        jsonResponse: (body, status = 200) => Response.json(body, { status }),
      });
      ctx.output = output;
      await run(hooks, "after", ctx);
      return output;
    } catch (error) {
      ctx.error = error instanceof Error ? error : new Error(String(error));
      await run(hooks, "failed", ctx).catch(() => undefined);
      return failure(error);
    }
  }

  /**
   * Returns a token for a user, as an administrator gets it over HTTP from
   * `POST /v1/cities/tokens/apply`.
   */
  createUserToken(user_id: string, city_id: string = CITY_ID): string {
    return this.#identities.createToken(user_id, city_id);
  }
}

async function run(hooks: readonly Hooks[], when: keyof Hooks, ctx: HookContext): Promise<void> {
  for (const each of hooks) for (const hook of each[when]) await hook(ctx);
}

/** Reads the body. Invalid JSON and lists are read as an empty object. */
function parse(raw: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function failure(error: unknown): Response {
  const { statusCode = 500 } = Object(error) as { statusCode?: number };
  return Response.json(
    {
      error: {
        message: error instanceof Error ? error.message : String(error),
        type: "server_error",
      },
    },
    { status: statusCode },
  );
}
