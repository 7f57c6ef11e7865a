// Declares the names that docs/mounts.md takes as given: the service, and the objects of an
// application's libraries.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PaymentService } from "@x/payment-server";

/** The names that the blocks use without an import. */
export interface Given {
  payment: PaymentService;
  app: Nest;
  auth: BetterAuth;
  clerk: Clerk;
  supabase: Supabase;
  /** https://github.com/panva/jose/blob/main/docs/jwks/remote/functions/createRemoteJWKSet.md */
  keys: (header?: object, token?: object) => Promise<CryptoKey>;
  issuer: string;
  audience: string;
  sessions: { read(id: string): Promise<{ user_id: string; is_admin: boolean } | null> };
}

/** https://docs.nestjs.com/faq/http-adapter, with the platform Express */
interface Nest {
  getHttpAdapter(): {
    getInstance(): {
      all(
        path: RegExp,
        listener: (request: IncomingMessage, response: ServerResponse) => unknown,
      ): void;
    };
  };
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
