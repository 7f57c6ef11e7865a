import { listPayments } from "../core/lists.ts";
import { reconcile } from "../core/reconcile/reconcile.ts";
import { releasePayment } from "../core/release.ts";
import { PaymentError } from "../errors.ts";
import { readPaymentsQuery, readReconcileBody, readReleaseBody } from "./bodies.ts";
import { listLimit, requireAdmin, requireUser, type Call } from "./call.ts";
import { carriesToken } from "./origin.ts";
import { wirePayment, wirePayments } from "./records.ts";
import { json } from "./reply.ts";

/** `GET payments/me`: one's own rows, whatever the query says. */
export async function getMyPayments(call: Call): Promise<Response> {
  const user_id = await requireUser(call);
  const request = readPaymentsQuery(call.url, listLimit(call));
  const page = await listPayments(call.context, {
    ...request,
    filter: { ...request.filter, user_id },
  });
  return json(wirePayments(page, call.context.clock()));
}

/** `GET payments`: all rows, for administrators. */
export async function getPayments(call: Call): Promise<Response> {
  await requireAdmin(call);
  return json(
    wirePayments(
      await listPayments(call.context, readPaymentsQuery(call.url, listLimit(call))),
      call.context.clock(),
    ),
  );
}

/** `POST payments/release`: ends a hold. */
export async function postRelease(call: Call): Promise<Response> {
  await requireAdmin(call);
  return json({
    payment: wirePayment(await releasePayment(call.context, readReleaseBody(call.body))),
  });
}

/** `POST reconcile`; `GET` too for cron services, which send a bearer: a cookie alone may not change anything by a link. */
export async function postReconcile(call: Call): Promise<Response> {
  await requireAdmin(call);
  if (call.request.method !== "POST" && !carriesToken(call.request)) {
    throw new PaymentError(
      "unauthorized",
      "Send an Authorization header with a bearer, or use POST.",
    );
  }
  // Each payment has its own time, as in a cron's own process.
  const context = { ...call.context, ends_at: Number.POSITIVE_INFINITY };
  return json(
    await reconcile(context, {
      ...readReconcileBody(call.body),
      signal: AbortSignal.timeout(20_000),
    }),
  );
}
