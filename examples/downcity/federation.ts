// A model of Downcity's Federation, which replaces `@downcity/city`, since that is not a dependency
// here. It has what a service uses, including the behaviour for a second registration of a path and
// for an `install()` that throws.
import { callAction, failure } from "./action-call.ts";
import type { FetchOptions, ServiceDefinition, ServiceInstallContext } from "./downcity-types.ts";
import { CITY_ID, createIdentities, type Identities } from "./identities.ts";
import { createService, nameOf, type NativeRoute, type Service } from "./service.ts";
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
        return await callAction(
          { service, action, hooks: services.map(({ hooks }) => hooks) },
          request,
          (auth) => this.#identities.authorize(request, options.trusted_identity, auth),
        );
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

  /**
   * Returns a token for a user, as an administrator gets it over HTTP from
   * `POST /v1/cities/tokens/apply`.
   */
  createUserToken(user_id: string, city_id: string = CITY_ID): string {
    return this.#identities.createToken(user_id, city_id);
  }
}
