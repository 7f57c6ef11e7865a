import { createCheckout } from "../core/checkout.ts";
import type { Payment } from "../core/payment.ts";
import { PaymentError } from "../errors.ts";
import { callOrigin, pageUrl, requireUser, type Call, type HttpContext } from "./call.ts";
import { readReturnTo, requireOrigin } from "./origin.ts";
import { json } from "./reply.ts";
import { readCheckoutBody, wireCheckout, type CheckoutRequestBody, type WireCheckout } from "./wire.ts";

/** `POST checkout/create`: the page where this topup can be paid now. */
export async function postCheckout(call: Call): Promise<Response> {
  const user_id = await requireUser(call);
  const body = readCheckoutBody(call.body);
  return json(await openCheckout(call.context, callOrigin(call), user_id, body));
}

/** The same for server code that has no request. */
export async function openCheckout(context: HttpContext, own: string | null, user_id: string, body: CheckoutRequestBody): Promise<WireCheckout> {
  const origin = requireOrigin(own);
  const return_to = readReturnTo(context.origin, origin, body.return_to);
  const input = { topup_id: body.topup_id, user_id, provider_id: body.method_id ?? onlyProvider(context), return_to };
  const urls = (payment: Payment): { return_url: string; cancel_url: string } => ({
    return_url: pageUrl(context, origin, "success", payment.ref),
    cancel_url: pageUrl(context, origin, "cancel", payment.ref),
  });
  const payment = await createCheckout(context, input, urls);
  return wireCheckout(payment, pageUrl(context, origin, "success", payment.ref));
}

function onlyProvider(context: HttpContext): string {
  const [only, ...others] = context.providers.keys();
  if (only !== undefined && others.length === 0) return only;
  throw new PaymentError("invalid_request", "The body has a wrong or missing `method_id`.");
}
