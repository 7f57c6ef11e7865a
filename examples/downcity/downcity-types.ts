// Declares the types of `@downcity/city` and `@downcity/services` that a payment service uses,
// written
// for this example. `tsconfig.json` maps the two packages, which are not dependencies here, to this
// file.

/** A variable that a service declares. */
export interface EnvRequirement {
  key: string;
  description: string;
  required: boolean;
}

/** The kinds of callers that may call a route. An empty list allows anyone. */
export type RouteAuth = ("user" | "admin")[];

export interface RuntimeUser {
  user_id: string;
  metadata?: Record<string, unknown>;
}

export interface CityOfUser {
  city_id: string;
  status: string;
}

/**
 * The argument of an action's handler. The body of `request` is already consumed; `json()` returns
 * `{}` for invalid JSON.
 */
export interface ServiceRouteContext {
  user?: RuntimeUser;
  city?: CityOfUser;
  request: Request;
  transport?: "http";
  json<T extends Record<string, unknown> = Record<string, unknown>>(): Promise<T>;
  text(): Promise<string>;
  jsonResponse(body: unknown, status?: number): Response;
}

export interface ServiceActionRouteConfig {
  method: "GET" | "POST";
  path: string;
  auth?: RouteAuth;
  public?: boolean;
  handler: (ctx: ServiceRouteContext) => Promise<Response> | Response;
}

export interface ServiceNativeRouteConfig {
  method: "GET" | "POST" | "OPTIONS" | "ALL";
  path: string;
  auth?: RouteAuth;
  public?: boolean;
  handler: { request: (request: Request) => Promise<Response> | Response };
}

/** The argument of a hook. The action may belong to another service. */
export interface HookContext {
  input: Record<string, unknown>;
  user?: RuntimeUser;
  service?: { id: string; name: string };
  action?: { id: string };
  output?: unknown;
  error?: Error;
}

type Hook = (ctx: HookContext) => Promise<void> | void;

export interface ServiceInstallContext {
  /** Returns the current value of the variable. */
  env(key: string): string | undefined;
  route(config: ServiceActionRouteConfig): object;
  route(config: ServiceNativeRouteConfig): void;
  hook: { before(fn: Hook): void; after(fn: Hook): void; onError(fn: Hook): void };
}

/** A service, as `use()` takes it. */
export type ServiceDefinition = {
  id: string;
  name?: string;
  version?: string;
  schema?: Record<string, unknown>;
  env?: EnvRequirement[];
  instruction?: string | (() => string | Promise<string>);
  install(ctx: ServiceInstallContext): void;
};

/** The identity that a caller in the same process acts for. */
export type TrustedIdentity =
  | { level: "admin" }
  | { level: "user"; user: RuntimeUser; city: CityOfUser };

export interface FetchOptions {
  trusted_identity?: TrustedIdentity;
}

export declare class Federation {
  constructor(options: { db: object });
  use(service: ServiceDefinition): this;
  readonly fetch: (request: Request, options?: FetchOptions) => Promise<Response>;
  health(): Promise<{ ok: boolean; services: string[] }>;
}

export interface BalanceTopup extends Record<string, unknown> {
  topup_id: string;
  user_id: string;
  credits: number;
  usd_cents: number;
  status: "pending" | "paid" | "canceled";
  note: string;
  ref: string;
  metadata_json: string;
  created_at: string;
  updated_at: string;
}

export interface BalanceExtra {
  note?: string;
  ref?: string;
  meta?: Record<string, unknown>;
}

export declare class BalanceService {
  readonly id: "balance";
  install(ctx: ServiceInstallContext): void;
  /** Returns the topup. Throws an error with `statusCode` 404 if it does not exist. */
  readTopup(topup_id: string): Promise<BalanceTopup>;
  /** Credits the topup. Throws an error with `statusCode` 409 if it is not pending. */
  finishTopup(topup_id: string, extra?: BalanceExtra): Promise<BalanceTopup>;
}
