/** When check() is an error: a monitor that reads its exit code must learn that money waits. */
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/provider.ts";
import { credited } from "../dispute-scenes.ts";
import { createNotifiedWorld } from "../notified-world.ts";
import { HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

const down = (): never => {
  throw new Error("down");
};

/** Returns whether check() is without an error, and the level of the finding with this code. */
async function level(
  { payment }: World,
  code: string,
): Promise<[ok: boolean, level: Finding["level"] | null]> {
  const { ok, findings } = await payment.check();
  return [ok, findings.find((finding) => finding.code === code)?.level ?? null];
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[O06] payments that nobody checks for six hours are an error, and none once they are checked", async () => {
    await using world = await createWorld({ storage });
    const { checkout } = await open(world);
    const due = (await world.only(checkout.topup_id)).next_check_at ?? Number.NaN;
    world.clock.set(due + 6 * HOUR);
    expect(await level(world, "overdue")).toEqual([true, "warning"]);
    world.clock.advance(MINUTE);
    expect(await level(world, "overdue")).toEqual([false, "error"]);
    await world.payment.reconcile();
    expect(await level(world, "overdue")).toEqual([true, null]);
  });

  test("[O06] a delivery that is undecided for six hours is an error", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    world.host.reading = down;
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    world.clock.advance(5 * HOUR);
    expect((await level(world, "undecided_events"))[1]).toBe("warning");
    world.clock.advance(2 * HOUR);
    expect(await level(world, "undecided_events")).toEqual([false, "error"]);
  });

  test("[O06] notices that the host does not take for six hours are an error", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host } = notified;
    host.before = down;
    await open(world);
    for (let hour = 0; hour < 6; hour += 1) {
      world.clock.advance(HOUR);
      await world.payment.reconcile();
    }
    expect(await level(world, "notices_late")).toEqual([true, "warning"]);
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await level(world, "notices_late")).toEqual([false, "error"]);
    host.before = null;
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await level(world, "notices_late")).toEqual([true, null]);
  });

  test("[O06] a buyer who has paid and has no credits for 15 minutes is an error", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    world.host.before = down;
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    world.clock.advance(14 * MINUTE);
    expect((await level(world, "crediting"))[1]).toBe("warning");
    world.clock.advance(MINUTE);
    expect(await level(world, "crediting")).toEqual([false, "error"]);
  });

  test("[O06] deliveries that prune() has deleted are not missing", async () => {
    await using world = await createWorld({ storage });
    for (let paid = 0; paid < 4; paid += 1) await credited(world);
    world.clock.advance(20 * 24 * HOUR);
    for (let at = 0; at < 200; at += 1)
      expect((await world.deliver({ type: "license_key.created", data: {} })).status).toBe(200);
    expect(await world.payment.prune({ events_older_than_days: 15 })).toMatchObject({
      events: expect.any(Number),
    });
    expect((await world.allEvents()).some(({ type }) => type.startsWith("payment."))).toBe(false);
    const { findings } = await world.payment.check();
    expect(findings.find(({ code }) => code.startsWith("webhook_"))).toMatchObject({
      code: "webhook_works",
    });
  });
});
