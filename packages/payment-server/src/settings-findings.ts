/** Findings about the options and variables of a service, for the log and for `check()`. */
import type { Finding } from "./core/provider.ts";
import type { HttpContext } from "./http/call.ts";
import { isLoopbackHost } from "./loopback.ts";

export function settingsFindings(context: HttpContext): Finding[] {
  return [
    ...authenticateFindings(context),
    ...addressFindings(context),
    ...testModeInPublic(context),
  ];
}

/**
 * Returns an error if the option `authenticate` is missing, because nobody can then be signed in. A
 * Federation does not need the option, because it authenticates the callers itself.
 */
function authenticateFindings({ authenticate, installed }: HttpContext): Finding[] {
  if (authenticate !== null || installed) return [];
  const message =
    "No `authenticate` was given, so nobody can pay: pass `authenticate: (request) => …`, which returns `{ user_id }` of the user who is signed in. Inside a Federation it is not needed.";
  return [{ level: "error", code: "authenticate", message }];
}

/**
 * Returns an error if a provider is in live_mode and the public address is not set: no checkout can
 * then be opened, because the links of a checkout begin with that address.
 */
function addressFindings({ origin }: HttpContext): Finding[] {
  if (origin.base !== null || !origin.live) return [];
  const message =
    "No `base_url` was given, and in live_mode no checkout can be opened without it: set `base_url` or DOWNCITY_CITY_BASE_URL to the public address of this server, such as `https://shop.example`.";
  return [{ level: "error", code: "configuration", message }];
}

/**
 * Returns a warning for each provider in test_mode, if the public address of the service is not a
 * loopback address.
 */
function testModeInPublic({ origin, providers }: HttpContext): Finding[] {
  if (origin.base === null || isLoopbackHost(new URL(origin.base.origin).hostname)) return [];
  const testing = [...providers.values()].filter(
    (provider) => provider.environment === "test_mode",
  );
  return testing.map(({ id }) => ({
    level: "warning",
    code: "test_mode_in_public",
    message: `TEST MODE on a public address: ${id} takes no real money here; set DODO_ENVIRONMENT=live_mode to sell`,
  }));
}
