import { listPayments } from "../core/lists.ts";
import { reconcile } from "../core/reconcile/reconcile.ts";
import { releasePayment } from "../core/release.ts";
import { PaymentError } from "../errors.ts";
import {
  readMyPaymentsQuery,
  readPaymentsQuery,
  readReconcileBody,
  readReleaseBody,
} from "./bodies.ts";
import { listLimit, requireAdmin, requireUser, type Call } from "./call.ts";
import { carriesToken } from "./origin.ts";
import { wireAdminPayments, wirePayments } from "./payment-lists.ts";
import { wirePayment } from "./records.ts";
import { json } from "./reply.ts";

/**
 * Answers `GET payments/me` with a page of the user's own payments; a `user_id` in the query is
 * ignored.
 */
export async function getMyPayments(call: Call): Promise<Response> {
  const user_id = await requireUser(call);
  const request = readMyPaymentsQuery(call.url, listLimit(call));
  const page = await listPayments(call.context, {
    ...request,
    filter: { ...request.filter, user_id },
  });
  return json(wirePayments(page, call.context.clock()));
}

/** Answers `GET payments` with a page of the payments of all users. For administrators. */
export async function getPayments(call: Call): Promise<Response> {
  await requireAdmin(call);
  return json(
    wireAdminPayments(
      await listPayments(call.context, readPaymentsQuery(call.url, listLimit(call))),
      call.context.clock(),
    ),
  );
}

/**
 * Answers `POST payments/release`: carries out an administrator's decision on a payment that is
 * held or whose credit cannot be completed. For administrators.
 */
export async function postRelease(call: Call): Promise<Response> {
  const admin_id = await requireAdmin(call);
  const input = { ...readReleaseBody(call.body), admin_id };
  return json({ payment: wirePayment(await releasePayment(call.context, input)) });
}

/**
 * Answers `POST reconcile` with the result of one run, which stops after 20 s. Cron services may
 * send `GET` with a bearer token. A `GET` without a token is refused, because a link on another
 * site could make a browser send it. For administrators.
 */
export async function postReconcile(call: Call): Promise<Response> {
  await requireAdmin(call);
  if (call.request.method !== "POST" && !carriesToken(call.request)) {
    throw new PaymentError(
      "unauthorized",
      "Send an Authorization header with a bearer, or use POST.",
    );
  }
  // The request's deadline is removed, because it would end the run too early. Each payment of a
  // run has a deadline of its own.
  const context = { ...call.context, ends_at: Number.POSITIVE_INFINITY };
  return json(
    await reconcile(context, {
      ...readReconcileBody(call.body),
      signal: AbortSignal.timeout(20_000),
    }),
  );
}
