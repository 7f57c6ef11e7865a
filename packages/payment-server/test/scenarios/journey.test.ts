import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[C01] one paid checkout and one delivery make one call and one credit", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const topup = world.host.addTopup();
      const checkout = await world.create(topup.topup_id);
      expect(checkout.status).toBe("pending");
      await world.dodo.pay(checkout.provider_session_id);
      const [attempt] = await world.dodo.deliver();
      expect(attempt).toMatchObject({ status: 200 });
      expect(JSON.parse(attempt?.body ?? "")).toMatchObject({
        received: true,
        provider: "dodo",
        sync_status: "applied",
      });
      expect(world.host.balance("ada")).toBe(500);
      expect(world.host.calls).toHaveLength(1);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "paid",
        net_minor: 5_000,
        provider_status: "succeeded",
      });
      expect(world.log).toEqual([]);
    });
  });
});
