/**
 * In transactional mode the host books in the transaction that claims the credit and ends the claim,
 * and needs no guard of its own.
 */
import { describe, expect, test } from "vitest";
import { PAST_LEASE_MS, until } from "../books.ts";
import { breakingOnce } from "../faults.ts";
import { suspendingBefore } from "../scenes.ts";
import { createSharedShop, SHARED_SHOPS } from "../shared-shop.ts";
import { changeOf, LEASE } from "../../src/testing/storage/records.ts";
import { paid, deliver, expectCredited, expectNothing } from "../shared-shop-scenes.ts";

describe.each(SHARED_SHOPS)("on %s", (kind) => {
  test("[C01] a paid checkout is credited by one call, and its delivery decided with it", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    expect((await deliver(shop, body)).status).toBe(200);
    expect((await deliver(shop, body)).status).toBe(200);
    expect((await deliver(shop, body, "msg_b")).status).toBe(200);
    await expectCredited(shop, topup_id);
    expect(await shop.storage.readEvent("dodo:msg_a")).toMatchObject({
      sync_status: "applied",
      attempts: 1,
    });
    expect(shop.calls).toEqual([topup_id]);
  });

  test("[K09] a throw rolls back the host's credit and our marks; the next delivery credits once", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    shop.after = async () => await Promise.reject(new Error("the balance's own text"));
    const failed = await deliver(shop, body);
    expect([failed.status, await failed.text()]).toEqual([
      503,
      expect.not.stringContaining("own text"),
    ]);
    await expectNothing(shop, topup_id);
    shop.after = null;
    // There is no lease to wait for, since the call was certainly rolled back.
    expect((await deliver(shop, body)).status).toBe(200);
    await expectCredited(shop, topup_id);
  });

  test("[K07] a host that does not end in time is rolled back, and what it does later is not written", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    let late: Promise<unknown> = Promise.resolve();
    shop.after = async (query) => {
      shop.after = null;
      const slow = async (): Promise<unknown> => {
        await new Promise((resolve) => setTimeout(resolve, 4_500));
        return await query("INSERT INTO shop_ledger (topup_id, credits) VALUES (?, 500)", topup_id);
      };
      await (late = slow().catch(() => "refused"));
    };
    const answered = await deliver(shop, body);
    expect(answered.status).toBe(503);
    await expectNothing(shop, topup_id);
    expect((await deliver(shop, body)).status).toBe(200);
    expect(await late).toBe("refused");
    await expectCredited(shop, topup_id);
  });

  test("[C02] [K12] twenty topups delivered twice each at once, every host waiting inside its transaction: each is credited once", async () => {
    await using shop = await createSharedShop(kind);
    const topups = [];
    for (let index = 0; index < 20; index += 1) topups.push(await paid(shop));
    shop.before = async () => await new Promise((resolve) => setTimeout(resolve, 10));
    const answers = await Promise.all(
      topups.flatMap(({ body }, index) => [
        deliver(shop, body, `msg_${index}`),
        deliver(shop, body, `msg_${index}`, shop.another()),
      ]),
    );
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    shop.before = null;
    shop.world.clock.advance(PAST_LEASE_MS);
    for (const [index, { body }] of topups.entries())
      expect((await deliver(shop, body, `msg_${index}`)).status).toBe(200);
    expect(await shop.balance()).toBe(20 * 500);
    expect(shop.calls.toSorted()).toEqual(topups.map(({ topup_id }) => topup_id).toSorted());
  });

  test("[C09] a process that resumes after another has credited does not call", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    let freezer: { isSuspended(): boolean; resume(): void } | null = null;
    const slow = shop.another((storage) => {
      const made = suspendingBefore(storage, "creditWith");
      freezer = made;
      return made.storage;
    });
    const first = deliver(shop, body, "msg_a", slow);
    await until(() => freezer?.isSuspended() === true);
    expect((await deliver(shop, body, "msg_b")).status).toBe(200);
    Object(freezer).resume();
    expect((await first).status).toBe(200);
    expect(shop.calls).toEqual([topup_id]);
    await expectCredited(shop, topup_id);
  });

  test("[C09] an open claim, as a version that commits it first makes it, is waited for during its lease and taken over afterwards; its holder is then refused", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, payment_id, body } = await paid(shop);
    const payment = (await shop.storage.readPayment(payment_id)) ?? expect.unreachable();
    const claim = changeOf(payment, { status: "crediting", net_minor: 5_000 });
    const held = await shop.storage.claimCredit(claim, LEASE, "transactional");
    expect((await deliver(shop, body)).status).toBe(503);
    expect(shop.calls).toEqual([]);
    await shop.storage.endLease(topup_id, 1);
    expect((await deliver(shop, body)).status).toBe(200);
    expect(await shop.storage.readCredit(topup_id)).toMatchObject({ state: "done", fence: 2 });
    const late = changeOf(held.payment, { status: "paid" }, { by: "late" });
    expect(await shop.storage.closeCredit(late, 1)).toMatchObject({ won: false });
    expect([shop.calls, await shop.balance()]).toEqual([[topup_id], 500]);
  });

  test("[K03] an error before or after any verb of the storage: 503 at worst, and one credit after the next delivery", async () => {
    for (const when of ["before", "after"] as const) {
      for (let [at, more] = [0, true]; more; at += 1) {
        await using shop = await createSharedShop(kind);
        const { topup_id, body } = await paid(shop);
        let verbs: string[] = [];
        const service = shop.another((storage) => {
          const broken = breakingOnce(storage, at, when);
          verbs = broken.verbs;
          return broken.storage;
        });
        const { status } = await deliver(shop, body, "msg_a", service);
        more = verbs.length > at;
        if (more) expect([200, 503], `${when} ${verbs[at]}`).toContain(status);
        shop.world.clock.advance(PAST_LEASE_MS);
        expect((await deliver(shop, body)).status, `${when} ${verbs[at]}`).toBe(200);
        await expectCredited(shop, topup_id);
      }
    }
  });

  test("[K02] a host that ends the transaction itself: refused on PostgreSQL; on SQLite a COMMIT is credited", async () => {
    for (const statement of kind === "postgres" ? ["COMMIT", "ROLLBACK"] : ["COMMIT"]) {
      await using shop = await createSharedShop(kind);
      const { topup_id, body } = await paid(shop);
      shop.after = async (query) => await query(statement);
      const answer = await deliver(shop, body);
      const wanted =
        kind === "sqlite"
          ? [200, expect.anything()]
          : [503, expect.objectContaining({ code: "host_invalid" })];
      expect([answer.status, await answer.json()], statement).toEqual(wanted);
      shop.after = null;
      expect((await deliver(shop, body)).status).toBe(200);
      await expectCredited(shop, topup_id);
    }
  });
});

