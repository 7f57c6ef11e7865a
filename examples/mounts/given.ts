// Declares the names that docs/mounts.md takes as given: the service, and the objects of an
// application's libraries.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PaymentService } from "@x/payment-server";

/** The names that the blocks use without an import. */
export interface Given {
  payment: PaymentService;
  app: Fastify;
  auth: BetterAuth;
  clerk: Clerk;
  supabase: Supabase;
  /** https://github.com/panva/jose/blob/main/docs/jwks/remote/functions/createRemoteJWKSet.md */
  keys: (header?: object, token?: object) => Promise<CryptoKey>;
  issuer: string;
  audience: string;
  sessions: { read(id: string): Promise<{ user_id: string; is_admin: boolean } | null> };
}

/** https://fastify.dev/docs/latest/Reference/ContentTypeParser/ */
interface Fastify {
  register(plugin: (own: Fastify) => Promise<void>): void;
  addContentTypeParser(
    type: string,
    parser: (
      request: object,
      payload: IncomingMessage,
      done: (error: Error | null, body?: unknown) => void,
    ) => void,
  ): void;
  all(
    path: string,
    handler: (request: { raw: IncomingMessage }, reply: FastifyReply) => unknown,
  ): void;
}

/** https://fastify.dev/docs/latest/Reference/Reply/#hijack */
interface FastifyReply {
  raw: ServerResponse;
  hijack(): FastifyReply;
}

/** https://www.better-auth.com/docs/concepts/session-management, the server's side */
interface BetterAuth {
  api: {
    getSession(given: {
      headers: Headers;
    }): Promise<{ session: object; user: { id: string } } | null>;
  };
}

/** https://clerk.com/docs/reference/backend/authenticate-request */
interface Clerk {
  authenticateRequest(
    request: Request,
    options?: { authorizedParties?: string[] },
  ): Promise<{ toAuth(): { userId?: string | null } | null }>;
}

/** https://supabase.com/docs/reference/javascript/auth-getclaims */
interface Supabase {
  auth: {
    getClaims(
      jwt?: string,
    ): Promise<{ data: { claims: { sub: string } } | null; error: Error | null }>;
  };
}
