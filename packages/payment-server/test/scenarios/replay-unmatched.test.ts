/** The replay of a delivery whose payment has no row. */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks } from "../books.ts";
import { foreignSession, MINUTE } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { WireEvent } from "../../src/index.ts";

const MISSING = "pmt_AAAAAAAAAAAAAAAAAAAAAA";
const KNOWN = ["applied", "ignored", "held", "pending", "processing", "failed"];

/** Delivers a Dodo payment that names a payment of ours without a row; returns the response. */
async function deliverUnmatched(
  world: World,
  age_ms: number,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const paid = await world.dodo.pay(
    await foreignSession(world, "pdt_topup", { payment_id: MISSING }),
    { silent: true },
  );
  const body = bodyOf(world, paid);
  world.clock.advance(age_ms);
  return { status: (await world.deliver(body, { webhook_id: "msg_a" })).status, body };
}

async function replayed(world: World): Promise<{ status: number; event: WireEvent }> {
  const response = await world.send("POST", "/events/replay", {
    as: "admin",
    body: { event_id: "dodo:msg_a" },
  });
  return { status: response.status, ...((await response.json()) as { event: WireEvent }) };
}

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["an old", 20 * MINUTE, 200, { sync_status: "held", sync_error: "unmatched" }],
    ["a young", 0, 503, { sync_status: "pending", sync_error: "payment_unmatched" }],
  ])(
    "[O05] the replay of %s event whose payment is missing leaves it as it is listed",
    async (_, age_ms, status, listed) => {
      await using world = await createWorld({ storage });
      expect((await deliverUnmatched(world, age_ms)).status).toBe(status);
      const [before] = await world.allEvents();
      expect(before).toMatchObject(listed);
      for (let time = 0; time < 2; time += 1) {
        expect(await replayed(world)).toMatchObject({ status: 200, event: listed });
        const events = await world.allEvents();
        expect(events).toEqual([before]);
        for (const { sync_status } of events) expect(KNOWN).toContain(sync_status);
      }
      const found = (
        await world.payment.listEvents({ sync_status: before?.sync_status as "held" }, {})
      ).items;
      expect(found).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );

  test("[O05] a redelivery after such a replay is answered as it was before", async () => {
    await using world = await createWorld({ storage });
    const { status, body } = await deliverUnmatched(world, 0);
    expect([
      status,
      (await replayed(world)).status,
      (await world.deliver(body, { webhook_id: "msg_a" })).status,
    ]).toEqual([503, 200, 503]);
    world.clock.advance(20 * MINUTE);
    expect([
      (await replayed(world)).status,
      (await world.deliver(body, { webhook_id: "msg_a" })).status,
    ]).toEqual([200, 200]);
    expect(await world.allEvents()).toMatchObject([
      { sync_status: "held", sync_error: "unmatched" },
    ]);
  });
});
