// A Worker with PostgreSQL behind Hyperdrive. A connection belongs to the request that opened it, so
// each request has a pool and a service of its own; Hyperdrive keeps the real connections open.
import { createHost } from "@x/host-recipes/pg";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import pg from "pg";
import { identityOf } from "./session.ts";

interface Variables {
  HYPERDRIVE: { connectionString: string };
  DODO_PAYMENTS_API_KEY: string;
  DODO_PRODUCT_ID: string;
  DODO_WEBHOOK_KEY: string;
  DODO_ENVIRONMENT: string;
  DOWNCITY_CITY_BASE_URL?: string;
  DODO_API_BASE_URL?: string;
}
interface Context {
  waitUntil(work: Promise<unknown>): void;
}

async function withPayment<T>(
  { HYPERDRIVE, ...env }: Variables,
  context: Context,
  use: (payment: PaymentService) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({ connectionString: HYPERDRIVE.connectionString, max: 5 });
  const notices: Promise<void>[] = [];
  const payment = new PaymentService({
    ...createHost(pool),
    storage: postgresStorage(pool, { prepare: false }),
    providers: [dodoPaymentProvider()],
    authenticate: (request) => identityOf(request, undefined),
    wait_until: (work) => notices.push(work),
    env,
  });
  // The request is finished even if the caller disconnects. The pool is closed after its notices.
  const end = async (): Promise<void> => {
    await Promise.all(notices);
    await pool.end();
  };
  const answer = use(payment).finally(() => context.waitUntil(end()));
  context.waitUntil(answer.catch(() => {}));
  return await answer;
}

export default {
  fetch: (request: Request, env: Variables, context: Context): Promise<Response> =>
    withPayment(env, context, (payment) => payment.fetch(request)),
  scheduled: async (_event: unknown, env: Variables, context: Context): Promise<void> => {
    await withPayment(env, context, (payment) => payment.reconcile({ limit: 20 }));
  },
};
