/**
 * A signed delivery reports a refund or a dispute, and Dodo's API never says how much went back. It
 * is decided after a day, since Dodo stops sending it, and it is shown to an administrator.
 */
import { describe, expect, test } from "vitest";
import type { WireEvent } from "../../src/index.ts";
import { presentPayment } from "../books.ts";
import { credited } from "../dispute-scenes.ts";
import { createNotifiedWorld, returnedOf } from "../notified-world.ts";
import { DAY, HOUR } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

/** Lets Dodo's API show the payment as it is now, whatever happens to it later. */
async function freeze(world: World, payment_id: string): Promise<void> {
  const shown = await presentPayment(world, payment_id);
  world.dodo.faults.api.transform = (path, body) =>
    path === `/payments/${payment_id}` ? shown : body;
}

/** Sends what is due until nothing is refused any more, for at most 32 hours. */
async function deliverForADay(world: World): Promise<(number | null)[]> {
  const answers: (number | null)[] = [];
  for (let hours = 0; hours < 32; hours += 1) {
    answers.push(...(await world.dodo.deliver()).map(({ status }) => status));
    world.clock.advance(HOUR);
  }
  return answers;
}

/** Returns the events that an administrator has to look at. */
const heldEvents = async (world: World): Promise<WireEvent[]> =>
  (await world.payment.listEvents({ sync_status: "held" })).items;
const findings = async (world: World): Promise<string[]> =>
  (await world.payment.check()).findings.flatMap(({ code, message }) =>
    code === "reversal_unclear" ? [message] : [],
  );

const REVERSALS = [
  ["refund", async (world: World, id: string) => await world.dodo.refund(id), "refund.succeeded"],
  [
    "lost dispute",
    async (world: World, id: string) => await world.dodo.dispute(id, { type: "dispute.lost" }),
    "dispute.lost",
  ],
] as const;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(REVERSALS)("a %s that the API never lists", (_, happen, type) => {
    test("[C07] is held after a day with a code, a finding and a line in the log, until it is replayed", async () => {
      await using world = await createWorld({ storage });
      const { opened, payment_id } = await credited(world);
      const before = await world.only(opened.topup.topup_id);
      expect(await findings(world)).toEqual([]);
      await freeze(world, payment_id);
      await happen(world, payment_id);
      const answers = await deliverForADay(world);
      expect([answers.at(0), answers.at(-1)]).toEqual([503, 200]);
      expect(await heldEvents(world)).toMatchObject([
        { type, sync_error: "reversal_unclear", payment_id: before.payment_id },
      ]);
      expect(await findings(world)).toEqual([
        expect.stringMatching(/^1 with a refund or a dispute .*sync_error=reversal_unclear\.$/),
      ]);
      expect(world.log.filter((line) => line.includes("refund or dispute"))).toHaveLength(1);
      expect(await world.only(opened.topup.topup_id)).toEqual(before);

      world.dodo.faults.api = {};
      const [event] = await heldEvents(world);
      await world.payment.replayEvent(event?.event_id ?? "");
      expect(await world.only(opened.topup.topup_id)).toMatchObject({ refunded_minor: 5_000 });
      expect([await heldEvents(world), await findings(world)]).toEqual([[], []]);
    });
  });

  test("[C07] two deliveries about one payment are one payment in the finding, which names no unmatched money", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await credited(world);
    await freeze(world, payment_id);
    await world.dodo.refund(payment_id, { amount: 100 });
    await world.dodo.refund(payment_id, { amount: 200 });
    await deliverForADay(world);
    expect(await heldEvents(world)).toHaveLength(2);
    expect(await findings(world)).toEqual([expect.stringMatching(/^1 with/)]);
    const codes = (await world.payment.check()).findings.map(({ code }) => code);
    expect(codes).not.toContain("unmatched");
  });

  test("[C12] a refund without its amount is held at once, and a later amount is recorded by a replay", async () => {
    await using world = await createWorld({ storage });
    const { opened, payment_id } = await credited(world);
    const { refund_id } = await world.dodo.refund(payment_id, { amount: 1_000 });
    const refund = { refund_id, status: "succeeded", is_partial: true };
    world.dodo.patchPayment(payment_id, { refund_status: "partial", refunds: [refund] });
    await world.dodo.deliver();
    const [event] = await heldEvents(world);
    expect(event).toMatchObject({ type: "refund.succeeded", sync_error: "reversal_unclear" });
    expect(await world.only(opened.topup.topup_id)).toMatchObject({ refunded_minor: 0 });
    world.dodo.patchPayment(payment_id, { refunds: [{ ...refund, amount: 1_000 }] });
    await world.payment.replayEvent(event?.event_id ?? "");
    expect(await world.only(opened.topup.topup_id)).toMatchObject({ refunded_minor: 1_000 });
    expect(await findings(world)).toEqual([]);
  });

  test("[C12] a dispute that is won beside a refund without its amount gives nothing back until the amount is known", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent, settled } = notified;
    const { opened, payment_id } = await credited(world);
    const { user_id } = opened.topup;
    await world.dodo.dispute(payment_id, { type: "dispute.lost" });
    await world.dodo.deliver();
    const refund = { refund_id: "ref_1", status: "succeeded", is_partial: true };
    await world.dodo.dispute(payment_id, { type: "dispute.won" });
    world.dodo.patchPayment(payment_id, { refund_status: "partial", refunds: [refund] });
    await world.dodo.deliver();
    const row = async (): Promise<object> => await world.only(opened.topup.topup_id);
    expect(await row()).toMatchObject({ refunded_minor: 5_000, dispute_status: "lost" });
    const [event] = await heldEvents(world);
    expect(event).toMatchObject({ type: "dispute.won", sync_error: "reversal_unclear" });
    await settled();
    expect(returnedOf(sent)).toEqual([["dispute_lost", 5_000, 500, user_id]]);

    world.dodo.patchPayment(payment_id, { refunds: [{ ...refund, amount: 1_000 }] });
    await world.payment.replayEvent(event?.event_id ?? "");
    expect(await row()).toMatchObject({ refunded_minor: 1_000, dispute_status: "won" });
    await settled();
    expect(returnedOf(sent).at(-1)).toEqual(["dispute_won", -4_000, -400, user_id]);
    expect(await findings(world)).toEqual([]);
  });
});

test("[C07] a held payment stays the reason of its own events, and is no finding of this kind", async () => {
  await using world = await createWorld();
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const { payment_id } = await world.dodo.pay(checkout.provider_session_id, { silent: true });
  await world.dodo.refund(payment_id);
  await world.dodo.deliver();
  expect(await world.only(topup.topup_id)).toMatchObject({ status: "held" });
  expect(await heldEvents(world)).toMatchObject([{ sync_error: null }]);
  world.clock.advance(DAY);
  expect(await findings(world)).toEqual([]);
});
