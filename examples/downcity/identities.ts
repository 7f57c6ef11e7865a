// Identifies who sends a request, by a bearer or by a caller in the same process, never by a
// cookie.
import type {
  CityOfUser,
  RouteAuth,
  RuntimeUser,
  ServiceDefinition,
  TrustedIdentity,
} from "./downcity-types.ts";

export const CITY_ID = "city_downcity";

export interface Identity {
  level: "guest" | "user" | "admin";
  user?: RuntimeUser;
  city?: CityOfUser;
}

export interface Identities {
  /**
   * Throws 401 for a guest and 403 for a caller that is not in the list, including an administrator
   * on a route for users.
   */
  authorize(request: Request, trusted: TrustedIdentity | undefined, auth: RouteAuth): Identity;
  createToken(user_id: string, city_id: string): string;
  service: ServiceDefinition;
}

/** An error that the Federation answers with its status. */
export function httpError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

export function createIdentities(admin_key: string): Identities {
  const tokens = new Map<string, Identity>();

  function identityOf(request: Request): Identity {
    const token = /^Bearer (.*)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    if (token === admin_key) return { level: "admin" };
    return tokens.get(token) ?? { level: "guest" };
  }

  function createToken(user_id: string, city_id: string): string {
    const token = `user_${crypto.randomUUID()}`;
    tokens.set(token, {
      level: "user",
      user: { user_id, metadata: {} },
      city: { city_id, status: "active" },
    });
    return token;
  }

  return {
    authorize(request, trusted, auth) {
      const identity: Identity = trusted ?? identityOf(request);
      if (auth.length === 0 || (identity.level !== "guest" && auth.includes(identity.level)))
        return identity;
      throw identity.level === "guest"
        ? httpError(401, "Authentication required")
        : httpError(403, `Forbidden for identity: ${identity.level}`);
    },
    createToken,
    service: {
      id: "cities",
      name: "Cities",
      install(ctx) {
        ctx.route({
          method: "POST",
          path: "/tokens/apply",
          auth: ["admin"],
          handler: async (call) => {
            const { user_id, city_id } = await call.json();
            return call.jsonResponse({ user_token: createToken(String(user_id), String(city_id)) });
          },
        });
      },
    },
  };
}
