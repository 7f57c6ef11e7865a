/** A dismissal or a hold never overrides a credit that the host has committed. */
import { describe, expect, test } from "vitest";
import { decisionOf } from "../answers.ts";
import { bodyOf, expectSoundBooks, presentPayment } from "../books.ts";
import { decide, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { Topup } from "../../src/index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe("a host that has committed and thrown, whose replica still shows `pending`", () => {
    test("[C18] cannot have its payment dismissed: it is closed as paid once the replica has caught up", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, service } = await committedAndThrown(world, 3);
      expect(await decide(world, payment_id, "dismiss", service)).toBe("busy");
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "crediting" });
      expect(await decide(world, payment_id, "credit", service)).toBe("paid");
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    });

    test("[C18] nor while its topup cannot be read", async () => {
      await using world = await createWorld({ storage });
      const { payment_id } = await committedAndThrown(world, 1);
      let reads = 0;
      const away = world.secondService({
        readTopup: (topup_id) => {
          if ((reads += 1) > 1) throw new Error("the replica is away");
          return { ...topupOf(world, topup_id), status: "pending" };
        },
      });
      expect(await decide(world, payment_id, "dismiss", away)).toBe("busy");
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "crediting" });
    });

    test("[C18] does not have its payment held for a refund that arrives then: paid, and the refund recorded", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id, service } = await committedAndThrown(world, 3);
      await world.dodo.refund(provider_payment_id);
      const refunded = bodyOf(world, await presentPayment(world, provider_payment_id));
      expect(
        await decisionOf(await world.deliver(refunded, { service, webhook_id: "msg_refund" })),
      ).toEqual([200, "applied"]);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "paid",
        refunded_minor: 5_000,
      });
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    });
  });
});

const topupOf = (world: World, topup_id: string): Topup =>
  world.host.topups.get(topup_id) ?? expect.unreachable();

/**
 * The first `reads` reads after the commit still show `pending`, so the call's outcome is unknown
 * and its lease has expired.
 */
async function committedAndThrown(world: World, reads: number) {
  let stale = 0;
  const service = world.secondService({
    readTopup: (topup_id) => {
      const topup = topupOf(world, topup_id);
      return topup.status === "paid" && (stale += 1) <= reads
        ? { ...topup, status: "pending" }
        : topup;
    },
  });
  const { session_id, checkout } = await open(world);
  const paid = await world.dodo.pay(session_id, { silent: true });
  world.host.after = () => {
    throw new Error("the answer was lost");
  };
  expect((await world.deliver(bodyOf(world, paid), { service })).status).toBe(503);
  world.host.after = null;
  expect(world.host.ledger).toHaveLength(1);
  return { payment_id: checkout.payment_id, provider_payment_id: paid.payment_id, service };
}
