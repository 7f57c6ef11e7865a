/** A refund or dispute that we cannot parse is never taken for none. */
import { describe, expect, test } from "vitest";
import { bodyOf, everyPayment, expectSoundBooks, presentPayment } from "../books.ts";
import { everyHour, open } from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";

/** Shapes of refunds and disputes that Dodo does not document. */
const REVERSALS = [
  ["disputed", { disputes: ["dsp_1"] }],
  ["disputed", { disputes: { items: [] } }],
  ["disputed", { disputes: "none" }],
  ["disputed", { disputes: [null] }],
  ["refunded", { refunds: ["ref_1"], refund_status: null }],
  ["refunded", { refunds: { items: [] } }],
  ["refunded", { refunds: [7] }],
] as const;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test.each(REVERSALS)(
      "[C12] money that may be %s, as %j says, is held",
      async (reason, patch) => {
        await using world = await createWorld({ storage, service: { confirm } });
        const { topup, session_id } = await open(world);
        const { payment_id } = await world.dodo.pay(session_id, { silent: true });
        world.dodo.patchPayment(payment_id, patch);
        expect(
          (await world.deliver(bodyOf(world, await presentPayment(world, payment_id)))).status,
        ).toBe(200);
        expect(await world.only(topup.topup_id)).toMatchObject({
          status: "held",
          hold_reason: reason,
        });
        expect(world.host.calls).toEqual([]);
        await expectSoundBooks(world);
      },
    );

    test.each([
      {},
      { refunds: null, disputes: null },
      { refunds: [], disputes: [] },
      { refunds: undefined, disputes: undefined },
    ])("[C16] an empty or absent list of them, written as %j, is no reason", async (patch) => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { session_id } = await open(world);
      const { payment_id } = await world.dodo.pay(session_id, { silent: true });
      world.dodo.patchPayment(payment_id, patch);
      await world.deliver(bodyOf(world, await presentPayment(world, payment_id)));
      expect(world.host.balance("ada")).toBe(500);
    });

    test("[C12] if only the delivery is unreadable, the API is queried and its answer counts", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { session_id } = await open(world);
      const payment = await world.dodo.pay(session_id, { silent: true });
      const { data, ...envelope } = bodyOf(world, payment);
      const requested = world.dodo.requests.length;
      expect(
        (await world.deliver({ ...envelope, data: { ...(data as object), disputes: ["dsp_1"] } }))
          .status,
      ).toBe(200);
      expect(world.dodo.requests.slice(requested).map(({ path }) => path)).toContain(
        `/payments/${payment.payment_id}`,
      );
      expect(world.host.balance("ada")).toBe(500);
    });
  });

  test.each([[null], ["payment"], [7], [{ payment_id: 7 }]])(
    "[O01] an entry of Dodo's list that cannot be read (%j) does not hide the others",
    async (entry) => {
      await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
      const { session_id } = await open(world);
      await world.dodo.pay(session_id);
      await world.dodo.deliver();
      const second = await world.dodo.pay(session_id, { silent: true });
      world.dodo.faults.api.transform = (path, body) =>
        path === "/payments"
          ? { ...(body as object), items: [entry, ...(body as { items: unknown[] }).items, entry] }
          : body;
      await everyHour(world, 1);
      expect(
        (await everyPayment(world)).map(({ provider_payment_id }) => provider_payment_id),
      ).toContain(second.payment_id);
      await expectSoundBooks(world);
    },
  );
});
