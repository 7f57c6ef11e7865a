/**
 * Only a dispute that was won or withdrawn is harmless; one that was lost or accepted has taken the
 * money back.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks, presentPayment } from "../books.ts";
import { HOUR, open } from "../scenes.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";
import { createWorld, STORAGES } from "../world.ts";
import { credited, disputeOf } from "../dispute-scenes.ts";

const STATUSES = [
  "dispute_opened",
  "dispute_challenged",
  "dispute_expired",
  "dispute_accepted",
  "dispute_lost",
  "dispute_won",
  "dispute_cancelled",
  "dispute_reopened_someday",
  null,
] as const;
const HARMLESS: ReadonlySet<string | null> = new Set(["dispute_won", "dispute_cancelled"]);
const LOST: ReadonlySet<string | null> = new Set(["dispute_accepted", "dispute_lost"]);

describe.each(SETTINGS)("$name", (setting) => {
  test.each(STATUSES)(
    "[F03] [C12] a dispute that is %s before the credit: held unless it is harmless",
    async (dispute_status) => {
      await using world = await createWorldIn(setting);
      const { topup, session_id } = await open(world);
      const paid = await world.dodo.pay(session_id, {
        silent: true,
        overrides: { disputes: [disputeOf(dispute_status)] },
      });
      expect((await world.deliver(bodyOf(world, paid))).status).toBe(200);
      const harmless = HARMLESS.has(dispute_status);
      expect(await world.only(topup.topup_id)).toMatchObject(
        harmless
          ? { status: "paid", disputed: false }
          : {
              status: "held",
              hold_reason: "disputed",
              disputed: true,
              refunded_minor: LOST.has(dispute_status) ? 5_000 : 0,
            },
      );
      expect(world.host.calls).toHaveLength(harmless ? 1 : 0);
      await expectSoundBooks(world);
    },
  );

  test.each(STATUSES)(
    "[F03] a dispute that is %s after the credit is recorded by its delivery, in the API, in the audit and in drift",
    async (dispute_status) => {
      await using world = await createWorldIn(setting);
      const { opened, payment_id } = await credited(world);
      world.clock.advance(HOUR);
      world.dodo.patchPayment(payment_id, { disputes: [disputeOf(dispute_status)] });
      const harmless = HARMLESS.has(dispute_status);
      expect(
        (await world.payment.drift()).items.map(({ reason, provider_disputed, disputed }) => [
          reason,
          provider_disputed,
          disputed,
        ]),
      ).toEqual(
        harmless ? [] : [[LOST.has(dispute_status) ? "refunded" : "disputed", true, false]],
      );
      const response = await world.deliver({
        type: "dispute.opened",
        timestamp: new Date(world.clock.now()).toISOString(),
        data: {
          payload_type: "Dispute",
          dispute_id: "dsp_1",
          payment_id,
          amount: "5000",
          currency: "USD",
        },
      });
      expect(response.status).toBe(200);
      const gone = LOST.has(dispute_status) ? 5_000 : 0;
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        disputed: !harmless,
        refunded_minor: gone,
      });
      expect((await world.allPayments())[0]).toMatchObject({
        disputed: !harmless,
        refunded_minor: gone,
      });
      const last = (await world.storage.listAudit(opened.checkout.payment_id)).at(-1);
      if (!harmless)
        expect(last).toMatchObject({
          action: "reversal",
          changes: { disputed: true, ...(gone > 0 ? { refunded_minor: 5_000 } : {}) },
        });
      expect((await world.payment.drift()).items).toEqual([]);
      await expectSoundBooks(world);
    },
  );
});

describe.each(STORAGES)("on %s", (storage) => {
  test.each(["dispute_accepted", "dispute_lost"])(
    "[F03] a dispute that was last received as open and is %s by now is found among the recent payments",
    async (dispute_status) => {
      await using world = await createWorld({ storage });
      const { opened, payment_id } = await credited(world);
      for (const status of ["dispute_opened", dispute_status]) {
        world.dodo.patchPayment(payment_id, { disputes: [disputeOf(status)] });
        world.clock.advance(HOUR);
        await world.payment.reconcile();
      }
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        disputed: true,
        refunded_minor: 5_000,
      });
      const requested = world.dodo.requests.length;
      world.clock.advance(HOUR);
      await world.payment.reconcile();
      expect(
        world.dodo.requests
          .slice(requested)
          .filter(({ path }) => path === `/payments/${payment_id}`),
      ).toEqual([]);
    },
  );

  test.each(["disputed", "refunded", null])(
    "[F03] [C12] a reversal of a payment that no longer says succeeded (%j) is found among the recent payments",
    async (status) => {
      await using world = await createWorld({ storage });
      const { opened, payment_id } = await credited(world);
      world.dodo.patchPayment(payment_id, { status, disputes: [disputeOf("dispute_lost")] });
      world.clock.advance(HOUR);
      await world.payment.reconcile();
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        disputed: true,
        refunded_minor: 5_000,
      });
    },
  );

  test("[F03] a payment that was disputed stays marked once the dispute was won", async () => {
    await using world = await createWorld({ storage });
    const { opened, payment_id } = await credited(world);
    for (const status of ["dispute_opened", "dispute_won"]) {
      world.dodo.patchPayment(payment_id, { disputes: [disputeOf(status)] });
      await world.deliver(bodyOf(world, await presentPayment(world, payment_id)), {
        webhook_id: `msg_${status}`,
      });
    }
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "paid",
      disputed: true,
      refunded_minor: 0,
    });
  });

  test("[F03] the receipt URL of a payment is returned once it is known; one on a foreign host is not", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await credited(world);
    expect((await world.allPayments())[0]?.invoice_url).toBe(
      `${world.dodo.url}/invoices/payments/${payment_id}`,
    );
    for (const invoice_url of [
      "https://evil.example/invoices/payments/x",
      `https://test.dodopayments.com/invoices/payments/${payment_id}?mail=ada@example.com`,
      "javascript:alert(1)",
      `https://ada:secret@test.dodopayments.com/invoices/payments/${payment_id}`,
    ]) {
      await using other = await createWorld({ storage });
      const opened = await open(other);
      await other.dodo.pay(opened.session_id, { overrides: { invoice_url } });
      await other.dodo.deliver();
      const url = (await other.allPayments())[0]?.invoice_url ?? "";
      expect(url).not.toMatch(/evil|mail|javascript|secret/);
    }
  });

  test("[C20] a second partial refund and a lost dispute whose webhooks were lost are found among the recent payments", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    const checkout = await world.create(topup_id);
    const paid = await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    const refunded: number[] = [];
    for (const amount of [1_000, 500]) {
      world.dodo.faults.webhooks.lose = 1;
      await world.dodo.refund(paid.payment_id, { amount });
      await world.dodo.deliver();
      await world.payment.reconcile();
      refunded.push((await world.only(topup_id)).refunded_minor);
    }
    expect(refunded).toEqual([1_000, 1_500]);
    world.dodo.faults.webhooks.lose = 1;
    await world.dodo.dispute(paid.payment_id, { type: "dispute.lost", rdr: true });
    await world.dodo.deliver();
    await world.payment.reconcile();
    expect(await world.only(topup_id)).toMatchObject({
      status: "paid",
      refunded_minor: 5_000,
      disputed: true,
    });
    expect(world.host.balance("ada")).toBe(500);
  });
});
