/**
 * The metadata of a refund or a dispute are written by its maker, so they identify no payment of
 * ours.
 */
import { describe, expect, test } from "vitest";
import { keyOf, signedHeaders } from "../signing.ts";
import { foreignSession, open } from "../scenes.ts";
import { createWorld, START, STORAGES, type World } from "../world.ts";
import { dodoPaymentProvider } from "../../src/index.ts";

const UNKNOWN = "pmt_AAAAAAAAAAAAAAAAAAAAAA";
const TYPES = ["refund.succeeded", "refund.failed", "dispute.opened", "dispute.lost"];

/** The body of a refund or a dispute of that payment, with its own metadata. */
function reversal(
  world: World,
  type: string,
  payment_id: string,
  named: string,
): Record<string, unknown> {
  const data = {
    payload_type: type.startsWith("refund") ? "Refund" : "Dispute",
    refund_id: "ref_1",
    dispute_id: "dsp_1",
    payment_id,
    amount: 400,
    metadata: { payment_id: named },
  };
  return {
    business_id: world.dodo.business_id,
    type,
    timestamp: new Date(world.clock.now()).toISOString(),
    data,
  };
}

test.each([...TYPES, "license_key.created"])(
  "[C15] the metadata of %s name no payment of ours",
  (type) => {
    const key = keyOf(32);
    const runtime = {
      env: () => undefined,
      clock: () => START,
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
    const provider = dodoPaymentProvider({ webhook_key: key }).create(runtime);
    const body = (of: string): string =>
      JSON.stringify({
        type: of,
        data: { payment_id: "pay_a", metadata: { payment_id: UNKNOWN } },
      });
    const read = (of: string) =>
      provider.readDelivery(
        new Headers(signedHeaders(key, "msg_a", String(START / 1_000), body(of))),
        new TextEncoder().encode(body(of)),
      );
    expect(read("payment.succeeded")).toMatchObject({
      our_payment_id: UNKNOWN,
      provider_payment_id: "pay_a",
    });
    expect(read(type)).toMatchObject({ our_payment_id: null, provider_payment_id: "pay_a" });
  },
);

describe.each(STORAGES)("on %s", (storage) => {
  test.each(TYPES)(
    "[C15] %s of a payment that Dodo does not know is ignored, whatever payment its own metadata name",
    async (type) => {
      await using world = await createWorld({ storage });
      const { topup, checkout } = await open(world);
      const before = await world.only(topup.topup_id);
      for (const [index, named] of [UNKNOWN, checkout.payment_id].entries()) {
        const response = await world.deliver(
          reversal(world, type, "pay_of_another_business", named),
          { webhook_id: `msg_${index}` },
        );
        expect([response.status, await response.json()]).toEqual([
          200,
          expect.objectContaining({ sync_status: "ignored" }),
        ]);
      }
      expect(await world.allEvents()).toMatchObject([
        { sync_status: "ignored", payment_id: null },
        { sync_status: "ignored", payment_id: null },
      ]);
      expect(await world.only(topup.topup_id)).toEqual(before);
    },
  );

  test.each(TYPES)(
    "[C15] %s of a foreign payment is not that of the payment its own metadata name",
    async (type) => {
      await using world = await createWorld({ storage });
      const { topup, session_id, checkout } = await open(world);
      await world.dodo.pay(session_id);
      await world.dodo.deliver();
      const before = await world.only(topup.topup_id);
      const foreign = await world.dodo.pay(
        await foreignSession(world, "pdt_topup", { order: "42" }),
        { silent: true },
      );
      await world.dodo.refund(foreign.payment_id);
      const response = await world.deliver(
        reversal(world, type, foreign.payment_id, checkout.payment_id),
        { webhook_id: "msg_r" },
      );
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({ sync_status: "ignored" }),
      ]);
      expect(await world.only(topup.topup_id)).toEqual(before);
    },
  );
});
