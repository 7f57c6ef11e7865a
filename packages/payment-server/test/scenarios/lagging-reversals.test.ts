/**
 * Dodo's API may lag behind a delivery about a refund or a dispute. The delivery is sent again
 * until the API shows that refund or dispute in the state that was delivered.
 */
import { describe, expect, test } from "vitest";
import { presentPayment } from "../books.ts";
import { credited } from "../dispute-scenes.ts";
import { DAY, HOUR, MINUTE } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

type Happen = (world: World, payment_id: string) => Promise<unknown>;

const refund =
  (options: Parameters<World["dodo"]["refund"]>[1] = {}): Happen =>
  async (world, id) =>
    await world.dodo.refund(id, options);
const dispute =
  (
    type: "dispute.opened" | "dispute.challenged" | `dispute.${"won" | "lost" | "accepted"}`,
  ): Happen =>
  async (world, id) =>
    await world.dodo.dispute(id, { type });
const succeeds: Happen = async (world, id) => {
  const { refunds } = await presentPayment(world, id);
  return await world.dodo.finishRefund(refunds?.at(-1)?.refund_id ?? "", "succeeded");
};

/** What is known already, what is delivered while the API lags, and the row once it does not. */
const SCENES: readonly [name: string, first: Happen[], then: Happen, after: object][] = [
  ["the first refund", [], refund(), { refunded_minor: 5_000 }],
  [
    "the rest after a partial refund",
    [refund({ amount: 100 })],
    refund(),
    { refunded_minor: 5_000 },
  ],
  [
    "a second partial refund",
    [refund({ amount: 100 })],
    refund({ amount: 200 }),
    { refunded_minor: 300 },
  ],
  [
    "a refund that was pending",
    [refund({ status: "pending" })],
    succeeds,
    { refunded_minor: 5_000 },
  ],
  [
    "a refund that was in review, after another one",
    [refund({ amount: 100 }), refund({ amount: 200, status: "review" })],
    succeeds,
    { refunded_minor: 300 },
  ],
  [
    "a dispute after a refund",
    [refund({ amount: 100 })],
    dispute("dispute.opened"),
    { disputed: true },
  ],
  [
    "a dispute that was open and is lost",
    [dispute("dispute.opened")],
    dispute("dispute.lost"),
    { dispute_status: "lost", refunded_minor: 5_000 },
  ],
  [
    "a dispute that was challenged and is accepted",
    [dispute("dispute.opened"), dispute("dispute.challenged")],
    dispute("dispute.accepted"),
    { dispute_status: "lost", refunded_minor: 5_000 },
  ],
  [
    "a dispute that was won and is lost",
    [dispute("dispute.opened"), dispute("dispute.won")],
    dispute("dispute.lost"),
    { dispute_status: "lost", refunded_minor: 5_000 },
  ],
  [
    "a dispute that was open and is won",
    [dispute("dispute.opened")],
    dispute("dispute.won"),
    { dispute_status: "won", refunded_minor: 0 },
  ],
  [
    "a second dispute beside one that was won",
    [dispute("dispute.opened"), dispute("dispute.won")],
    dispute("dispute.opened"),
    { dispute_status: "open" },
  ],
];

describe.each(STORAGES)("on %s", (storage) => {
  test.each(SCENES)(
    "[C07] %s, which the API does not show for hours, is recorded once it does, however old the payment is",
    async (_, first, then, after) => {
      await using world = await createWorld({ storage });
      const { opened, payment_id } = await credited(world);
      world.clock.advance(20 * DAY);
      for (const happen of first) {
        await happen(world, payment_id);
        await world.dodo.deliverAll();
        world.clock.advance(HOUR);
      }
      const before = await world.only(opened.topup.topup_id);
      const shown = await presentPayment(world, payment_id);
      await then(world, payment_id);
      world.dodo.faults.api.transform = (path, body) =>
        path === `/payments/${payment_id}` ? shown : body;
      for (const pause of [0, MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR]) {
        world.clock.advance(pause);
        for (const { status } of await world.dodo.deliver()) expect(status).toBe(503);
      }
      expect(await world.only(opened.topup.topup_id)).toEqual(before);
      world.dodo.faults.api = {};
      world.clock.advance(11 * HOUR);
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid", ...after });
    },
  );
});

test.each<[name: string, first: Happen[], then: Happen, type: string]>([
  ["a refund that has failed", [], refund({ status: "failed" }), "refund.failed"],
  [
    "an older state of a dispute",
    [dispute("dispute.opened")],
    dispute("dispute.lost"),
    "dispute.opened",
  ],
])("[C07] %s is decided at once, since the API need not show it", async (_, first, then, type) => {
  await using world = await createWorld();
  const { payment_id } = await credited(world);
  for (const happen of first) await happen(world, payment_id);
  const shown = await presentPayment(world, payment_id);
  await then(world, payment_id);
  if (type === "refund.failed")
    world.dodo.faults.api.transform = (path, body) =>
      path === `/payments/${payment_id}` ? shown : body;
  const answers = await world.dodo.deliverAll();
  expect(answers.map(({ status }) => status)).not.toContain(503);
});

test("[C07] a success whose body lists a refund that the API does not show yet is not credited", async () => {
  await using world = await createWorld();
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const { payment_id } = await world.dodo.pay(checkout.provider_session_id);
  const shown = await presentPayment(world, payment_id);
  await world.dodo.refund(payment_id);
  world.dodo.faults.api.transform = (path, body) =>
    path === `/payments/${payment_id}` ? shown : body;
  for (const { status } of await world.dodo.deliver()) expect(status).toBe(503);
  expect(world.host.calls).toEqual([]);
  world.dodo.faults.api = {};
  world.clock.advance(HOUR);
  await world.dodo.deliverAll();
  expect(await world.only(topup.topup_id)).toMatchObject({ status: "held", refunded_minor: 5_000 });
});
