/**
 * One journey, hold, decline, refund, replay and reconciliation under each answer to the questions
 * about Dodo that only a real account can answer. `pnpm emulator:options` runs all scenarios so.
 */
import { describe, expect, test } from "vitest";
import { expectSoundBooks, reconcileUntilDone } from "../books.ts";
import { chosenAnswer, OTHER_ANSWERS } from "../dodo-answers.ts";
import { decide, open, outcomes, underpaid } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

// What Dodo answers has nothing to do with the storage, so one is enough here.
const [storage = "memory"] = STORAGES;
const answers = [...OTHER_ANSWERS].map(([name, dodo]) => ({ name, dodo }));

/** Pays, redelivers and replays; resolves to the id of Dodo's payment. */
async function buy(world: World): Promise<string> {
  const { session_id } = await open(world);
  const { payment_id } = await world.dodo.pay(session_id);
  await world.dodo.deliver();
  const [delivery] = world.dodo.deliveries.slice(-1);
  await world.dodo.duplicate(delivery?.delivery_id ?? "");
  await world.dodo.resend(delivery?.delivery_id ?? "");
  return payment_id;
}

describe.each(answers)("$name", ({ dodo }) => {
  test("[C25] a payment is credited once, and its refund is recorded", async () => {
    await using world = await createWorld({ storage, dodo });
    const payment_id = await buy(world);
    expect(world.host.calls).toHaveLength(1);
    const refund = await world.dodo.refund(payment_id, { status: "pending" });
    await world.dodo.finishRefund(refund.refund_id, "succeeded");
    await world.dodo.deliverAll();
    const [payment] = await world.allPayments();
    expect(payment).toMatchObject({ status: "paid", refunded_minor: 5_000 });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C25] a decline, then another card, is one credit", async () => {
    await using world = await createWorld({ storage, dodo });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { result: "failed" });
    await world.dodo.deliver();
    await world.dodo.pay(session_id);
    await world.dodo.deliverAll();
    expect((await world.only(topup.topup_id)).status).toBe("paid");
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C25] money that does not match is held until it is released", async () => {
    await using world = await createWorld({ storage, dodo });
    const { payment_id } = await underpaid(world);
    expect(world.host.calls).toEqual([]);
    expect(await decide(world, payment_id, "credit")).toBe("paid");
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C25] a bank debit whose deliveries were lost is credited by reconciliation", async () => {
    await using world = await createWorld({ storage, dodo });
    const { session_id } = await open(world);
    world.dodo.faults.webhooks.lose = 2;
    const { payment_id } = await world.dodo.pay(session_id, { result: "processing" });
    await world.dodo.deliver();
    world.clock.advance(60_000);
    await world.payment.reconcile();
    expect(
      outcomes(await world.storage.listPayments({ filter: {}, after: null, limit: 9 })),
    ).toEqual(["pending"]);
    await world.dodo.finish(payment_id, "succeeded");
    await world.dodo.deliver();
    await reconcileUntilDone(world);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });
});

test("[C25] TEST_DODO sets one of these answers, and nothing else", () => {
  for (const [name, answer] of OTHER_ANSWERS) expect(chosenAnswer(name)).toBe(answer);
  expect(chosenAnswer()).toEqual(chosenAnswer(process.env["TEST_DODO"]));
  expect(() => chosenAnswer("payments_per_session=three")).toThrow("payments_per_session=many");
});
