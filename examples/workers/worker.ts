// A shop on Cloudflare: balance and payments in D1. Keys come from the Worker's secrets and
// variables; see README.md.
import { env, waitUntil } from "cloudflare:workers";
import { createRoutes, sessionOf } from "@x/example-shared/routes";
import { createHost } from "@x/host-recipes/d1";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { d1Storage } from "@x/payment-server/storage/d1";
import { createBooks } from "./books.ts";

const { DB, ...variables } = env;

const payment = new PaymentService({
  storage: d1Storage(DB), // comes first, because it reports a missing binding
  ...createHost(DB),
  providers: [dodoPaymentProvider()],
  authenticate: sessionOf,
  wait_until: waitUntil, // without it, a notify() of yours may be cut off with the request
  env: variables,
});

const shop = createRoutes(
  createBooks(DB),
  payment,
  (status) => new Response("The checkout could not be opened. Nothing was paid.", { status }),
);

export default {
  async fetch(
    request: Request,
    _env: unknown,
    context: { waitUntil(work: Promise<unknown>): void },
  ): Promise<Response> {
    const answer = shop(request).then(
      async (response) => response ?? (await payment.fetch(request)),
    );
    context.waitUntil(answer); // finishes even if the caller disconnects
    return await answer;
  },
  async scheduled(): Promise<void> {
    await payment.reconcile({ limit: 50 }); // an invocation has 1,000 queries, of which a credit takes some 15
  },
};
