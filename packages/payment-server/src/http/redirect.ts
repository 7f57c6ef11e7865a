import { inquireForRequest } from "../core/inquiry.ts";
import { presentState } from "../core/presented-payment.ts";
import { causeOf } from "../core/write-cause.ts";
import type { Payment } from "../core/payment.ts";
import { notFound, pagePath, type Call } from "./call.ts";
import { drawResult } from "./host-page.ts";
import { json } from "./reply.ts";
import { wireStatus } from "./records.ts";

/**
 * Finds the reference at the start of the value of `ref`, or after `?ref=` or `&ref=` in a query.
 */
const REF = /(?:^|[?&;]ref=)(ref_[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/;

/**
 * Answers `GET redirect/success` with the payment's status. If the payment is due for a check, the
 * provider is queried first. The provider redirects buyers to this route after a failure too.
 */
export async function getSuccess(call: Call): Promise<Response> {
  return await result(call, "success", async (payment) => {
    return await inquireForRequest({ context: call.context, cause: causeOf("return") }, payment);
  });
}

/** Answers `GET redirect/cancel` with the stored status, without querying the provider. */
export async function getCancel(call: Call): Promise<Response> {
  return await result(call, "cancel", async (payment) => payment);
}

async function result(
  call: Call,
  page: "success" | "cancel",
  refresh: (payment: Payment) => Promise<Payment>,
): Promise<Response> {
  const { context, request, url } = call;
  const ref = readRef(url);
  if (ref === null) return await notThere(call);
  const wantsJson = (request.headers.get("accept") ?? "").includes("application/json");
  // Dodo adds the buyer's e-mail address and a status to the URL. The browser is redirected to the
  // URL without them. The status is not used, because anyone can write a status into a URL.
  if (!wantsJson && url.search !== `?ref=${ref}`)
    return redirectTo(pagePath(context, context.origin.base, page, ref));
  const stored = await context.storage.readPaymentByRef(ref);
  if (stored === null) return await notThere(call);
  const payment = await presentState(context, await refresh(stored));
  return wantsJson ? json(wireStatus(payment, context.clock())) : await drawResult(call, payment);
}

/**
 * Returns the reference of a payment in the address, or `null`. A provider or a proxy may add its
 * parameters to ours with a second `?`, or with an escaped `&`.
 */
function readRef({ searchParams, search }: URL): string | null {
  return REF.exec(searchParams.get("ref") ?? search)?.[1] ?? null;
}

/** Redirects to a path. An absolute address would need the Host header, which anyone can set. */
function redirectTo(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}

/** Answers an unknown `ref`: 404 as JSON or as a page. */
async function notThere(call: Call): Promise<Response> {
  if ((call.request.headers.get("accept") ?? "").includes("application/json")) throw notFound();
  return await drawResult(call, null);
}
