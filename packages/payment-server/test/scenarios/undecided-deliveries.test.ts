/**
 * Some deliveries are decided and others are redelivered: none that may be about money of ours is
 * ignored, and none is redelivered endlessly.
 */
import { describe, expect, test } from "vitest";
import { DECLINE_ENDS_PAYMENT } from "../dodo-answers.ts";
import { click, decisionOf } from "../answers.ts";
import { bodyOf, expectSoundBooks } from "../books.ts";
import { DAY, HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { Payment as DodoPayment } from "@x/dodo-emulator";

describe.each(STORAGES)("on %s", (storage) => {
  describe("a foreign payment that names a topup", () => {
    test("[C24] [F26] at a host that throws for unknown ids: it is redelivered for a quarter of an hour, then held for review", async () => {
      await using world = await createWorld({ storage });
      world.host.reading = () => {
        throw new Error("invalid input syntax for type uuid");
      };
      const body = foreignBody(world, "not a uuid");
      for (const pause of [0, 5_000, 14 * MINUTE]) {
        world.clock.advance(pause);
        expect(await decisionOf(await world.deliver(body, { webhook_id: "msg_s" }))).toEqual([
          503,
          "host_unavailable",
        ]);
      }
      world.clock.advance(MINUTE);
      expect(await decisionOf(await world.deliver(body, { webhook_id: "msg_s" }))).toEqual([
        200,
        "held",
      ]);
      expect(await world.allEvents()).toMatchObject([
        { sync_status: "held", sync_error: "unmatched", payment_id: null },
      ]);
    });

    test("[C15] [F26] at a host that finds topups by any spelling of their id: it is foreign", async () => {
      await using world = await createWorld({ storage });
      const topup = world.host.addTopup({ topup_id: "tu_loose" });
      const loose = world.secondService({
        readTopup: (topup_id) => (topup_id.toLowerCase() === topup.topup_id ? topup : null),
      });
      expect(
        await decisionOf(await world.deliver(foreignBody(world, "TU_LOOSE"), { service: loose })),
      ).toEqual([200, "ignored"]);
    });

    test.each(["tu\u0000x", "x".repeat(501), "x".repeat(200_000), ""])(
      "[C15] by an id that no host has issued (%#): the host is not called",
      async (topup_id) => {
        await using world = await createWorld({ storage });
        const requested: string[] = [];
        world.host.reading = (id) => void requested.push(id);
        expect(await decisionOf(await world.deliver(foreignBody(world, topup_id)))).toEqual([
          200,
          "ignored",
        ]);
        expect(requested).toEqual([]);
      },
    );
  });

  test("[F01] a signed success without a payment's id, in a session of ours, is decided by that session", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const paid = await world.dodo.pay(session_id, { silent: true });
    expect(
      await decisionOf(
        await world.deliver(
          bodyOf(
            world,
            { ...paid, payment_id: null } as unknown as DodoPayment,
            "payment.succeeded",
          ),
        ),
      ),
    ).toEqual([200, "applied"]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      provider_payment_id: paid.payment_id,
    });
    await expectSoundBooks(world);
  });

  test("[C07] and is redelivered while that session does not confirm it", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    const body = {
      business_id: world.dodo.business_id,
      type: "payment.succeeded",
      timestamp: new Date(world.clock.now()).toISOString(),
      data: {
        payload_type: "Payment",
        payment_id: null,
        status: "succeeded",
        checkout_session_id: session_id,
      },
    };
    expect(await decisionOf(await world.deliver(body))).toEqual([503, "busy"]);
  });

  describe.each([true, false])("a refund that the API does not show yet (signed: %s)", (signed) => {
    test("[F06] is redelivered, and is recorded once it is there", async () => {
      await using world = await createWorld({ storage, signed });
      const { topup } = await refundedUnseen(world);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([503]);
      expect(await world.only(topup.topup_id)).toMatchObject({ refunded_minor: 0 });
      world.dodo.faults.api = {};
      world.clock.advance(MINUTE);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "paid",
        refunded_minor: 5_000,
      });
    });

    test("[C15] is decided after a day, whatever the API shows", async () => {
      await using world = await createWorld({ storage, signed });
      await refundedUnseen(world);
      await world.dodo.deliver();
      world.clock.advance(DAY - 1);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([503]);
      world.clock.advance(DAY);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    });
  });

  describe("without a signing key", () => {
    test.each([
      ["failed", "failed"],
      ["cancelled", "canceled"],
      ["processing", "pending"],
    ] as const)(
      "[C15] a delivery that a payment is %s is answered 200 once Dodo confirms it",
      async (result, status) => {
        await using world = await createWorld({
          storage,
          signed: false,
          dodo: DECLINE_ENDS_PAYMENT,
        });
        const { topup, session_id } = await open(world);
        await world.dodo.pay(session_id, { result });
        expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([200]);
        expect(await world.only(topup.topup_id)).toMatchObject({ status });
      },
    );

    test("[V12] a success that Dodo calls failed is redelivered: the API may lag", async () => {
      await using world = await createWorld({ storage, signed: false });
      const { session_id } = await open(world);
      const declined = await world.dodo.pay(session_id, { result: "failed", silent: true });
      expect(await hint(world, bodyOf(world, { ...declined, status: "succeeded" }))).toEqual([
        503,
        "busy",
      ]);
    });

    test("[A06] an unsigned delivery that arrives before the session is stored is redelivered", async () => {
      await using world = await createWorld({ storage, signed: false });
      const { topup_id } = world.host.addTopup();
      const statuses: (number | null)[] = [];
      world.dodo.faults.api.transform = async (path, body) => {
        if (path !== "/checkouts") return body;
        world.dodo.faults.api = {};
        await world.dodo.pay(String(Object(body).session_id));
        statuses.push(...(await world.dodo.deliver()).map(({ status }) => status));
        return body;
      };
      expect(await click(world, topup_id)).toMatchObject({ status: 200 });
      expect(statuses).toEqual([503]);
      world.clock.advance(HOUR);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
      expect(world.host.ledger).toHaveLength(1);
    });

    test("[V12] a forger learns nothing of another buyer's payment from the response", async () => {
      await using world = await createWorld({ storage, signed: false });
      const theirs = await world.create(world.host.addTopup({ user_id: "bob" }).topup_id, {
        as: "user:bob",
      });
      const { payment_id } = await world.dodo.pay(theirs.provider_session_id);
      await world.dodo.deliver();
      const { session_id } = await open(world);
      const about = async (id: string) =>
        await hint(world, {
          type: "payment.succeeded",
          data: { checkout_session_id: session_id, payment_id: id },
        });
      expect(await about(payment_id)).toEqual(await about("pay_of_nobody"));
    });
  });
});

