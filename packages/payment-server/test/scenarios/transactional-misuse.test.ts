/** Transactional mode with hosts that misuse `tx`: no money is lost by it. */
import { describe, expect, test } from "vitest";
import { MINUTE } from "../scenes.ts";
import { createSharedShop, SHARED_SHOPS, type SharedShop } from "../shared-shop.ts";
import { deliver, paid } from "../shared-shop-scenes.ts";
import { PaymentError } from "../../src/index.ts";

describe.each(SHARED_SHOPS)("on %s", (kind) => {
  test("a handle that is kept after a credit writes nothing more", async () => {
    await using shop = await createSharedShop(kind);
    const { body } = await paid(shop);
    let late: (() => Promise<unknown>) | null = null;
    shop.after = async (query) =>
      void (late = async () =>
        await query("INSERT INTO shop_ledger (topup_id, credits) VALUES ('stray', 1)"));
    expect((await deliver(shop, body)).status).toBe(200);
    expect(await outcomeOf(late)).toBe("refused");
    expect(await shop.balance()).toBe(500);
  });

  test("a host that begins a transaction in ours writes nothing, and is credited once when it is fixed", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    shop.before = async (query) => {
      await query("BEGIN");
      await query("UPDATE shop_topups SET status = 'paid' WHERE topup_id = ?", topup_id);
      await query("COMMIT");
      throw new Error("between its first transaction and its second");
    };
    expect((await deliver(shop, body)).status).toBeGreaterThanOrEqual(500);
    shop.before = null;
    expect((await deliver(shop, body)).status).toBe(200);
    await expectOneCredit(shop, topup_id);
  });

  test("savepoints are the host's", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    shop.before = async (query) => {
      await query("SAVEPOINT mine");
      await query("INSERT INTO shop_ledger (topup_id, credits) VALUES ('undone', 1)");
      await query("ROLLBACK TO mine");
      await query("RELEASE SAVEPOINT mine");
    };
    expect((await deliver(shop, body)).status).toBe(200);
    await expectOneCredit(shop, topup_id);
  });
});

test("a host that closes its SQLite handle is rolled back, and everything after it is written", async () => {
  await using shop = await createSharedShop("sqlite");
  const { topup_id, body } = await paid(shop);
  shop.after = async (_query, tx) => tx.close();
  expect((await deliver(shop, body)).status).toBe(503);
  expect(await shop.balance()).toBe(0);
  shop.after = null;
  expect((await deliver(shop, body)).status).toBe(200);
  await expectOneCredit(shop, topup_id);
});

test.each<[string, () => Promise<never>]>([
  ["throws", async () => await Promise.reject(new Error("before it booked"))],
  ["throws a PaymentError", async () => await Promise.reject(new PaymentError("busy", "Later."))],
  ["takes too long", async () => await new Promise(() => {})],
])(
  "a host that commits on SQLite and then %s is not called again, and the log says what to check",
  async (_, fail) => {
    await using shop = await createSharedShop("sqlite");
    const { body } = await paid(shop);
    shop.before = async (query) => {
      await query("COMMIT");
      await fail();
    };
    expect((await deliver(shop, body)).status).toBe(200);
    // One line is about the failure after the commit, and one about the topup, which does not say
    // `paid`.
    expect(shop.world.log).toEqual(
      [
        "finishTopup() ended the transaction that it was given",
        "finishTopup() has committed and the topup does not say `paid`",
      ].map((line) => expect.stringContaining(line)),
    );
    shop.before = null;
    expect((await deliver(shop, body)).status).toBe(200);
    expect([shop.calls.length, await shop.balance()]).toEqual([1, 0]);
  },
);

test.each([[["ROLLBACK"]], [["ROLLBACK", "BEGIN"]]])(
  "[F08] a host that says %s on SQLite may have written outside of the transaction: it is not called again, the payment is held, and a release credits it once",
  async (statements) => {
    await using shop = await createSharedShop("sqlite");
    const { topup_id, body, payment_id } = await paid(shop);
    shop.after = async (query) => {
      for (const statement of statements) await query(statement);
    };
    const answer = await deliver(shop, body);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ code: "host_invalid" }),
    ]);
    shop.after = null;
    expect((await deliver(shop, body)).status).toBe(503);
    shop.world.clock.advance(16 * MINUTE);
    expect(await (await deliver(shop, body)).json()).toMatchObject({ sync_status: "held" });
    expect(await shop.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
    });
    expect(shop.calls).toHaveLength(1);
    expect(
      await shop.service.releasePayment({
        payment_id,
        decision: "credit",
        note: "the balance was not credited",
      }),
    ).toMatchObject({ status: "paid" });
    expect(shop.calls).toHaveLength(2);
    await expectOneCredit(shop, topup_id);
  },
);

test("a host that releases its PostgreSQL client, as Kysely does after each query, keeps it until it returns", async () => {
  await using shop = await createSharedShop("postgres");
  const { topup_id, body } = await paid(shop);
  shop.before = async (query, tx) => {
    await query("UPDATE shop_topups SET status = 'paid' WHERE topup_id = ?", topup_id);
    tx.release();
    tx.release();
    throw new Error("before it booked");
  };
  expect((await deliver(shop, body)).status).toBe(503);
  expect(await shop.query("SELECT status FROM shop_topups")).toEqual([{ status: "pending" }]);
  shop.before = async (_query, tx) => tx.release();
  expect((await deliver(shop, body)).status).toBe(200);
  await expectOneCredit(shop, topup_id);
});

test("[F09] a PostgreSQL statement that is not awaited is not part of a commit: all of it is rolled back, and credited once when it is awaited", async () => {
  await using shop = await createSharedShop("postgres");
  const { topup_id, body } = await paid(shop);
  shop.after = async (query) =>
    void query("SELECT 1")
      .then(async () => await query("INSERT INTO no_such_table VALUES (1)"))
      .catch(() => {});
  expect((await deliver(shop, body)).status).toBe(503);
  expect(await shop.balance()).toBe(0);
  shop.after = async (query) => await query("SELECT 1");
  expect((await deliver(shop, body)).status).toBe(200);
  await expectOneCredit(shop, topup_id);
});

test("a PostgreSQL client that is kept cannot end a transaction of others", async () => {
  await using shop = await createSharedShop("postgres", { connections: 1 });
  const [first, second] = [await paid(shop), await paid(shop)];
  let late: (() => Promise<unknown>) | null = null;
  shop.after = async (_query, tx) =>
    void (late = async () =>
      await tx.query("SELECT 1").then(async () => await tx.query("ROLLBACK")));
  expect((await deliver(shop, first.body)).status).toBe(200);
  const stray = late;
  const outcomes: Promise<string>[] = [];
  shop.after = async () => void outcomes.push(outcomeOf(stray));
  expect((await deliver(shop, second.body, "msg_b")).status).toBe(200);
  expect([await Promise.all(outcomes), await shop.balance()]).toEqual([["refused"], 1_000]);
});

async function outcomeOf(late: (() => Promise<unknown>) | null): Promise<string> {
  return late === null
    ? "never kept"
    : await late().then(
        () => "written",
        () => "refused",
      );
}

async function expectOneCredit(shop: SharedShop, topup_id: string): Promise<void> {
  expect(await shop.query("SELECT topup_id, credits FROM shop_ledger")).toEqual([
    { topup_id, credits: 500 },
  ]);
  expect(await shop.query("SELECT status FROM shop_topups")).toEqual([{ status: "paid" }]);
  expect((await shop.storage.listAttempts(topup_id)).map(({ status }) => status)).toEqual(["paid"]);
}
