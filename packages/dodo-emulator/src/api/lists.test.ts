import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import {
  type Bench,
  createReferenceBench as createBench,
  openSession,
  start,
} from "../../test/bench.ts";

/** The lists that are paged by number: their path, the id of an entry, and how one is made. */
const lists: readonly (readonly [
  path: string,
  id: string,
  make: (bench: Bench) => Promise<string>,
])[] = [
  [
    "/payments",
    "payment_id",
    async ({ dodo, sdk }) => (await dodo.pay(await openSession(sdk))).payment_id,
  ],
  [
    "/refunds",
    "refund_id",
    async ({ dodo, sdk }) =>
      (await dodo.refund((await dodo.pay(await openSession(sdk))).payment_id)).refund_id,
  ],
  [
    "/disputes",
    "dispute_id",
    async ({ dodo, sdk }) =>
      (await dodo.dispute((await dodo.pay(await openSession(sdk))).payment_id)).dispute_id,
  ],
];

describe.each(lists)("GET %s", (path, id, make) => {
  /** Makes entries a second apart and resolves to their ids, newest first. */
  async function filled(bench: Bench, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < count; i += 1) {
      ids.unshift(await make(bench));
      bench.clock.advance(1000);
    }
    return ids;
  }

  async function page(bench: Bench, query: string): Promise<unknown> {
    const { status, body } = await call(bench, "GET", `${path}?${query}`);
    return status === 200
      ? body.items.map((item: Record<string, unknown>) => item[id])
      : [status, body];
  }

  test("is an empty list at first", async () => {
    expect((await call(createBench(), "GET", path)).body).toEqual({ items: [] });
  });

  test.each([
    ["", 0, 10],
    ["page_size=3", 0, 3],
    ["page_size=3&page_number=0", 0, 3],
    ["page_size=3&page_number=1", 3, 6],
    ["page_size=3&page_number=4", 12, 12],
    ["page_number=1", 10, 12],
    ["page_number=2", 12, 12],
    ["page_size=100", 0, 12],
    ["page_size=0", 0, 0],
    ["page_size=012", 0, 12],
    ["page_number=999999999", 12, 12],
  ])("?%s has the entries from %i to %i of twelve, newest first", async (query, from, to) => {
    const bench = createBench();
    const ids = await filled(bench, 12);
    expect(await page(bench, query)).toEqual(ids.slice(from, to));
  });

  test("has the later one first of two of the same moment", async () => {
    const bench = createBench();
    const [first, second] = [await make(bench), await make(bench)];
    expect(await page(bench, "")).toEqual([second, first]);
  });

  test.each([
    ["created_at_gte=2026-11-23T08:00:01Z", 0, 2],
    ["created_at_gte=2026-11-23T08:00:01.001Z", 0, 1],
    ["created_at_lte=2026-11-23T08:00:01Z", 1, 3],
    ["created_at_lte=2026-11-23T08:00:00.999Z", 2, 3],
    ["created_at_gte=2026-11-23T08:00:01Z&created_at_lte=2026-11-23T08:00:01Z", 1, 2],
    ["created_at_gte=2027-01-01T00:00:00Z", 3, 3],
    ["created_at_lte=2020-01-01", 3, 3],
    ["created_at_gte=2026-11-23T09:00:01%2B01:00", 0, 2],
  ])("?%s has the entries from %i to %i of three", async (query, from, to) => {
    const bench = createBench();
    const ids = await filled(bench, 3);
    expect(await page(bench, query)).toEqual(ids.slice(from, to));
  });

  test.each([
    ["page_size=101", "page_size must be at most 100"],
    ["page_size=-1", "page_size must be a whole number"],
    ["page_size=1.5", "page_size must be a whole number"],
    ["page_size=", "page_size must be a whole number"],
    ["page_size=1e1", "page_size must be a whole number"],
    ["page_number=x", "page_number must be a whole number"],
    ["page_number=1234567890", "page_number must be a whole number"],
    ["created_at_gte=yesterday", "created_at_gte must be an ISO 8601 time"],
    ["created_at_lte=", "created_at_lte must be an ISO 8601 time"],
  ])("?%s is refused: %s", async (query, message) => {
    expect(await page(createBench(), query)).toEqual([
      422,
      { code: "INVALID_REQUEST_PARAMETERS", message },
    ]);
  });
});

