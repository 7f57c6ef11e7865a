/** A create polls every payment that may have been paid, within a limited number of calls. */
import { describe, expect, test } from "vitest";
import { callsTo, click, clickUntilCreated, reprice } from "../answers.ts";
import { expectSoundBooks } from "../books.ts";
import { MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";
import { posts, decline, declined } from "../declined-checkouts.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([1, 2, 3])(
    "[C05] [F13] a payment that was declined and then paid with another card is found behind %i newer declined ones",
    async (newer) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await open(world);
      let last = session_id;
      for (let attempt = 0; attempt < newer; attempt += 1) {
        await decline(world, last);
        last = await clickUntilCreated(world, topup.topup_id);
      }
      await decline(world, last);
      // The buyer returns to the first tab and pays there; the webhook is in flight.
      await world.dodo.pay(session_id, { silent: true });
      world.clock.advance(MINUTE);
      expect(await click(world, topup.topup_id)).toMatchObject({
        status: 409,
        code: "topup_not_pending",
      });
      expect(world.host.ledger).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );

  test("[F13] a checkout that was unpaid a minute ago, and is paid by now, is polled again if a call is left for it", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    reprice(world, topup.topup_id, 6_000);
    await clickUntilCreated(world, topup.topup_id);
    await world.dodo.pay(session_id, { silent: true });
    reprice(world, topup.topup_id, 7_000);
    world.clock.advance(10_000);
    expect(await click(world, topup.topup_id)).toMatchObject({ status: 409 });
    expect(posts(world)).toBe(2);
  });

  test.each([0, 1, 2, 3])(
    "[F13] four open checkouts and three calls: no fifth checkout before each was polled, and money on checkout %i is found",
    async (index) => {
      await using world = await createWorld({ storage });
      const { topup } = await open(world);
      for (let price = 5_001; price <= 5_003; price += 1) {
        reprice(world, topup.topup_id, price);
        await clickUntilCreated(world, topup.topup_id);
      }
      const rows = await world.payments(topup.topup_id);
      await world.dodo.pay(rows[index]?.provider_session_id ?? "", {
        silent: true,
        result: "processing",
      });
      world.clock.advance(5 * MINUTE);
      reprice(world, topup.topup_id, 9_000);
      const codes = [];
      for (let clicks = 0; clicks < 4; clicks += 1) {
        codes.push((await click(world, topup.topup_id)).code);
        world.clock.advance(1_000);
      }
      expect(codes).toContain("payment_processing");
      expect(codes).not.toContain(undefined);
    },
  );

  test("[F02] a session that names a payment which Dodo does not show yet blocks the topup at every click, and is polled once in three seconds", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    world.dodo.putSession({ session_id, payment_id: "pay_not_there_yet" });
    world.clock.advance(MINUTE);
    const calls = await callsTo(world, async () => {
      for (let clicks = 0; clicks < 10; clicks += 1)
        expect(await click(world, topup.topup_id)).toMatchObject({
          status: 409,
          code: "payment_processing",
        });
    });
    expect(calls).toEqual(["GET /checkouts/…", "GET /payments/…"]);
  });

  test("[F13] a newer payment that was declined twice leaves a call for the older one, which has a bank debit in flight", async () => {
    await using world = await createWorld({ storage, dodo: { payment_id_after_decline: "new" } });
    const { topup, session_id } = await declined(world);
    const second = await clickUntilCreated(world, topup.topup_id);
    // The first card was declined, which a click has learned; then the second card is declined too.
    await world.dodo.pay(second, {
      silent: true,
      overrides: { status: "requires_payment_method" },
    });
    world.clock.advance(MINUTE);
    await click(world, topup.topup_id);
    await world.dodo.pay(second, { silent: true, result: "failed" });
    await world.dodo.pay(session_id, { silent: true, result: "processing" });
    world.clock.advance(MINUTE);
    expect(await click(world, topup.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
    });
    expect(posts(world)).toBe(2);
  });
});
