/** Every kind of notice, by what happens to a payment. */
import { describe, expect, test } from "vitest";
import type { WireNotice, WirePaymentNotice } from "../../src/index.ts";
import { bodyOf } from "../books.ts";
import { credited, disputeOf } from "../dispute-scenes.ts";
import { createNotifiedWorld, type NotifiedWorld } from "../notified-world.ts";
import {
  decide,
  foreignSession,
  HOUR,
  MINUTE,
  open,
  stuckCrediting,
  underpaid,
} from "../scenes.ts";
import { STORAGES } from "../world.ts";

function paymentNotices(sent: readonly WireNotice[]): WirePaymentNotice[] {
  return sent.filter((notice) => notice.kind !== "unmatched");
}

/** Gives the payment a dispute with this status, and lets reconciliation find it. */
async function dispute(
  { world }: NotifiedWorld,
  payment_id: string,
  status: string,
): Promise<void> {
  world.dodo.patchPayment(payment_id, { disputes: [disputeOf(status)] });
  world.clock.advance(HOUR);
  await world.payment.reconcile();
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[N01] a payment that is opened and credited makes a notice of each, with the payment as it was then", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent, settled } = notified;
    const { opened } = await credited(world);
    await settled();
    const { payment_id } = opened.checkout;
    const { ref } = await world.only(opened.topup.topup_id);
    expect(sent).toMatchObject([
      {
        kind: "opened",
        payment: { payment_id, status: "pending", net_minor: null },
        returned: null,
      },
      {
        kind: "credited",
        payment: { payment_id, status: "paid", net_minor: 5_000 },
        returned: null,
      },
    ]);
    expect(new Set(sent.map(({ notice_id }) => notice_id)).size).toBe(2);
    expect((await world.allPayments())[0]).toEqual(paymentNotices(sent)[1]?.payment);
    expect(JSON.stringify(sent)).not.toContain(ref);
  });

  test("[N01] money that is held makes a notice with its reason, and so does each decision about it", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent, kinds } = notified;
    const [first, second] = [await underpaid(world), await underpaid(world)];
    await notified.settled();
    expect(paymentNotices(sent).filter(({ kind }) => kind === "held")).toMatchObject([
      { payment: { status: "held", hold_reason: "underpaid" } },
      { payment: { status: "held", hold_reason: "underpaid" } },
    ]);
    await kinds();
    expect(await decide(world, first.payment_id, "credit")).toBe("paid");
    expect(await kinds()).toEqual(["released", "credited"]);
    expect(await decide(world, second.payment_id, "dismiss")).toBe("dismissed");
    expect(await kinds()).toEqual(["dismissed"]);
  });

  test("[N01] money that is held when its row is inserted makes a notice", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, kinds } = notified;
    const { checkout } = await open(world);
    const paid = await world.dodo.pay(
      await foreignSession(world, "pdt_topup", { payment_id: checkout.payment_id }),
      { silent: true },
    );
    await world.deliver(bodyOf(world, paid));
    // The two payments have no order between them.
    expect((await kinds()).sort()).toEqual(["held", "opened"]);
  });

  test("[N01] each refund makes a notice with what it has added and the total", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent } = notified;
    const { payment_id } = await credited(world);
    for (const amount of [1_000, 500]) {
      await world.dodo.refund(payment_id, { amount });
      await world.dodo.deliver();
    }
    await world.dodo.refund(payment_id);
    await world.dodo.deliver();
    await notified.settled();
    expect(
      paymentNotices(sent)
        .slice(2)
        .map(({ kind, returned, payment }) => [kind, returned, payment.refunded_minor]),
    ).toEqual([
      ["refunded", { added_minor: 1_000, total_minor: 1_000, credits: 100, user_id: "ada" }, 1_000],
      ["refunded", { added_minor: 500, total_minor: 1_500, credits: 50, user_id: "ada" }, 1_500],
      ["refunded", { added_minor: 3_500, total_minor: 5_000, credits: 350, user_id: "ada" }, 5_000],
    ]);
  });

  test.each([
    [
      ["dispute_opened", "dispute_challenged", "dispute_won"],
      ["disputed", "dispute_won"],
    ],
    [
      ["dispute_opened", "dispute_cancelled"],
      ["disputed", "dispute_won"],
    ],
    [
      ["dispute_opened", "dispute_lost"],
      ["disputed", "dispute_lost"],
    ],
    [["dispute_accepted"], ["dispute_lost"]],
    [["dispute_won"], ["dispute_won"]],
    [["dispute_expired"], ["disputed"]],
    [
      ["dispute_opened", "dispute_won", "dispute_opened"],
      ["disputed", "dispute_won", "disputed"],
    ],
  ])("[N01] disputes that go %j make the notices %j", async (statuses, expected) => {
    await using notified = await createNotifiedWorld(storage);
    const { payment_id } = await credited(notified.world);
    await notified.kinds();
    for (const status of statuses) await dispute(notified, payment_id, status);
    await notified.settled();
    expect(notified.sent.map(({ kind }) => kind)).toEqual(expected);
    const lost = paymentNotices(notified.sent).find(({ kind }) => kind === "dispute_lost");
    if (lost !== undefined)
      expect(lost.returned).toEqual({
        added_minor: 5_000,
        total_minor: 5_000,
        credits: 500,
        user_id: "ada",
      });
  });

  test("[N01] a payment that has been crediting for 15 minutes is stuck, which is said once", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, kinds } = notified;
    const { payment_id } = await stuckCrediting(world);
    world.host.before = () => {
      throw new Error("the host is down");
    };
    for (let minute = 0; minute < 14; minute += 1) {
      world.clock.advance(MINUTE);
      await world.payment.reconcile();
    }
    expect(await kinds()).toEqual(["opened"]);
    for (let minute = 0; minute < 60; minute += 10) {
      world.clock.advance(10 * MINUTE);
      await world.payment.reconcile();
    }
    expect(await kinds()).toEqual(["stuck"]);
    world.host.before = null;
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await kinds()).toEqual(["credited"]);
    expect((await world.storage.readPayment(payment_id))?.status).toBe("paid");
  });

  test("a list from server code sends the notices of what it has found soon, as the route does", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, kinds } = notified;
    const { topup, session_id } = await open(world);
    await kinds();
    await world.dodo.pay(session_id, { silent: true });
    const { items } = await world.payment.listPayments({ topup_id: topup.topup_id });
    expect(items).toMatchObject([{ status: "paid" }]);
    expect(await kinds()).toEqual(["credited"]);
  });

  test.each(["delivery", "scan"])(
    "[N01] money that no payment has recorded makes a notice with its event, found by a %s",
    async (found_by) => {
      await using notified = await createNotifiedWorld(storage);
      const { world, sent } = notified;
      const paid = await world.dodo.pay(
        await foreignSession(world, "pdt_topup", { payment_id: "pmt_AAAAAAAAAAAAAAAAAAAAAA" }),
        { silent: true },
      );
      const body = bodyOf(world, paid);
      world.clock.advance(20 * MINUTE);
      for (let time = 0; time < 2; time += 1) {
        if (found_by === "scan") await world.payment.reconcile();
        else expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
        await notified.settled();
      }
      const [event] = await world.allEvents();
      expect(sent).toEqual([
        {
          notice_id: `${event?.event_id}:unmatched`,
          kind: "unmatched",
          at: event?.updated_at,
          event,
        },
      ]);
    },
  );
});
