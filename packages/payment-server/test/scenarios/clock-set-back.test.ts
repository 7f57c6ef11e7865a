/** A clock that was a day ahead and is corrected while the service runs. */
import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

function setBack({ clock }: World): void {
  clock.set(clock.now() - DAY);
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[O01] deliveries still lead to the check of other payments", async () => {
    await using world = await createWorld({ storage });
    const first = await open(world);
    await world.dodo.pay(first.session_id);
    await world.dodo.deliver();
    setBack(world);
    const lost = await open(world);
    await world.dodo.pay(lost.session_id, { silent: true });
    world.clock.advance(HOUR);
    const next = await open(world);
    await world.dodo.pay(next.session_id);
    await world.dodo.deliver();
    expect((await world.only(lost.topup.topup_id)).status).toBe("paid");
  });

  test("[O03] recent payments are scanned far back again within a day", async () => {
    await using world = await createWorld({ storage });
    await world.payment.reconcile();
    setBack(world);
    const before = world.dodo.requests.length;
    await world.payment.reconcile();
    const scan = world.dodo.requests.slice(before).find(({ path }) => path === "/payments");
    const since = scan?.query["created_at_gte"] ?? "";
    expect(Math.round((world.clock.now() - Date.parse(since)) / DAY)).toBe(15);
  });

  test("[O06] a payment that waits for its credits since then is an error of check()", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    world.host.before = () => {
      throw new Error("down");
    };
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    setBack(world);
    world.clock.advance(MINUTE);
    const { findings } = await world.payment.check();
    expect(findings).toContainEqual(expect.objectContaining({ level: "error", code: "crediting" }));
  });
});
