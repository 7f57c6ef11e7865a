import { describe, expect, test } from "vitest";
import { expectSoundBooks } from "../../test/books.ts";
import { open } from "../../test/scenes.ts";
import { createWorld, STORAGES } from "../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["rupees", { currency: "INR", tax: 900 }],
    ["dollars with tax on top", { tax: 413 }],
  ])("[C12] a refund in %s is recorded as its share of the net in cents", async (_, paid) => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const { payment_id, total_amount } = await world.dodo.pay(session_id, paid);
    await world.dodo.deliver();
    const amount = Math.floor(total_amount / 3);
    await world.dodo.refund(payment_id, { amount });
    await world.dodo.deliver();
    const { status, net_minor, refunded_minor } = await world.only(topup.topup_id);
    expect([status, net_minor]).toEqual(["paid", 5_000]);
    expect(amount).not.toBe(refunded_minor);
    expect(refunded_minor).toBe(Math.floor((5_000 * amount) / total_amount));
    await expectSoundBooks(world);
  });
});