describe("the SDK's pagination, which counts from 1,", () => {
  test("skips the second page of the emulator, as it would of Dodo's documented one", async () => {
    const bench = createBench();
    const ids: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      ids.unshift((await bench.dodo.pay(await openSession(bench.sdk))).payment_id);
      bench.clock.advance(1000);
    }
    const walk = async (query: { page_size: number; page_number?: number }): Promise<string[]> => {
      const walked: string[] = [];
      for await (const { payment_id } of bench.sdk.payments.list(query)) walked.push(payment_id);
      return walked;
    };
    expect(await walk({ page_size: 2, page_number: 0 })).toEqual(ids);
    expect(await walk({ page_size: 2 })).toEqual([...ids.slice(0, 2), ...ids.slice(4)]);
  });
});

describe("filters", () => {
  test.each([
    ["status=succeeded", 1],
    ["status=failed", 1],
    ["status=processing", 1],
    ["status=cancelled", 0],
    ["currency=USD", 2],
    ["currency=EUR", 1],
    ["currency=usd", 0],
    ["brand_id=bus_emulator", 3],
    ["brand_id=brd_other", 0],
    ["product_id=pdt_topup", 3],
    ["product_id=pdt_other", 0],
    ["subscription_id=sub_1", 0],
    ["customer_id=cus_other", 0],
    ["status=succeeded&currency=EUR", 1],
    ["status=failed&currency=EUR", 0],
    ["unknown=1", 3],
  ])("of payments: ?%s finds %i of three", async (query, count) => {
    const bench = createBench();
    await bench.dodo.pay(await openSession(bench.sdk), { currency: "EUR" });
    await bench.dodo.pay(await openSession(bench.sdk), { result: "failed" });
    await bench.dodo.pay(await openSession(bench.sdk), { result: "processing" });
    expect((await call(bench, "GET", `/payments?${query}`)).body.items).toHaveLength(count);
  });

  test.each([
    ["status=succeeded", 1],
    ["status=failed", 1],
    ["status=pending", 1],
    ["status=review", 0],
    ["customer_id=cus_other", 0],
  ])("of refunds: ?%s finds %i of three", async (query, count) => {
    const bench = createBench();
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk));
    for (const status of ["succeeded", "failed", "pending"] as const)
      await bench.dodo.refund(payment_id, { amount: 1, status });
    expect((await call(bench, "GET", `/refunds?${query}`)).body.items).toHaveLength(count);
  });

  test.each([
    ["dispute_status=dispute_opened", 1],
    ["dispute_status=dispute_lost", 1],
    ["dispute_status=dispute_won", 0],
    ["dispute_stage=dispute", 1],
    ["dispute_stage=pre_dispute", 1],
    ["dispute_stage=pre_dispute&dispute_status=dispute_opened", 0],
  ])("of disputes: ?%s finds %i of two", async (query, count) => {
    const bench = createBench();
    await bench.dodo.dispute((await bench.dodo.pay(await openSession(bench.sdk))).payment_id);
    await bench.dodo.dispute((await bench.dodo.pay(await openSession(bench.sdk))).payment_id, {
      type: "dispute.lost",
      rdr: true,
    });
    expect((await call(bench, "GET", `/disputes?${query}`)).body.items).toHaveLength(count);
  });

  test("by customer find what belongs to one", async () => {
    const { dodo, sdk } = createBench();
    const paid = await dodo.pay(
      await openSession(sdk, 5000, { customer: { email: "ada@example.com" } }),
    );
    const other = await dodo.pay(await openSession(sdk));
    for (const { payment_id } of [paid, other]) await dodo.refund(payment_id);
    const { customer_id } = paid.customer;
    expect(
      (await sdk.payments.list({ customer_id })).items.map(({ payment_id }) => payment_id),
    ).toEqual([paid.payment_id]);
    expect(
      (await sdk.refunds.list({ customer_id })).items.map(({ payment_id }) => payment_id),
    ).toEqual([paid.payment_id]);
  });
});

test("an entry without a readable time is listed last, and found by no range", async () => {
  const bench = createBench();
  const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk));
  bench.dodo.putPayment({ payment_id: "pay_old", status: "succeeded", created_at: "soon" });
  const ids = async (query: string): Promise<string[]> =>
    (await call(bench, "GET", `/payments?${query}`)).body.items.map(
      (item: { payment_id: string }) => item.payment_id,
    );
  expect(await ids("")).toEqual([payment_id, "pay_old"]);
  expect(await ids(`created_at_gte=${new Date(start).toISOString()}`)).toEqual([payment_id]);
});
