import { receiveUnsigned } from "../core/unsigned-delivery.ts";
import { receive } from "../core/inbox.ts";
import type { PaymentProvider } from "../core/provider.ts";
import { PaymentError } from "../errors.ts";
import type { Call, HttpContext } from "./call.ts";
import { json } from "./reply.ts";
import { workOff } from "./work-off.ts";

/**
 * Answers `POST webhook`. A 2xx means that the outcome is stored, or that there is nothing to
 * store. After any other status the provider sends the delivery again. If the delivery was
 * processed quickly, another due payment may be checked before the answer.
 */
export async function postWebhook(call: Call): Promise<Response> {
  const { context, request, url, body } = call;
  const started_at = context.clock();
  const provider = providerOf(context, url.searchParams.get("provider"));
  const delivery = provider.readDelivery(request.headers, body);
  const receipt = delivery.signed
    ? await receive(context, provider, delivery)
    : await receiveUnsigned(context, provider, delivery);
  await workOff(context, started_at);
  return json({ received: true, ...receipt });
}

/**
 * Returns the provider that the query parameter `provider` names. The parameter may be missing if
 * there is only one provider. Throws `unknown_method` if the parameter names no provider, or if it
 * is missing and there are several.
 */
function providerOf(context: HttpContext, named: string | null): PaymentProvider {
  const [only, ...others] = context.providers.values();
  const provider =
    named === null && others.length === 0 ? only : context.providers.get(named ?? "");
  if (provider !== undefined) return provider;
  throw new PaymentError(
    "unknown_method",
    "Say which provider this delivery is from: `?provider=` with its id.",
  );
}
