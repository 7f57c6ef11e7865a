/** A clock that was a day ahead and is corrected while the service runs. */
import { describe, expect, test } from "vitest";
import { bodyOf, until } from "../books.ts";
import { createNotifiedWorld } from "../notified-world.ts";
import { DAY, HOUR, MINUTE, open, suspendingAfter } from "../scenes.ts";
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

  test("[C09] a claim whose holder has crashed is taken over, and the holder does not call late", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
    const slow = suspendingAfter(world.storage, "claimCredit");
    const crashed = world.deliver(body, {
      service: world.secondService({ storage: slow.storage }),
    });
    await until(slow.isSuspended);
    setBack(world);
    expect((await world.deliver(body, { webhook_id: "msg_b" })).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    slow.resume();
    expect((await crashed).status).toBe(503);
    expect(world.host.calls).toHaveLength(1);
  });

  test("[N02] notices that a crashed process had reserved are sent", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world } = notified;
    const slow = suspendingAfter(world.storage, "takeNotices");
    const { topup_id } = world.host.addTopup();
    await world.create(topup_id, { service: world.secondService({ storage: slow.storage }) });
    await until(slow.isSuspended);
    setBack(world);
    await world.payment.reconcile();
    expect(await notified.kinds()).toEqual(["opened"]);
  });

  test("[M06] the product is read again, since it may have been edited", async () => {
    await using world = await createWorld({ storage });
    const reads = (): number =>
      world.dodo.requests.filter(({ path }) => path.startsWith("/products/")).length;
    await open(world);
    setBack(world);
    const before = reads();
    await open(world);
    await open(world);
    expect(reads() - before).toBe(1);
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
