import { describe, expect, test, vi } from "vitest";
import { underpaid } from "../../../payment-server/test/scenes.ts";
import { createWorld } from "../../../payment-server/test/world.ts";
import { type Desk, deskOf } from "../../test/desk-on-server.ts";

/** Opens a held payment, and the confirmation of a choice. */
async function confirming(
  desk: Desk,
  payment_id: string,
  choice: "credit" | "dismiss",
): Promise<void> {
  await desk.store.payment.open(payment_id);
  desk.store.payment.write("checked at Dodo");
  desk.store.payment.choose(choice);
}

describe("a decision", () => {
  test("is sent once, however often it is confirmed, and leaves the queue", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    const desk = deskOf(world);
    await confirming(desk, payment_id, "credit");
    await Promise.all([
      desk.store.payment.send(),
      desk.store.payment.send(),
      desk.store.payment.send(),
    ]);
    await desk.store.payment.send();
    expect(desk.sent.filter((line) => line.startsWith("POST"))).toEqual(["POST /payments/release"]);
    expect(world.host.balance(topup.user_id)).toBe(topup.credits);
    expect(desk.store.payment.$payment.get()).toMatchObject({
      outcome: { kind: "credited", credits: topup.credits, user_id: topup.user_id },
      decision: { step: "choosing", note: "" },
    });
    await vi.waitFor(() => expect(desk.store.items()).toEqual([]));
  });

  test("without a note is not even asked about", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    const { store } = deskOf(world);
    await store.payment.open(payment_id);
    store.payment.write("  ");
    store.payment.choose("dismiss");
    await store.payment.send();
    expect(store.payment.$payment.get().decision).toMatchObject({
      step: "choosing",
      lacks_note: true,
    });
    expect((await world.only(topup.topup_id)).status).toBe("held");
  });

  test("about a changed topup names the new values, once they were accepted", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    world.host.topups.set(topup.topup_id, { ...topup, credits: 700 });
    const desk = deskOf(world);
    await confirming(desk, payment_id, "credit");
    await desk.store.payment.send();
    expect(desk.sent.some((line) => line.startsWith("POST"))).toBe(false);
    desk.store.payment.accept(true);
    await desk.store.payment.send();
    expect(desk.store.payment.$payment.get().outcome).toMatchObject({
      kind: "credited",
      credits: 700,
    });
    expect(world.host.balance(topup.user_id)).toBe(700);
  });

  test("that is refused keeps the note and shows the topup as it is now", async () => {
    await using world = await createWorld();
    const { payment_id, topup } = await underpaid(world);
    const { store } = deskOf(world);
    await store.payment.open(payment_id);
    store.payment.write("checked");
    store.payment.choose("credit");
    world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 9_900 });
    await store.payment.send();
    const { outcome, decision, load } = store.payment.$payment.get();
    expect(outcome).toMatchObject({ kind: "failed", error: { code: "release_refused" } });
    expect(decision).toMatchObject({ step: "choosing", note: "checked" });
    expect(load.value?.audit.topup?.usd_cents).toBe(9_900);
  });

  test("that somebody else has just made is told as theirs", async () => {
    await using world = await createWorld();
    const { payment_id } = await underpaid(world);
    const desk = deskOf(world);
    await confirming(desk, payment_id, "credit");
    await world.payment.releasePayment({ payment_id, decision: "dismiss", note: "theirs" });
    await desk.store.payment.send();
    expect(desk.store.payment.$payment.get().outcome).toEqual({
      kind: "elsewhere",
      status: "dismissed",
    });
  });
});
