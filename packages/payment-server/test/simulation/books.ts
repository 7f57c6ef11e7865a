/** The host's topups and its ledger: in memory in guarded mode, else in the shared database. */
import type { Topup } from "../../src/index.ts";
import type { HostCall } from "./host-call.ts";
import type { Time } from "./time.ts";
import type { Query } from "./transaction.ts";

/** The price of every topup, in US cents. */
export const PRICE_CENTS = 5_000;

/** The host's rows, as far as they are committed. */
export interface Books {
  topups: Map<string, Topup>;
  /** The calls that were booked, in order. */
  ledger: HostCall[];
  /** By topup, when it was marked paid. */
  booked_at: Map<string, number>;
  /** Marks the topup of a call paid and books its credits. */
  book(call: HostCall): Promise<void>;
}

/** Creates books in memory, which are written at once, and guarded by the pending status. */
export function guardedBooks(
  topups: number,
  time: Time,
  credited: (call: HostCall) => void,
): Books {
  const books: Books = {
    topups: pendingTopups(topups),
    ledger: [],
    booked_at: new Map(),
    async book(call) {
      const topup = books.topups.get(call.topup_id);
      if (topup?.status !== "pending") throw new Error("already paid");
      books.topups.set(call.topup_id, { ...topup, status: "paid" });
      books.ledger.push(call);
      books.booked_at.set(call.topup_id, time.now());
      credited(call);
    },
  };
  return books;
}

/** Books in the shared database, and the function that reads again what is committed. */
export interface SharedBooks extends Books {
  refresh(): void;
}

/**
 * Creates books in the shared database. They have no guard, so that a second credit, or one without
 * our rows, shows at once. `calls` are the calls of the host, by whose number the ledger names them.
 */
export function sharedBooks(
  query: Query,
  topups: number,
  time: Time,
  calls: readonly HostCall[],
): SharedBooks {
  query("CREATE TABLE shop_topups (topup_id TEXT PRIMARY KEY, status TEXT NOT NULL)");
  query("CREATE TABLE shop_ledger (call INTEGER PRIMARY KEY)");
  const books: SharedBooks = {
    topups: pendingTopups(topups),
    ledger: [],
    booked_at: new Map(),
    async book(call) {
      if (call.tx === null) throw new Error("the host is called outside of a transaction");
      await call.tx.run(
        "UPDATE shop_topups",
        "UPDATE shop_topups SET status = 'paid' WHERE topup_id = ?",
        call.topup_id,
      );
      await call.tx.run(
        "INSERT INTO shop_ledger",
        "INSERT INTO shop_ledger VALUES (?)",
        calls.indexOf(call),
      );
    },
    refresh() {
      for (const row of query("SELECT topup_id, status FROM shop_topups")) {
        const topup = books.topups.get(String(row["topup_id"]));
        const status = String(row["status"]);
        if (topup === undefined || topup.status === status) continue;
        books.topups.set(topup.topup_id, { ...topup, status });
        books.booked_at.set(topup.topup_id, time.now());
      }
      books.ledger = query("SELECT call FROM shop_ledger ORDER BY call").flatMap(
        ({ call }) => calls[Number(call)] ?? [],
      );
    },
  };
  for (const { topup_id, status } of books.topups.values())
    query("INSERT INTO shop_topups VALUES (?, ?)", topup_id, status);
  return books;
}

/** Returns this many pending topups, each of 500 credits for 50 dollars. */
function pendingTopups(count: number): Map<string, Topup> {
  const ids = Array.from({ length: count }, (_, index) => `tu_${index + 1}`);
  return new Map(
    ids.map((topup_id) => [
      topup_id,
      { topup_id, user_id: "ada", credits: 500, usd_cents: PRICE_CENTS, status: "pending" },
    ]),
  );
}
