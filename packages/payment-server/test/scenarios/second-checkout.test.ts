/**
 * A create makes no second checkout beside money: it polls every payment that may have been paid,
 * and once more before it returns a new checkout.
 */
import { describe, expect, test } from "vitest";
import { DECLINE_ENDS_PAYMENT } from "../dodo-answers.ts";
import { callsTo, click, clickUntilCreated } from "../answers.ts";
import { bodyOf, expectSoundBooks, gate } from "../books.ts";
import { DAY, HOUR, liveService, MINUTE, open, pageStatus, type Opened } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { posts, decline, declined } from "../declined-checkouts.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[A09] if the result page's request has just failed, a create of a declined payment waits for an answer", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
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
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const opened = await declined(world);
    await world.dodo.pay(opened.session_id, { silent: true });
    const { opened: released, open: release } = gate();
    let requested = false;
    world.dodo.faults.api.transform = async (path, body) => {
      if (!path.startsWith("/checkouts/")) return body;
      requested = true;
      await released;
      return body;
    };
    const polling = pageStatus(world, opened.checkout);
    await expect.poll(() => requested).toBe(true);
    expect(await click(world, opened.topup.topup_id)).toMatchObject({ status: 503, code: "busy" });
    release();
    expect(await polling).toBe("paid");
    expect(posts(world)).toBe(1);
  });

  test("[A09] an open payment is polled however old it is", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
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
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
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
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
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
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const { topup, session_id } = await declined(world);
    const second = await clickUntilCreated(world, topup.topup_id);
    await decline(world, second);
    const requested: string[] = [];
    world.dodo.faults.api.transform = async (path, body) => {
      if (path.startsWith("/checkouts/")) requested.push(path);
      if (requested.length !== 2) return body;
      world.dodo.faults.api = {};
      // This is the payment that was polled first.
      await world.dodo.pay(requested[0] === `/checkouts/${second}` ? second : session_id, {
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
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const topup = world.host.addTopup();
    const { opened: resumed, open: resume } = gate();
    let posting = false;
    once(world, "/checkouts", async () => {
      posting = true;
      await resumed;
    });
    const suspended = click(world, topup.topup_id);
    await expect.poll(() => posting).toBe(true);
    world.clock.advance(15_001);
    expect(await click(world, topup.topup_id, { service: world.secondService() })).toMatchObject({
      status: 200,
    });
    resume();
    expect(await suspended).toMatchObject({ status: 503, code: "busy" });
  });

  describe("a debit whose failure did not arrive, and a second payment of its session that is processing", () => {
    test.each(["processing", "in_review"] as const)(
      "[A09] [F02] two clicks are both 409 (%s)",
      async (status) => {
        await using world = await createWorld({
          storage,
          dodo: { payment_id_after_decline: "new" },
        });
        const { topup } = await secondDebit(world, status);
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
});

/** Runs `happen` while Dodo answers the next call to the path. */
function once(world: World, path: string, happen: () => Promise<void>): void {
  world.dodo.faults.api.transform = async (requested, body) => {
    if (requested !== path) return body;
    world.dodo.faults.api = {};
    await happen();
    return body;
  };
}

async function secondDebit(world: World, status: "processing" | "in_review"): Promise<Opened> {
  const opened = await open(world);
  const { session_id } = opened;
  const first = await world.dodo.pay(session_id, { result: "processing" });
  await world.dodo.deliver();
  world.dodo.patchPayment(first.payment_id, { status: "failed" });
  await world.dodo.pay(
    session_id,
    status === "processing"
      ? { result: "processing", silent: true }
      : { silent: true, overrides: { status } },
  );
  world.clock.advance(MINUTE);
  return opened;
}
