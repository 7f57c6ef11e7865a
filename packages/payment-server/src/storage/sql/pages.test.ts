import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { EventFilter, PaymentFilter, Position } from "../../core/storage-records.ts";
import { sqliteStorage } from "../sqlite.ts";

const AFTER: Position = { created_at: 1, id: "x" };

const PAYMENTS: [filter: PaymentFilter, index: string][] = [
  [{}, "payments_page"],
  [{ user_id: "ada" }, "payments_user_page"],
  [{ topup_id: "tu_1" }, "payments_topup_page"],
  [{ status: "held" }, "payments_status_page"],
  [{ user_id: "ada", topup_id: "tu_1" }, "payments_topup_page"],
  [{ user_id: "ada", status: "paid" }, "payments_user_page"],
  [{ topup_id: "tu_1", status: "paid" }, "payments_topup_page"],
  [{ user_id: "ada", topup_id: "tu_1", status: "paid" }, "payments_topup_page"],
];

const EVENTS: [filter: EventFilter, index: string][] = [
  [{}, "events_page"],
  [{ type: "payment.succeeded" }, "events_type_page"],
  [{ sync_status: "failed" }, "events_status_page"],
  [{ payment_id: "pmt_1" }, "events_payment_page"],
  [{ payment_id: "pmt_1", type: "payment.succeeded" }, "events_payment_page"],
  [{ payment_id: "pmt_1", sync_status: "failed" }, "events_payment_page"],
  [{ type: "payment.succeeded", sync_status: "failed" }, "events_type_page"],
  [
    { payment_id: "pmt_1", type: "payment.succeeded", sync_status: "failed" },
    "events_payment_page",
  ],
];

describe.each([null, AFTER])("[X13] on SQLite, after %j", (after) => {
  test.each(PAYMENTS)(
    "a page of payments by %j reads one index in order",
    async (filter, index) => {
      const plan = await planOf(
        async (storage) => await storage.listPayments({ filter, after, limit: 51 }),
      );
      expectIndex(plan, index, filter, after);
    },
  );

  test.each(EVENTS)("a page of events by %j reads one index in order", async (filter, index) => {
    const plan = await planOf(
      async (storage) => await storage.listEvents({ filter, after, limit: 51 }),
    );
    expectIndex(plan, index, filter, after);
  });
});

function expectIndex(
  plan: readonly string[],
  index: string,
  filter: object,
  after: Position | null,
): void {
  const bounded = Object.keys(filter).length > 0 || after !== null;
  expect(plan).toEqual([
    expect.stringMatching(
      new RegExp(`^${bounded ? "SEARCH" : "SCAN"} .* USING INDEX topup_${index}\\b`),
    ),
  ]);
}

/** Returns SQLite's query plan for the statement that `list` prepares. */
async function planOf(
  list: (storage: ReturnType<typeof sqliteStorage>) => Promise<unknown>,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  const path = join(folder, "payments.sqlite");
  const storage = sqliteStorage(path);
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  try {
    await storage.migrate();
    prepare.mockClear();
    await list(storage);
    const texts = prepare.mock.calls.map(([text]) => text);
    const pages = texts.filter((text) => text.includes("LIMIT"));
    expect(pages).toHaveLength(1);
    return explain(path, pages[0] ?? "");
  } finally {
    prepare.mockRestore();
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function explain(path: string, text: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const parameters = text.replace(/[^?]/g, "").length;
    const rows = database
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all(...Array.from({ length: parameters }, () => "x"));
    return rows.map((row) => String(row["detail"]));
  } finally {
    database.close();
  }
}
