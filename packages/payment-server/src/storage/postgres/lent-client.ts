import { PaymentError } from "../../errors.ts";
import type { PostgresClient } from "./connection.ts";
import { createRunning, refuse, type Running } from "./running.ts";
import { controlsTransaction } from "./transaction-control.ts";

const ENDED =
  "finishTopup() tried to begin or end a transaction on `tx`: it is in one already, which ends when it returns or throws; use savepoints inside.";
const PENDING =
  "finishTopup() returned while queries on `tx` were still running, so all of it was rolled back: await every query in it.";
const OVER =
  "`tx` is used after finishTopup() has returned, or after its time was up: await every query in it.";

/**
 * Gives the client to the host for as long as `work` takes. It is a client of the pool: what releases it (Kysely does after
 * each query), ends its transaction (PostgreSQL only warns of a second BEGIN, and the COMMIT after it is ours) or comes late
 * (its next user may be in a transaction of its own) would reach other people's money. Throws `host_invalid` where the work
 * ends before its queries: what has not run yet would be missing in the transaction that we commit.
 */
export async function lend(
  client: PostgresClient,
  work: (tx: PostgresClient) => Promise<void>,
  running: Running = createRunning(),
): Promise<void> {
  let over = false;
  const query = (...given: unknown[]): unknown => {
    if (over) return refuse(given, hostError(OVER));
    if (controlsTransaction(textOf(given[0]))) return refuse(given, hostError(ENDED));
    return running.watch(
      given,
      (watched) => Reflect.apply(client.query, client, watched) as unknown,
    );
  };
  // What the host writes on `tx`, such as the `query` of a tracer, is an own property of this object: the pool's client stays as it is.
  const lent = Object.assign(Object.create(client) as PostgresClient, {
    query,
    release: () => {},
    end: async () => {},
    constructor: client.constructor,
  });
  const tx = new Proxy(lent, {
    get(target, name): unknown {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name);
      const member: unknown = Reflect.get(client, name);
      return typeof member === "function" ? member.bind(client) : member;
    },
  });
  try {
    await work(tx);
    if (running.some()) throw hostError(PENDING);
  } finally {
    over = true;
  }
}

function hostError(message: string): PaymentError {
  return new PaymentError("host_invalid", message);
}

/** `query` takes a text, or an object that has one. */
function textOf(query: unknown): string {
  const text: unknown =
    typeof query === "object" && query !== null ? Reflect.get(query, "text") : query;
  return typeof text === "string" ? text : "";
}
