/**
 * A create makes no second checkout beside money: it polls every payment that may have been paid,
 * and once more before it returns a new checkout.
 */
import { describe, expect, test } from "vitest";
import { callsTo, click, clickUntilCreated, reprice } from "../answers.ts";
import { bodyOf, expectSoundBooks, gate } from "../books.ts";
import { DAY, HOUR, liveService, MINUTE, open, pageStatus, type Opened } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

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
    async (page) => {
      await using world = await createWorld({ storage });
      const { topup } = await open(world);
      for (let price = 5_001; price <= 5_003; price += 1) {
        reprice(world, topup.topup_id, price);
        await clickUntilCreated(world, topup.topup_id);
      }
      const rows = await world.payments(topup.topup_id);
      await world.dodo.pay(rows[page]?.provider_session_id ?? "", {
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

  test("[A09] if the result page's request has just failed, a create of a declined payment waits for an answer", async () => {
    await using world = await createWorld({ storage });
    const opened = await declined(world);
    await world.dodo.pay(opened.session_id, { silent: true });
    world.dodo.faults.api.fail = { status: 500, count: 1, method: "GET" };
    await pageStatus(world, opened.checkout);
    world.clock.advance(1_000);
    expect(await click(world, opened.topup.topup_id)).toMatchObject({ status: 503, code: "busy" });
    world.clock.advance(3_000);
    expect(await click(world, opened.topup.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
    });
    expect(posts(world)).toBe(1);
  });

  test("[A09] nor does it create a checkout while that request is in flight", async () => {
    await using world = await createWorld({ storage });
    const opened = await declined(world);
    await world.dodo.pay(opened.session_id, { silent: true });
    const { opened: released, open: release } = gate();
    let asked = false;
    world.dodo.faults.api.transform = async (path, body) => {
      if (!path.startsWith("/checkouts/")) return body;
      asked = true;
      await released;
      return body;
    };
    const polling = pageStatus(world, opened.checkout);
    await expect.poll(() => asked).toBe(true);
    expect(await click(world, opened.topup.topup_id)).toMatchObject({ status: 503, code: "busy" });
    release();
    expect(await polling).toBe("paid");
    expect(posts(world)).toBe(1);
  });

  test("[A09] an open payment is polled however old it is", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(15 * DAY);
    expect(await click(world, topup.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
    });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[A09] a bank debit of an environment that this process cannot query blocks the topup", async () => {
    await using world = await createWorld({ storage });
    const live = liveService(world);
    const topup = world.host.addTopup();
    const checkout = await world.create(topup.topup_id, { service: live });
    const slow = await world.dodo.pay(checkout.provider_session_id, {
      result: "processing",
      silent: true,
    });
    expect((await world.deliver(bodyOf(world, slow), { service: live })).status).toBe(200);
    world.clock.advance(HOUR);
    expect(
      await callsTo(world, async () =>
        expect(await click(world, topup.topup_id)).toMatchObject({
          status: 409,
          code: "payment_processing",
        }),
      ),
    ).toEqual([]);
  });

  test("[A06] money that arrives while a new checkout is created: the checkout is not returned", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await declined(world);
    once(world, "/checkouts", async () => {
      await world.dodo.pay(session_id);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    });
    expect(await click(world, topup.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
    });
    await expectSoundBooks(world);
  });

  test("[A09] a bank debit that arrives for one payment while another one is polled: no checkout", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await declined(world);
    const second = await clickUntilCreated(world, topup.topup_id);
    await decline(world, second);
    const asked: string[] = [];
    world.dodo.faults.api.transform = async (path, body) => {
      if (path.startsWith("/checkouts/")) asked.push(path);
      if (asked.length !== 2) return body;
      world.dodo.faults.api = {};
      // This is the payment that was polled first.
      await world.dodo.pay(asked[0] === `/checkouts/${second}` ? second : session_id, {
        result: "processing",
      });
      await world.dodo.deliver();
      return body;
    };
    expect(await click(world, topup.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
    });
    expect(posts(world)).toBe(2);
  });

  test("[A01] a create that was suspended while it created its checkout, and taken for dead, does not return it beside the other one's", async () => {
    await using world = await createWorld({ storage });
    const topup = world.host.addTopup();
    const { opened: thawed, open: thaw } = gate();
    let posting = false;
    once(world, "/checkouts", async () => {
      posting = true;
      await thawed;
    });
    const frozen = click(world, topup.topup_id);
    await expect.poll(() => posting).toBe(true);
    world.clock.advance(15_001);
    expect(await click(world, topup.topup_id, { service: world.secondService() })).toMatchObject({
      status: 200,
    });
    thaw();
    expect(await frozen).toMatchObject({ status: 503, code: "busy" });
  });

  describe("a debit whose failure did not arrive, and a second payment of its session that is processing", () => {
    test.each(["processing", "in_review"] as const)(
      "[A09] [F02] two clicks are both 409 (%s)",
      async (word) => {
        await using world = await createWorld({
          storage,
          dodo: { payment_id_after_decline: "new" },
        });
        const { topup } = await secondDebit(world, word);
        for (let clicks = 0; clicks < 2; clicks += 1)
          expect(await click(world, topup.topup_id)).toMatchObject({
            status: 409,
            code: "payment_processing",
          });
        expect(posts(world)).toBe(1);
      },
    );

    test.each(["the result page", "reconciliation"])(
      "[A09] after %s has polled, a click is 409",
      async (who) => {
        await using world = await createWorld({
          storage,
          dodo: { payment_id_after_decline: "new" },
        });
        const { topup, checkout } = await secondDebit(world, "processing");
        if (who === "reconciliation") world.clock.advance(HOUR);
        if (who === "reconciliation") await world.payment.reconcile({ recent: 0 });
        else await pageStatus(world, checkout);
        expect(await click(world, topup.topup_id)).toMatchObject({
          status: 409,
          code: "payment_processing",
        });
      },
    );
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

const posts = (world: World): number =>
  world.dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts")
    .length;

async function decline(world: World, session_id: string): Promise<void> {
  await world.dodo.pay(session_id, { result: "failed" });
  await world.dodo.deliver();
  world.clock.advance(MINUTE);
}

async function declined(world: World): Promise<Opened> {
  const opened = await open(world);
  await decline(world, opened.session_id);
  return opened;
}

/** Runs `happen` while Dodo answers the next call to the path. */
function once(world: World, path: string, happen: () => Promise<void>): void {
  world.dodo.faults.api.transform = async (asked, body) => {
    if (asked !== path) return body;
    world.dodo.faults.api = {};
    await happen();
    return body;
  };
}

async function secondDebit(world: World, word: "processing" | "in_review"): Promise<Opened> {
  const opened = await open(world);
  const { session_id } = opened;
  const first = await world.dodo.pay(session_id, { result: "processing" });
  await world.dodo.deliver();
  world.dodo.patchPayment(first.payment_id, { status: "failed" });
  await world.dodo.pay(
    session_id,
    word === "processing"
      ? { result: "processing", silent: true }
      : { silent: true, overrides: { status: word } },
  );
  world.clock.advance(MINUTE);
  return opened;
}
