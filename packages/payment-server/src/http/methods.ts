import type { PaymentProvider } from "../core/provider.ts";
import type { Call } from "./call.ts";
import { json } from "./reply.ts";
import type { WireMethod } from "./records.ts";

/** `GET methods`: what a page may offer, and while nothing can be paid the sentence that says why. */
export async function getMethods({
  context: { trouble, providers, service_id },
}: Call): Promise<Response> {
  if (trouble === null)
    return json({
      items: [...providers.values()].map((provider) => wireMethod(provider, service_id)),
    });
  const items: WireMethod[] = trouble.methods.map(({ id, label }) => ({
    ...common(id, service_id),
    enabled: false,
    label,
    currency: "usd",
    reason: trouble.error.message,
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

function common(
  id: string,
  service: string,
): Pick<WireMethod, "id" | "type" | "service" | "action" | "requires_user"> {
  return { id, type: "checkout", service, action: "checkout/create", requires_user: true };
}
