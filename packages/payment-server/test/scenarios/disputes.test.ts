/**
 * Only a dispute that was won or withdrawn is harmless; one that was lost or accepted has taken the
 * money back.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks, presentPayment } from "../books.ts";
import { DAY, HOUR, open, type Opened } from "../scenes.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

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
      const asked = world.dodo.requests.length;
      world.clock.advance(HOUR);
      await world.payment.reconcile();
      expect(
        world.dodo.requests.slice(asked).filter(({ path }) => path === `/payments/${payment_id}`),
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

  test("[F06] without a signing key a dispute long after the credit is recorded, at the cost of one request", async () => {
    await using world = await createWorld({ storage, signed: false });
    const { opened, payment_id } = await credited(world);
    world.clock.advance(20 * DAY);
    for (const [type, patch, expected] of [
      [
        "refund.succeeded",
        { refunds: [{ status: "succeeded", amount: 1_000 }], refund_status: "partial" },
        { refunded_minor: 1_000, disputed: false },
      ],
      [
        "dispute.lost",
        { disputes: [disputeOf("dispute_lost")] },
        { refunded_minor: 5_000, disputed: true },
      ],
    ] as const) {
      world.dodo.patchPayment(payment_id, patch);
      const asked = world.dodo.requests.length;
      expect(await deliverUnsigned(world, { type, data: { payment_id } })).toEqual([
        200,
        "applied",
      ]);
      expect(world.dodo.requests.slice(asked).map(({ path }) => path)).toEqual([
        `/payments/${payment_id}`,
      ]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        ...expected,
      });
    }
    expect(await world.allEvents()).toEqual([]);
    // A refund that the API does not confirm changes nothing, and neither does one of an unknown
    // payment.
    const version = (await world.only(opened.topup.topup_id)).version;
    expect(
      await deliverUnsigned(world, { type: "refund.succeeded", data: { payment_id } }),
    ).toEqual([200, "ignored"]);
    const asked = world.dodo.requests.length;
    expect(
      await deliverUnsigned(world, {
        type: "refund.succeeded",
        data: { payment_id: "pay_stranger" },
      }),
    ).toEqual([200, "ignored"]);
    expect(await deliverUnsigned(world, { type: "refund.succeeded", data: {} })).toEqual([
      200,
      "ignored",
    ]);
    expect(world.dodo.requests.length).toBe(asked);
    expect((await world.only(opened.topup.topup_id)).version).toBe(version);
  });

  test("[F06] [V12] a flood of forged refunds uses no more than its share of calls, and check() reports what a missing key costs", async () => {
    await using world = await createWorld({
      storage,
      signed: false,
      service: { provider_calls_per_second: 4 },
    });
    const { payment_id } = await credited(world);
    world.clock.advance(HOUR);
    const asked = world.dodo.requests.length;
    const answers = new Set<number>();
    for (let at = 0; at < 50; at += 1)
      answers.add(
        (await deliverUnsigned(world, { type: "refund.succeeded", data: { payment_id } }))[0],
      );
    expect(answers).toEqual(new Set([200, 503]));
    expect(world.dodo.requests.length - asked).toBe(2);
    expect(
      (await world.payment.check()).findings.find(({ code }) => code === "webhook_key_missing")
        ?.message,
    ).toMatch(/refund.*dispute/);
  });
});

async function credited(world: World): Promise<{ opened: Opened; payment_id: string }> {
  const opened = await open(world);
  const { payment_id } = await world.dodo.pay(opened.session_id);
  await world.dodo.deliver();
  expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
  return { opened, payment_id };
}

function disputeOf(dispute_status: string | null): Record<string, unknown> {
  return {
    dispute_id: "dsp_1",
    amount: "5000",
    currency: "USD",
    dispute_stage: "dispute",
    dispute_status,
  };
}

/**
 * Sends an unsigned delivery; returns the response's status and its `sync_status` or error code.
 */
async function deliverUnsigned(world: World, body: unknown): Promise<[number, string | undefined]> {
  const headers = {
    "webhook-id": "msg_forged",
    "webhook-timestamp": "1",
    "webhook-signature": "v1,x",
  };
  const response = await world.send("POST", "/webhook", { body, headers });
  return [response.status, ((await response.json()) as { sync_status?: string }).sync_status];
}
