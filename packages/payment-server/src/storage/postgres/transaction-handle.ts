import { PaymentError } from "../../errors.ts";
import type { PostgresClient } from "./connection.ts";
import { createRunningQueries, type RunningQueries } from "./running-queries.ts";
import { refuse } from "./refused-query.ts";
import { controlsTransaction } from "./transaction-control.ts";

const CONTROLS_TRANSACTION =
  "finishTopup() tried to begin or end a transaction on `tx`: it is in one already, which ends when it returns or throws; use savepoints inside.";
const STILL_RUNNING =
  "finishTopup() returned while queries on `tx` were still running, so all of it was rolled back: await every query in it.";
const EXPIRED =
  "`tx` is used after finishTopup() has returned, or after it has timed out: await every query in it.";

/**
 * Calls `work` with a transaction handle, an object that behaves like the client. But its methods
 * `release` and `end` do nothing, because to release or end a client of a pool would affect other
 * requests. Kysely, for example, releases a client after each query. The handle also refuses to
 * begin or end a transaction, because PostgreSQL only warns of a second BEGIN. Once `work` has
 * settled, the handle refuses every query. Throws `host_invalid` if `work` returns before its
 * queries have ended, because the transaction would be committed without them.
 */
export async function withTransactionHandle(
  client: PostgresClient,
  work: (tx: PostgresClient) => Promise<void>,
  running: RunningQueries = createRunningQueries(),
): Promise<void> {
  let expired = false;
  const query = (...args: unknown[]): unknown => {
    if (expired) return refuse(args, hostError(EXPIRED));
    if (controlsTransaction(textOf(args[0]))) return refuse(args, hostError(CONTROLS_TRANSACTION));
    return running.watch(
      args,
      (watched) => Reflect.apply(client.query, client, watched) as unknown,
    );
  };
  try {
    await work(createHandle(client, query));
    if (running.any()) throw hostError(STILL_RUNNING);
  } finally {
    expired = true;
  }
}

/**
 * Creates the handle. A property that the host sets on the handle, such as the `query` of a tracer,
 * is not set on the pool's client. Properties that the handle does not have are read from the
 * client.
 */
function createHandle(
  client: PostgresClient,
  query: (...args: unknown[]) => unknown,
): PostgresClient {
  const own = Object.assign(Object.create(client) as PostgresClient, {
    query,
    release: () => {},
    end: async () => {},
    constructor: client.constructor,
  });
  return new Proxy(own, {
    get(target, name): unknown {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name);
      const member: unknown = Reflect.get(client, name);
      return typeof member === "function" ? member.bind(client) : member;
    },
  });
}

function hostError(message: string): PaymentError {
  return new PaymentError("host_invalid", message);
}

/**
 * Returns the SQL of the first argument of `query`, a text or an object with a `text`. Returns an
 * empty text if there is none.
 */
function textOf(query: unknown): string {
  const text: unknown =
    typeof query === "object" && query !== null ? Reflect.get(query, "text") : query;
  return typeof text === "string" ? text : "";
}
