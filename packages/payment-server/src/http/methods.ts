import type { PaymentProvider } from "../core/provider.ts";
import type { Call } from "./call.ts";
import { json } from "./reply.ts";
import type { WireMethod } from "./records.ts";

/**
 * Answers `GET methods` with all payment methods, the disabled ones too. While the configuration is
 * wrong, all methods are disabled, and their `reason` is the message of the error.
 */
export async function getMethods({
  context: { misconfiguration, providers, service_id },
}: Call): Promise<Response> {
  if (misconfiguration === null)
    return json({
      items: [...providers.values()].map((provider) => wireMethod(provider, service_id)),
    });
  const items: WireMethod[] = misconfiguration.methods.map(({ id, label }) => ({
    ...common(id, service_id),
    enabled: false,
    label,
    currency: "usd",
    reason: misconfiguration.error.message,
  }));
  return json({ items });
}

function wireMethod(provider: PaymentProvider, service_id: string): WireMethod {
  const { enabled, label, currency, reason, test_mode } = provider.method();
  return {
    ...common(provider.id, service_id),
    enabled,
    label,
    currency,
    ...(reason === null ? {} : { reason }),
    ...(test_mode ? { test_mode } : {}),
  };
}

/** Returns the fields that are the same for every method. */
function common(
  id: string,
  service: string,
): Pick<WireMethod, "id" | "type" | "service" | "action" | "requires_user"> {
  return { id, type: "checkout", service, action: "checkout/create", requires_user: true };
}
