import { PaymentError } from "../../errors.ts";
import type { PostgresClient } from "./connection.ts";

/** Not `ROLLBACK TO`: savepoints are the host's. */
const ENDS = /^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\s+TRANSACTION|ROLLBACK(?!\s+(?:(?:WORK|TRANSACTION)\s+)?TO\b))\b/i;
const ENDED = "finishTopup() tried to begin or end a transaction on `tx`: it is in one already, which ends when it returns or throws; use savepoints inside.";
const OVER = "`tx` is used after finishTopup() has returned, or after its time was up: await every query in it.";

/**
 * Gives the client to the host for as long as `work` takes. It is a client of the pool: what releases it (Kysely does after
 * each query), ends its transaction (PostgreSQL only warns of a second BEGIN, and the COMMIT after it is ours) or comes late
 * (its next user may be in a transaction of its own) would reach other people's money.
 */
export async function lend(client: PostgresClient, work: (tx: PostgresClient) => Promise<void>): Promise<void> {
  let over = false;
  const refuse = async (message: string): Promise<never> => await Promise.reject(new PaymentError("host_invalid", message));
  const query = (...given: unknown[]): unknown => {
    if (over) return refuse(OVER);
    if (ENDS.test(textOf(given[0]))) return refuse(ENDED);
    return Reflect.apply(client.query, client, given);
  };
  const own = new Map<string | symbol, unknown>([["query", query], ["release", () => {}], ["end", async () => {}], ["constructor", client.constructor]]);
  const tx = new Proxy(client, {
    get(target, name): unknown {
      if (own.has(name)) return own.get(name);
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  try {
    await work(tx);
  } finally {
    over = true;
  }
}

/** `query` takes a text, or an object that has one. */
function textOf(query: unknown): string {
  const text: unknown = typeof query === "object" && query !== null ? Reflect.get(query, "text") : query;
  return typeof text === "string" ? text : "";
}
