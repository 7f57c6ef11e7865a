// Declares the parts of each framework and library that docs/mounts.md uses and that are not
// installed here, from its documentation. The blocks of frameworks were checked once against the
// types of the versions in `projects`, the others against @auth/core 0.41, Better Auth 1.7, Clerk
// 3.25, Supabase 2.109 and jose 6.2.

/** https://svelte.dev/docs/kit/routing#server-Fallback-method-handler */
declare module "@sveltejs/kit" {
  export type RequestHandler = (event: {
    request: Request;
    params: Record<string, string>;
  }) => Response | Promise<Response>;
}

/** https://v1.h3.dev/adapters/web, the same name in h3 2 */
declare module "h3" {
  export function fromWebHandler(
    handler: (request: Request, context?: object) => Promise<Response>,
  ): (event: object) => Promise<Response>;
}

/** https://docs.astro.build/en/guides/endpoints/ */
declare module "astro" {
  export type APIRoute = (context: {
    request: Request;
    params: Record<string, string | undefined>;
  }) => Response | Promise<Response>;
}

/** https://reactrouter.com/how-to/resource-routes */
declare module "react-router" {
  export interface LoaderFunctionArgs {
    request: Request;
    params: Record<string, string | undefined>;
  }
}

/** https://tanstack.com/start/latest/docs/framework/react/guide/server-routes */
declare module "@tanstack/react-router" {
  type Handler = (context: { request: Request }) => Response | Promise<Response>;
  export function createFileRoute(
    path: string,
  ): (options: {
    server: { handlers: Partial<Record<"GET" | "POST" | "OPTIONS", Handler>> };
  }) => object;
}

/** https://authjs.dev/reference/core/jwt#gettoken */
declare module "@auth/core/jwt" {
  export function getToken(params: {
    req: Request;
    secret?: string | string[];
    secureCookie?: boolean;
  }): Promise<{ sub?: string } | null>;
}

/** https://github.com/panva/jose/blob/main/docs/jwt/verify/functions/jwtVerify.md */
declare module "jose" {
  export function jwtVerify(
    jwt: string,
    keys: (header?: object, token?: object) => Promise<CryptoKey>,
    options: { issuer: string; audience: string },
  ): Promise<{ payload: { sub?: string } }>;
}
