/** Refunds and disputes without a signing key. */
import { describe, expect, test } from "vitest";
import { DAY, HOUR } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { credited, disputeOf } from "../dispute-scenes.ts";

describe.each(STORAGES)("on %s", (storage) => {
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
      const requested = world.dodo.requests.length;
      expect(await deliverUnsigned(world, { type, data: { payment_id } })).toEqual([
        200,
        "applied",
      ]);
      expect(world.dodo.requests.slice(requested).map(({ path }) => path)).toEqual([
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
    const requested = world.dodo.requests.length;
    expect(
      await deliverUnsigned(world, {
        type: "refund.succeeded",
        data: { payment_id: "pay_foreign" },
      }),
    ).toEqual([200, "ignored"]);
    expect(await deliverUnsigned(world, { type: "refund.succeeded", data: {} })).toEqual([
      200,
      "ignored",
    ]);
    expect(world.dodo.requests.length).toBe(requested);
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
    const requested = world.dodo.requests.length;
    const answers = new Set<number>();
    for (let at = 0; at < 50; at += 1)
      answers.add(
        (await deliverUnsigned(world, { type: "refund.succeeded", data: { payment_id } }))[0],
      );
    expect(answers).toEqual(new Set([200, 503]));
    expect(world.dodo.requests.length - requested).toBe(2);
    expect(
      (await world.payment.check()).findings.find(({ code }) => code === "webhook_key_missing")
        ?.message,
    ).toMatch(/refund.*dispute/);
  });
});

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