/**
 * The body of a foreign payment: another application on the same Dodo account uses the same
 * metadata field.
 */
function foreignBody(world: World, topup_id: string): Record<string, unknown> {
  const timestamp = new Date(world.clock.now()).toISOString();
  const data = {
    payload_type: "Payment",
    payment_id: "pay_of_a_stranger",
    status: "succeeded",
    checkout_session_id: null,
    total_amount: 50,
    tax: 0,
    currency: "USD",
    created_at: timestamp,
    metadata: { topup_id },
  };
  return { business_id: world.dodo.business_id, type: "payment.succeeded", timestamp, data };
}

async function hint(
  world: World,
  body: Record<string, unknown>,
): Promise<[status: number, word: string | undefined]> {
  return await decisionOf(
    await world.send("POST", "/webhook", { body, headers: { "webhook-id": "msg_unsigned" } }),
  );
}

/**
 * A credited payment that is refunded three weeks later; the refund is about to be delivered, and
 * the API does not show it.
 */
async function refundedUnseen(world: World) {
  const opened = await open(world);
  const { payment_id } = await world.dodo.pay(opened.session_id);
  await world.dodo.deliver();
  world.clock.advance(21 * 24 * HOUR);
  await world.dodo.refund(payment_id);
  world.dodo.faults.api.transform = (path, body) =>
    path.startsWith("/payments/") ? { ...Object(body), refund_status: null, refunds: [] } : body;
  return opened;
}
