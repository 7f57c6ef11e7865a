/** A payment of nothing, as with a discount of 100 %, that an administrator credits. */
import { describe, expect, test } from "vitest";
import { createNotifiedWorld, returnedOf } from "../notified-world.ts";
import { decide, open } from "../scenes.ts";
import { STORAGES } from "../world.ts";

const NOTHING = { total_amount: 0, settlement_amount: 0 };

describe.each(STORAGES)("on %s", (storage) => {
  test("[N08] the credits of a payment of nothing that was released are not taken back", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world } = notified;
    const { topup, session_id, checkout } = await open(world);
    await world.dodo.pay(session_id, { overrides: NOTHING });
    await world.dodo.deliver();
    expect(await decide(world, checkout.payment_id, "credit")).toBe("paid");
    await notified.settled();
    expect(world.host.balance("ada")).toBe(topup.credits);
    expect(notified.sent.map(({ kind }) => kind)).toContain("credited");
    expect(returnedOf(notified.sent)).toEqual([]);
  });
});
