/** The deadlines inside the service use real time, so each of these tests takes some seconds. */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks, blockNextFinish, PAST_LEASE_MS } from "../../test/books.ts";
import { createWorld, STORAGES } from "../../test/world.ts";

/** The time limit for an answer to Dodo. */
const WITHIN_MS = 12_000;

describe("a host that takes half a minute", () => {
  test.concurrent.each(STORAGES)(
    "[K07] on %s: the delivery is answered 503 in time, the call's signal is aborted, and there is one credit later",
    { timeout: WITHIN_MS },
    async (storage) => {
      await using world = await createWorld({ storage });
      const topup = world.host.addTopup();
      const checkout = await world.create(topup.topup_id);
      const body = bodyOf(
        world,
        await world.dodo.pay(checkout.provider_session_id, { silent: true }),
      );
      const holding = blockNextFinish(world);
      const answer = await world.deliver(body, { webhook_id: "msg_a" });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        503,
        "host_unavailable",
      ]);
      expect(answer.headers.get("retry-after")).not.toBeNull();
      const [call] = world.host.calls;
      expect(call?.extra.signal.aborted).toBe(true);
      expect(call?.extra.signal.reason).toMatchObject({ name: "AbortError" });
      // The call may still be running, so it must not be repeated.
      world.clock.advance(30_000);
      expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
      holding.open();
      world.clock.advance(PAST_LEASE_MS - 30_000);
      expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );

  test.concurrent.each(STORAGES)(
    "[K07] on %s: a topup that cannot be read in time is answered 503 in time and credited later",
    { timeout: WITHIN_MS },
    async (storage) => {
      await using world = await createWorld({ storage });
      const topup = world.host.addTopup();
      const checkout = await world.create(topup.topup_id);
      const body = bodyOf(
        world,
        await world.dodo.pay(checkout.provider_session_id, { silent: true }),
      );
      world.host.reading = async () => await new Promise(() => undefined);
      expect((await world.deliver(body)).status).toBe(503);
      expect(world.host.calls).toEqual([]);
      world.host.reading = null;
      expect((await world.deliver(body)).status).toBe(200);
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );
});
