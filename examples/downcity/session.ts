// Passes the signed-in user of a shop in the same process on to the Federation.
import { isOwnPage } from "@x/example-shared/policy";
import { sessionOf } from "@x/example-shared/routes";
import type { TrustedIdentity } from "./downcity-types.ts";
import type { Federation } from "./federation.ts";
import { CITY_ID } from "./identities.ts";

/**
 * The Federation trusts a `trusted_identity` and checks neither cookie nor `Origin`. Code that
 * derives one from a cookie must first check that a page of the shop sent the request, or any site could.
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
