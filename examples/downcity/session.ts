// A shop in the same process hands its own signed-in user over to the Federation.
import { isOwnPage } from "@x/example-shared/policy";
import { sessionOf } from "@x/example-shared/routes";
import type { TrustedIdentity } from "./downcity-types.ts";
import type { Federation } from "./federation.ts";
import { CITY_ID } from "./identities.ts";

/**
 * The Federation believes a `trusted_identity` and looks at no cookie and no `Origin`: whoever makes one out of a cookie has to
 * ask first whether the shop's own page sends the request, or any site could send it.
 */
export function handOver(base: Federation): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const identity = request.method === "POST" && !isOwnPage(request) ? null : trusted(request);
      if (identity === null) return await base.fetch(request);
      const inside = new Request(request);
      for (const name of ["authorization", "cookie", "origin"]) inside.headers.delete(name);
      return await base.fetch(inside, { trusted_identity: identity });
    },
  };
}

function trusted(request: Request): TrustedIdentity | null {
  const { user_id, admin } = sessionOf(request) ?? {};
  if (user_id === undefined) return null;
  return admin === true
    ? { level: "admin" }
    : { level: "user", user: { user_id }, city: { city_id: CITY_ID, status: "active" } };
}
