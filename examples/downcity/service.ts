// The registrations of a service: actions, keyed by their path alone, and native routes, keyed by
// method and path.
import type {
  HookContext,
  RouteAuth,
  ServiceActionRouteConfig,
  ServiceDefinition,
  ServiceInstallContext,
  ServiceNativeRouteConfig,
} from "./downcity-types.ts";

export interface Action {
  id: string;
  method: "GET" | "POST";
  auth: RouteAuth;
  handler: ServiceActionRouteConfig["handler"];
}

export interface NativeRoute {
  method: ServiceNativeRouteConfig["method"];
  path: string;
  auth: RouteAuth;
  handler: ServiceNativeRouteConfig["handler"]["request"];
}

type Hook = (ctx: HookContext) => Promise<void> | void;

/** The hooks, which run around the actions of every service. */
export interface Hooks {
  before: Hook[];
  after: Hook[];
  failed: Hook[];
}

export interface Service {
  definition: ServiceDefinition;
  actions: readonly Action[];
  natives: readonly NativeRoute[];
  hooks: Hooks;
  route: ServiceInstallContext["route"];
}

export function nameOf({ id, name }: ServiceDefinition): string {
  return name ?? id;
}

export function createService(definition: ServiceDefinition): Service {
  const actions: Action[] = [];
  const natives: NativeRoute[] = [];

  function route(config: ServiceActionRouteConfig): object;
  function route(config: ServiceNativeRouteConfig): void;
  function route(config: ServiceActionRouteConfig | ServiceNativeRouteConfig): object | void {
    const auth = config.public === true ? [] : (config.auth ?? ["user"]);
    if (isNative(config)) {
      if (natives.some(({ method, path }) => method === config.method && path === config.path))
        throw new Error(`Duplicate native route: ${definition.id}.${config.method} ${config.path}`);
      natives.push({
        method: config.method,
        path: config.path,
        auth,
        handler: config.handler.request,
      });
      return;
    }
    const id = config.path.replace(/^\/+/, "");
    if (actions.some((action) => action.id === id))
      throw new Error(`Duplicate action: ${definition.id}.${id}`);
    const action: Action = { id, method: config.method, auth, handler: config.handler };
    actions.push(action);
    return action;
  }

  return { definition, actions, natives, hooks: { before: [], after: [], failed: [] }, route };
}

function isNative(
  config: ServiceActionRouteConfig | ServiceNativeRouteConfig,
): config is ServiceNativeRouteConfig {
  return typeof config.handler === "object" && "request" in config.handler;
}
