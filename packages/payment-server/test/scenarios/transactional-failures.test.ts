/** In transactional mode a failure leaves the payment as it was, or as one that waits for the host. */
import { describe, expect, test } from "vitest";
import { around } from "../faults.ts";
import { createSharedShop, SHARED_SHOPS } from "../shared-shop.ts";
import { deliver, expectCredited, paid } from "../shared-shop-scenes.ts";
import { PaymentError } from "../../src/index.ts";

const AWAY = new PaymentError("storage_unavailable", "The database is away.");

describe.each(SHARED_SHOPS)("in transactional mode on %s", (kind) => {
  test("[K09] an error before the host is called leaves the payment without a claim, and the next delivery credits at once", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, payment_id, body } = await paid(shop);
    const before = await shop.storage.readPayment(payment_id);
    const service = shop.another((storage) =>
      around(storage, async (verb, run) => {
        if (verb === "creditWith") throw AWAY;
        return await run();
      }),
    );
    expect((await deliver(shop, body, "msg_a", service)).status).toBe(503);
    expect([
      shop.calls,
      await shop.storage.readPayment(payment_id),
      await shop.storage.readCredit(topup_id),
    ]).toEqual([[], before, null]);
    expect((await deliver(shop, body)).status).toBe(200);
    await expectCredited(shop, topup_id);
  });

  test("[K09] each call that fails counts as an attempt, and the history has each claim", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, payment_id, body } = await paid(shop);
    shop.after = async () => await Promise.reject(new Error("the host failed"));
    // The takeover of a claim and the schedule of the next try count one attempt each.
    for (const [fence, attempts] of [
      [1, 1],
      [2, 3],
      [3, 5],
    ]) {
      expect((await deliver(shop, body)).status).toBe(503);
      expect(await shop.storage.readPayment(payment_id)).toMatchObject({
        status: "crediting",
        attempts,
        unconfirmed_since: null,
      });
      expect(await shop.storage.readCredit(topup_id)).toMatchObject({
        state: "claimed",
        fence,
        live: false,
        mode: "transactional",
      });
    }
    expect((await shop.service.check()).findings).toContainEqual(
      expect.objectContaining({ code: "crediting" }),
    );
    expect(
      shop.world.log.filter((line) => line.startsWith("a credit was rolled back")),
    ).toHaveLength(3);
    shop.after = null;
    expect((await deliver(shop, body)).status).toBe(200);
    await expectCredited(shop, topup_id);
    expect((await shop.storage.listAudit(payment_id)).map(({ action }) => action)).toEqual([
      ...["reserve", "open", "claim", "takeover", "takeover", "takeover", "close"],
    ]);
  });

  test("[K09] a database that fails again after the rollback: the host's error is in the log, and the next delivery credits", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, payment_id, body } = await paid(shop);
    shop.after = async () => await Promise.reject(new Error("the host failed"));
    const service = shop.another((storage) =>
      around(storage, async (verb, run) => {
        if (verb === "claimCredit") throw AWAY;
        return await run();
      }),
    );
    expect((await deliver(shop, body, "msg_a", service)).status).toBe(503);
    expect(shop.world.log.join()).toContain("a credit was rolled back");
    expect(await shop.storage.readPayment(payment_id)).toMatchObject({ status: "pending" });
    shop.after = null;
    expect((await deliver(shop, body)).status).toBe(200);
    await expectCredited(shop, topup_id);
  });

  test("[C02] a delivery that waits for a transaction which then fails credits, and the host is not blamed for a commit", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    const second: Promise<Response>[] = [];
    shop.after = async () => {
      shop.after = null;
      second.push(deliver(shop, body, "msg_b"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error("the host failed");
    };
    // The first delivery reads what is stored only after the second one has credited.
    const service = shop.another((storage) =>
      around(storage, async (verb, run) => {
        if (verb === "readPayment") await Promise.all(second);
        return await run();
      }),
    );
    expect((await deliver(shop, body, "msg_a", service)).status).toBe(200);
    expect((await Promise.all(second)).map(({ status }) => status)).toEqual([200]);
    expect(shop.calls).toHaveLength(2);
    expect(shop.world.log).toEqual([
      expect.stringContaining("finishTopup() with it; another request has credited since"),
    ]);
    await expectCredited(shop, topup_id);
  });

  test("[C02] a delivery that fails while another one waits leaves the payment to that one", async () => {
    await using shop = await createSharedShop(kind);
    const { topup_id, body } = await paid(shop);
    const second: Promise<Response>[] = [];
    shop.after = async () => {
      shop.after = null;
      second.push(deliver(shop, body, "msg_b"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error("the host failed");
    };
    const service = shop.another((storage) =>
      around(storage, async (verb, run) => {
        if (verb === "claimCredit") await Promise.all(second);
        return await run();
      }),
    );
    // Either answer is right: it depends on which transaction the database runs first.
    expect([200, 503]).toContain((await deliver(shop, body, "msg_a", service)).status);
    expect((await Promise.all(second)).map(({ status }) => status)).toEqual([200]);
    expect((await deliver(shop, body, "msg_a")).status).toBe(200);
    await expectCredited(shop, topup_id);
  });
});

test("[K07] a PostgreSQL query that outlives the time limit of the host is rolled back", async () => {
  await using shop = await createSharedShop("postgres");
  const { topup_id, body } = await paid(shop);
  shop.after = async (query) => await query("SELECT pg_sleep(5)");
  expect((await deliver(shop, body)).status).toBe(503);
  shop.after = null;
  // The server notices that the connection is closed when the query ends.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await deliver(shop, body)).status).toBe(200);
  await expectCredited(shop, topup_id);
});