test("a statement that failed unseen in a PostgreSQL transaction is no credit: 503, and one credit when it is fixed", async () => {
  await using shop = await createSharedShop("postgres");
  const { topup_id, body } = await paid(shop);
  shop.after = async (query) => await query("INSERT INTO no_such_table VALUES (1)").catch(() => {});
  const failed = await deliver(shop, body);
  expect([failed.status, await failed.json()]).toEqual([
    503,
    expect.objectContaining({
      code: "storage_unavailable",
      error: expect.stringContaining("let it throw"),
    }),
  ]);
  await expectNothing(shop, topup_id);
  shop.after = null;
  expect((await deliver(shop, body)).status).toBe(200);
  await expectCredited(shop, topup_id);
});

test.each(SHARED_SHOPS)(
  "a constraint that fails at the commit is rolled back and named, on %s",
  async (kind) => {
    await using shop = await createSharedShop(kind);
    await shop.query("CREATE TABLE users (user_id TEXT PRIMARY KEY)");
    await shop.query(
      "CREATE TABLE notes (user_id TEXT REFERENCES users (user_id) DEFERRABLE INITIALLY DEFERRED)",
    );
    const { topup_id, body } = await paid(shop);
    shop.after = async (query) => await query("INSERT INTO notes VALUES ('nobody')");
    expect(await (await deliver(shop, body)).json()).toMatchObject({
      code: "storage_unavailable",
      error: expect.stringContaining("a constraint does not hold"),
    });
    await expectNothing(shop, topup_id);
    expect(shop.world.log.join()).toContain("a credit was rolled back");
    shop.after = null;
    expect((await deliver(shop, body)).status).toBe(200);
    await expectCredited(shop, topup_id);
  },
);
