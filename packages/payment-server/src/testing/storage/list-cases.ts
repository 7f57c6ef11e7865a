/**
 * Cases about lists in pages, newest first. New rows that are inserted while a list is read do not
 * move other rows to another page.
 */
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import type {
  EventFilter,
  PaymentEvent,
  PaymentFilter,
  Position,
} from "../../core/storage-records.ts";
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { insertSample, sampleEvent } from "./records.ts";

const position = ({ created_at, payment_id }: Payment): Position => ({
  created_at,
  id: payment_id,
});

/**
 * Reads pages of `limit` payments until a page is empty, at most 22 pages. Returns the ids of the
 * payments on each page, and runs `between` after each page that it returns.
 */
async function pages(
  storage: Storage,
  filter: PaymentFilter,
  limit: number,
  between: () => Promise<unknown> = async () => null,
): Promise<string[][]> {
  const all: string[][] = [];
  for (let after: Position | null = null; ;) {
    const page: Payment[] = await storage.listPayments({ filter, after, limit });
    const last = page.at(-1);
    if (last === undefined || all.length > 20) return all;
    all.push(page.map(({ payment_id }) => payment_id));
    after = position(last);
    await between();
  }
}

/** Inserts a payment for each name, created the given number of milliseconds before `NOW`. */
async function insertAges(storage: Storage, ages: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, age] of Object.entries(ages))
    await insertSample(storage, name, { created_at: NOW - age });
}

/** Cases of `listPayments` and `listEvents`. */
export const listCases: readonly StorageCase[] = [
  // Many payments may be created in one millisecond. If a page ends between two of them, the next
  // page must begin with the second.
  storageCase(
    "payments come in pages, newest first, each once, equally old ones included",
    async ({ storage, second }) => {
      await insertAges(storage, { e: 1, a: 2, c: 2, b: 2, d: 3 });
      expectEqual(
        await pages(second, {}, 2),
        [["pmt_e", "pmt_c"], ["pmt_b", "pmt_a"], ["pmt_d"]],
        "pages of two",
      );
      expectEqual(
        await pages(second, {}, 1),
        [["pmt_e"], ["pmt_c"], ["pmt_b"], ["pmt_a"], ["pmt_d"]],
        "pages of one",
      );
      expectEqual(
        await pages(second, {}, 200),
        [["pmt_e", "pmt_c", "pmt_b", "pmt_a", "pmt_d"]],
        "a page of all",
      );
    },
  ),

  // If pages used an offset, a new payment would make the next page repeat a row.
  storageCase(
    "a payment that is stored between two pages moves none of the others",
    async ({ storage }) => {
      await insertAges(storage, { a: 1, b: 2, c: 3, d: 4 });
      let made = 0;
      const seen = await pages(
        storage,
        {},
        2,
        async () => await insertSample(storage, `new${(made += 1)}`, { created_at: NOW + made }),
      );
      expectEqual(
        seen,
        [
          ["pmt_a", "pmt_b"],
          ["pmt_c", "pmt_d"],
        ],
        "pages",
      );
    },
  ),

  // The row that a cursor points to may no longer match the filter, for example because its status
  // has changed. The next page must still begin after the cursor's position.
  storageCase(
    "a page starts at a cursor position, whether or not a row has it",
    async ({ storage }) => {
      await insertAges(storage, { a: 1, c: 2 });
      const after = async (id: string): Promise<string[]> => {
        return (
          await storage.listPayments({ filter: {}, after: { created_at: NOW - 2, id }, limit: 9 })
        ).map(({ payment_id }) => payment_id);
      };
      expectEqual(
        [await after("pmt_b"), await after("pmt_c"), await after("pmt_d")],
        [[], [], ["pmt_c"]],
        "pages after b, c and d",
      );
    },
  ),

  storageCase("payments are filtered by user, topup and status, together", async ({ storage }) => {
    await insertSample(storage, "a", {
      user_id: "ada",
      topup_id: "tu",
      attempt: 1,
      status: "failed",
    });
    await insertSample(storage, "b", {
      user_id: "ada",
      topup_id: "tu",
      attempt: 2,
      status: "paid",
    });
    await insertSample(storage, "c", { user_id: "ada", status: "paid" });
    await insertSample(storage, "d", { user_id: "bob", status: "paid" });
    const found = async (filter: PaymentFilter): Promise<string> =>
      (await pages(storage, filter, 1)).flat().join(" ");
    expectEqual(await found({ user_id: "ada" }), "pmt_c pmt_b pmt_a", "of a user");
    expectEqual(await found({ topup_id: "tu" }), "pmt_b pmt_a", "of a topup");
    expectEqual(await found({ status: "paid" }), "pmt_d pmt_c pmt_b", "of a status");
    expectEqual(
      await found({ user_id: "ada", status: "paid" }),
      "pmt_c pmt_b",
      "of a user and a status",
    );
    expectEqual(
      await found({ user_id: "ada", topup_id: "tu", status: "paid" }),
      "pmt_b",
      "of all three",
    );
    expectEqual(await found({ user_id: "bob", topup_id: "tu" }), "", "of another user's topup");
    expectEqual(await found({ user_id: "" }), "", "of no user");
  }),

  // Filter values come from requests, so a storage must not interpret them as a pattern or as SQL.
  storageCase("a filter is a value, never a pattern and never SQL", async ({ storage }) => {
    await insertSample(storage, "a");
    for (const user_id of [
      "%",
      "_da",
      "ADA",
      "ada ",
      "ada' OR '1'='1",
      'ada" --',
      "ada;",
      "' OR 1=1 --",
    ]) {
      expectEqual(
        await storage.listPayments({ filter: { user_id }, after: null, limit: 9 }),
        [],
        `payments of ${user_id}`,
      );
      expectEqual(await storage.listAttempts(user_id), [], `attempts of ${user_id}`);
      expectEqual(await storage.readPaymentByRef(user_id), null, `payment by ref ${user_id}`);
    }
  }),

  storageCase("events come in pages with their own filters", async ({ storage }) => {
    await storage.recordEvent(
      sampleEvent("a", { type: "payment.failed", sync_status: "applied", payment_id: "pmt_a" }),
      false,
    );
    await storage.recordEvent(
      sampleEvent("b", { sync_status: "applied", payment_id: "pmt_a" }),
      false,
    );
    await storage.recordEvent(
      sampleEvent("c", { sync_status: "failed", created_at: NOW + 1 }),
      false,
    );
    const found = async (filter: EventFilter, after: Position | null = null): Promise<string> => {
      const page: PaymentEvent[] = await storage.listEvents({ filter, after, limit: 2 });
      return page.map(({ event_id }) => event_id.replace("dodo:msg_", "")).join(" ");
    };
    expectEqual(await found({}), "c b", "the first page");
    expectEqual(await found({}, { created_at: NOW, id: "dodo:msg_b" }), "a", "the second page");
    expectEqual(await found({ type: "payment.failed" }), "a", "of a type");
    expectEqual(await found({ sync_status: "failed" }), "c", "of a status");
    expectEqual(await found({ payment_id: "pmt_a" }), "b a", "of a payment");
    expectEqual(
      await found({ payment_id: "pmt_a", type: "payment.succeeded", sync_status: "applied" }),
      "b",
      "of all three",
    );
  }),
];
