/**
 * Two of our sessions may name one payment of the provider. It pays one topup, and reconciliation
 * goes on with the other payments.
 */
import { expect, test } from "vitest";
import { MINUTE, open } from "../../test/scenes.ts";
import { createWorld, STORAGES } from "../../test/world.ts";

test.each(STORAGES)(
  "a payment that two sessions name is credited to one topup, and every reconciliation of two processes succeeds, on %s",
  async (storage) => {
    await using world = await createWorld({ storage });
    const [first, second] = [await open(world), await open(world)];
    const { payment_id } = await world.dodo.pay(first.session_id, { silent: true });
    world.dodo.patchPayment(payment_id, { checkout_session_id: null, metadata: {} });
    for (const { session_id } of [first, second]) world.dodo.putSession({ session_id, payment_id });
    for (let minute = 0; minute < 10; minute += 1) {
      await Promise.all(
        [world.payment, world.secondService()].map(async (service) => await service.reconcile()),
      );
      world.clock.advance(MINUTE);
    }
    const rows = [await world.only(first.topup.topup_id), await world.only(second.topup.topup_id)];
    expect(world.host.ledger).toHaveLength(1);
    expect(
      rows
        .filter(({ provider_payment_id }) => provider_payment_id === payment_id)
        .map(({ status }) => status),
    ).toEqual(["paid"]);
  },
);
