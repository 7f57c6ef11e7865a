import type { PaymentProvider } from "../core/provider.ts";
import type { Call } from "./call.ts";
import { json } from "./reply.ts";
import type { WireMethod } from "./wire.ts";

/** `GET methods`: what a page may offer. */
export async function getMethods({ context }: Call): Promise<Response> {
  return json({ items: [...context.providers.values()].map(wireMethod) });
}

function wireMethod(provider: PaymentProvider): WireMethod {
  const { enabled, label, currency, reason, test_mode } = provider.method();
  return {
    id: provider.id,
    type: "checkout",
    enabled,
    label,
    service: "payment",
    action: "checkout/create",
    requires_user: true,
    currency,
    ...(reason === null ? {} : { reason }),
    ...(test_mode ? { test_mode } : {}),
  };
}
