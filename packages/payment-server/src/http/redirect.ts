import { inquireGently } from "../core/inquiry.ts";
import { presentState } from "../core/lists.ts";
import { createMatter } from "../core/write-cause.ts";
import type { Payment } from "../core/payment.ts";
import { notFound, pagePath, type Call } from "./call.ts";
import { json } from "./reply.ts";
import { wireStatus } from "./records.ts";

const REF = /^ref_[A-Za-z0-9_-]{22}$/;

/** `GET redirect/success`: the stored status, asked about when due. The provider sends the browser here after a failure too. */
export async function getSuccess(call: Call): Promise<Response> {
  return await result(call, "success", async (payment) => {
    return await inquireGently(
      call.context,
      payment,
      createMatter({ actor: "return", event_id: null, note: null }, null),
    );
  });
}

/** `GET redirect/cancel`: the stored status; visiting it changes nothing. */
export async function getCancel(call: Call): Promise<Response> {
  return await result(call, "cancel", async (payment) => payment);
}

async function result(
  call: Call,
  page: "success" | "cancel",
  look: (payment: Payment) => Promise<Payment>,
): Promise<Response> {
  const { context, request, url } = call;
  const ref = url.searchParams.get("ref");
  if (ref === null || !REF.test(ref)) return await notThere(call);
  const wantsJson = (request.headers.get("accept") ?? "").includes("application/json");
  // Dodo adds the buyer's e-mail and what it believes of the payment: neither stays in the address, neither is believed.
  if (!wantsJson && url.search !== `?ref=${ref}`)
    return clean(pagePath(context, context.origin.base, page, ref));
  const stored = await context.storage.readPaymentByRef(ref);
  if (stored === null) return await notThere(call);
  const payment = await presentState(context, await look(stored));
  const now = context.clock();
  return wantsJson
    ? json(wireStatus(payment, now))
    : await context.renderResult(payment, request.headers.get("accept-language"), now);
}

/** A path, so that no Host header can send the browser elsewhere; with what a proxy takes off in front of it. */
function clean(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}

async function notThere({ request, context }: Call): Promise<Response> {
  if ((request.headers.get("accept") ?? "").includes("application/json")) throw notFound();
  return await context.renderResult(null, request.headers.get("accept-language"), context.clock());
}
