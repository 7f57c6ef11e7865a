/** What this provider logs. */
import type { Logger } from "../../core/logger.ts";
import type { ProviderRuntime } from "../../core/provider.ts";
import { emptyVariables } from "../../variables.ts";
import type { DodoSettings } from "./settings.ts";
import { VARIABLES } from "./variables.ts";

/** Bounds the memory of `createReversalWarning`; past it, payments may be logged again. */
const MOST_REMEMBERED = 1_000;

/** Logs, once at construction, what is missing or empty although the service can run with it. */
export function warnOfSettings(
  settings: DodoSettings,
  { env, logger }: Pick<ProviderRuntime, "env" | "logger">,
  provider: string,
): void {
  const names = VARIABLES.map(({ key }) => key);
  for (const name of emptyVariables(names, env))
    logger.warn("a variable is empty and counts as absent", { name });
  // Without an API key nothing is configured here yet: a Federation's variables are only known
  // once it installs the service.
  if (settings.api_key !== null && settings.keys.length === 0)
    logger.warn(
      "DODO_WEBHOOK_KEY is not set: deliveries are unsigned, each is confirmed with Dodo's API",
      { provider },
    );
}

/**
 * Makes a function that warns about a payment whose reversals cannot all be read. It logs each
 * payment once, however often that is queried.
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
