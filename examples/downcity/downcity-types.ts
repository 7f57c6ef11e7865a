// As much of the types of Downcity's `@downcity/city` and `@downcity/services` as a payment service meets, in our own words:
// `tsconfig.json` gives them to whoever imports those two, which are not dependencies here.

/** A variable that a service asks for. */
export interface EnvRequirement {
  key: string;
  description: string;
  required: boolean;
}

/** Who may call a route, exactly; an empty list stands for anyone. */
export type RouteAuth = ("user" | "admin")[];

export interface RuntimeUser {
  user_id: string;
  metadata?: Record<string, unknown>;
}

export interface CityOfUser {
  city_id: string;
  status: string;
}

/** What an action's handler is called with. The body of `request` is used up; `json()` has read broken JSON as `{}`. */
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

/** What hooks see of an action's call; an action may be another service's. */
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
  /** The variable's value of the moment. */
  env(key: string): string | undefined;
  route(config: ServiceActionRouteConfig): object;
  route(config: ServiceNativeRouteConfig): void;
  hook: { before(fn: Hook): void; after(fn: Hook): void; onError(fn: Hook): void };
}

/** What `use()` takes. */
export type ServiceDefinition = {
  id: string;
  name?: string;
  version?: string;
  schema?: Record<string, unknown>;
  env?: EnvRequirement[];
  instruction?: string | (() => string | Promise<string>);
  install(ctx: ServiceInstallContext): void;
};

/** Who a caller in the same process speaks for. */
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
  /** Throws an error with `statusCode` 404 where there is none. */
  readTopup(topup_id: string): Promise<BalanceTopup>;
  /** Throws an error with `statusCode` 409 where it is not pending. */
  finishTopup(topup_id: string, extra?: BalanceExtra): Promise<BalanceTopup>;
}
