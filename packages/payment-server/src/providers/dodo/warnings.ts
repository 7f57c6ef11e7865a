/** Logs the warnings of this provider. */
import type { Logger } from "../../core/logger.ts";
import type { ProviderRuntime } from "../../core/provider.ts";
import { emptyVariables } from "../../variables.ts";
import type { DodoSettings } from "./settings.ts";
import { VARIABLES } from "./variables.ts";

/**
 * The largest number of payments that are remembered as logged. If there are more, a payment may be
 * logged again.
 */
const MOST_REMEMBERED = 1_000;

/**
 * Logs a warning for each empty variable, and for a missing API key or product. If there is an API
 * key, also logs a warning for a missing signing key. The function is called each time that the
 * provider is created.
 */
export function warnOfSettings(
  settings: DodoSettings,
  { env, logger }: Pick<ProviderRuntime, "env" | "logger">,
  provider: string,
): void {
  const names = VARIABLES.map(({ key }) => key);
  for (const name of emptyVariables(names, env))
    logger.warn("a variable is empty and counts as absent", { name });
  const missing = [
    ...(settings.api_key === null ? ["DODO_PAYMENTS_API_KEY"] : []),
    ...(settings.product_id === null ? ["DODO_PRODUCT_ID"] : []),
  ];
  if (missing.length > 0)
    logger.warn("a required variable is not set: nobody can pay until it is", {
      provider,
      missing: missing.join(", "),
    });
  // A Federation provides its variables only when it installs the service. So if there is no API
  // key yet, both keys are probably set later.
  if (settings.api_key !== null && settings.keys.length === 0)
    logger.warn(
      "DODO_WEBHOOK_KEY is not set: deliveries are unsigned, each is confirmed with Dodo's API",
      { provider },
    );
}

/**
 * Creates a function that logs a warning about a payment whose refunds or disputes cannot all be
 * read. The function logs each payment once, but may log it again after `MOST_REMEMBERED` payments.
 */
export function createReversalWarning(logger: Logger): (provider_payment_id: string) => void {
  const logged = new Set<string>();
  return (provider_payment_id) => {
    if (logged.has(provider_payment_id)) return;
    if (logged.size >= MOST_REMEMBERED) logged.clear();
    logged.add(provider_payment_id);
    logger.warn(
      "Dodo lists a refund or a dispute that cannot be read, or a refund without its amount: what is recorded as given back may be too little; look at the payment in Dodo's dashboard",
      { provider_payment_id },
    );
  };
}
