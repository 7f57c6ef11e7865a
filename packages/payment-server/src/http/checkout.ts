import { createCheckout } from "../core/checkout.ts";
import type { Payment } from "../core/payment.ts";
import { isStorableId, UNSTORABLE } from "../core/storable-text.ts";
import { PaymentError } from "../errors.ts";
import { findLanguage, type Language } from "../languages.ts";
import { readCheckoutBody, type CheckoutRequestBody } from "./bodies.ts";
import { callAddress, pageUrl, requireUser, type Call, type HttpContext } from "./call.ts";
import { readReturnTo } from "./return-to.ts";
import {
  ADDRESS_DOUBTFUL,
  leadsElsewhere,
  requireAddress,
  type BaseAddress,
} from "./public-address.ts";
import { wireCheckout, type WireCheckout } from "./records.ts";
import { json } from "./reply.ts";

/** Answers `POST checkout/create` with the checkout where the topup can be paid. */
export async function postCheckout(call: Call): Promise<Response> {
  const user_id = await requireUser(call);
  const body = readCheckoutBody(call.body);
  const { context, request } = call;
  const address = callAddress(call);
  if (address !== null && leadsElsewhere(context.origin, request))
    context.mistakes.report({
      level: "error",
      code: "configuration",
      message: ADDRESS_DOUBTFUL,
    });
  const accepted = findLanguage(request.headers.get("accept-language"));
  return json(await openCheckout(context, address, user_id, body, accepted));
}

/**
 * Opens a checkout for a topup of `user_id`, or returns the one that is open. `own` is the public
 * address; `null` if it is unknown. `accepted` is the language that the buyer's browser prefers. If
 * the body names another known language, the redirect addresses of a new checkout contain that
 * language, because the browser sends only its own preference.
 *
 * Throws `configuration` if `own` is `null`. Throws `invalid_request` if no topup can have the id,
 * or if the body names no provider and there is not exactly one. Also throws `invalid_return_to`
 * and the errors of `createCheckout()`.
 */
export async function openCheckout(
  context: HttpContext,
  own: BaseAddress | null,
  user_id: string,
  body: CheckoutRequestBody,
  accepted: Language | null,
): Promise<WireCheckout> {
  // The route has checked the id by its schema, but `PaymentService.createCheckout()` has not.
  if (!isStorableId(body.topup_id))
    throw new PaymentError("invalid_request", `\`topup_id\` is empty or ${UNSTORABLE}.`);
  const address = requireAddress(own);
  const return_to = readReturnTo(context.origin, address, body.return_to);
  const input = {
    topup_id: body.topup_id,
    user_id,
    provider_id: body.method_id ?? onlyProvider(context),
    return_to,
  };
  const named = findLanguage(body.language);
  const language = named === accepted ? null : named;
  const urls = ({ ref }: Payment): { return_url: string; cancel_url: string } => ({
    return_url: pageUrl(context, address, "success", ref, language),
    cancel_url: pageUrl(context, address, "cancel", ref, language),
  });
  const payment = await createCheckout(context, input, urls);
  return wireCheckout(payment, pageUrl(context, address, "success", payment.ref));
}

/** Returns the id of the only provider. Throws `invalid_request` if there is not exactly one. */
function onlyProvider(context: HttpContext): string {
  const [only, ...others] = context.providers.keys();
  if (only !== undefined && others.length === 0) return only;
  throw new PaymentError("invalid_request", "The body has a wrong or missing `method_id`.");
}
