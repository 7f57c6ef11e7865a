/** A refund or a dispute names only Dodo's payment, and may arrive before any row has its id. */
import { describe, expect, test } from "vitest";
import { bodyOf, everyPayment, expectSoundBooks, gate, until } from "../books.ts";
import { foreignSession, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[C12] a refund that arrives while its payment is being judged holds it", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { topup, session_id } = await open(world);
      const paid = await world.dodo.pay(session_id, { silent: true });
      const { opened, open: go } = gate();
      let reading = false;
      world.host.reading = async () => {
        if (reading) return;
        reading = true;
        await opened;
      };
      const crediting = world.deliver(bodyOf(world, paid), { webhook_id: "msg_a" });
      await until(() => reading);
      await world.dodo.refund(paid.payment_id, { amount: 1_000 });
      const [refund] = await world.dodo.deliver();
      go();
      expect([refund?.status, (await crediting).status]).toEqual([200, 200]);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "refunded",
        refunded_minor: 1_000,
      });
      expect(world.host.balance("ada")).toBe(0);
      await expectSoundBooks(world);
    });

    test.each([
      [
        "refunded",
        async (world: World, id: string): Promise<unknown> => await world.dodo.refund(id),
      ],
      [
        "disputed",
        async (world: World, id: string): Promise<unknown> => await world.dodo.dispute(id),
      ],
    ] as const)(
      "[C12] if its own success never arrived, a payment is held as %s by that delivery alone",
      async (reason, reverse) => {
        await using world = await createWorld({ storage, service: { confirm } });
        const { topup, session_id } = await open(world);
        const paid = await world.dodo.pay(session_id, { silent: true });
        const stale = structuredClone(bodyOf(world, paid));
        const timestamp = Math.floor(world.clock.now() / 1_000);
        world.clock.advance(MINUTE);
        await reverse(world, paid.payment_id);
        expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
        expect(await world.only(topup.topup_id)).toMatchObject({
          status: "held",
          hold_reason: reason,
          provider_payment_id: paid.payment_id,
        });
        // The success that was signed before it arrives last.
        expect((await world.deliver(stale, { timestamp })).status).toBe(200);
        expect(await world.only(topup.topup_id)).toMatchObject({
          status: "held",
          hold_reason: reason,
        });
        expect(world.host.calls).toEqual([]);
        await expectSoundBooks(world);
      },
    );
  });

  test("[C15] Dodo is called once about a foreign payment, and the event is ignored for good", async () => {
    await using world = await createWorld({
      storage,
      // A delivery with a new id is another event, about which Dodo is called again.
      dodo: { webhook_id_on_resend: "same" },
    });
    const foreign = await world.dodo.pay(
      await foreignSession(world, "pdt_topup", { order: "42" }),
      { silent: true },
    );
    await world.dodo.refund(foreign.payment_id);
    const requested = world.dodo.requests.length;
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    const [delivery] = world.dodo.deliveries;
    await world.dodo.resend(delivery?.delivery_id ?? "");
    expect(world.dodo.requests.slice(requested).map(({ path }) => path)).toEqual([
      `/payments/${foreign.payment_id}`,
    ]);
    expect(await world.allEvents()).toMatchObject([{ sync_status: "ignored", payment_id: null }]);
    expect(await everyPayment(world)).toEqual([]);
  });

  test("[C15] what is on a row of ours is not requested twice", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    const paid = await world.dodo.pay(session_id);
    await world.dodo.deliver();
    await world.dodo.refund(paid.payment_id);
    const requested = world.dodo.requests.length;
    await world.dodo.deliver();
    expect(world.dodo.requests.slice(requested).map(({ path }) => path)).toEqual([
      `/payments/${paid.payment_id}`,
    ]);
  });

  test("[C15] foreign refunds use no more than the budget; the rest are redelivered, and deliveries of ours are not delayed", async () => {
    await using world = await createWorld({ storage, service: { provider_calls_per_second: 1 } });
    const { topup, session_id } = await open(world);
    const paid = await world.dodo.pay(session_id, { silent: true });
    const requested = world.dodo.requests.length;
    const answers: number[] = [];
    for (let at = 0; at < 6; at += 1)
      answers.push(
        (await world.deliver(refundOf(world, `pay_foreign${at}`), { webhook_id: `msg_${at}` }))
          .status,
      );
    expect(answers.at(0)).toBe(200);
    // Two calls come from the share of deliveries and two from the common share.
    expect(answers.slice(4)).toEqual([503, 503]);
    expect(world.dodo.requests.length - requested).toBe(4);
    expect((await world.deliver(bodyOf(world, paid))).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    const refused = await world.deliver(refundOf(world, "pay_foreign9"), { webhook_id: "msg_9" });
    expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([503, 30]);
    world.clock.advance(30_000);
    expect(
      (await world.deliver(refundOf(world, "pay_foreign9"), { webhook_id: "msg_9" })).status,
    ).toBe(200);
  });

  test("[C15] while Dodo does not answer, no refund is ignored", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const paid = await world.dodo.pay(session_id, { silent: true });
    await world.dodo.refund(paid.payment_id);
    world.dodo.faults.api.fail = { status: 500 };
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([503]);
    world.dodo.faults.api = {};
    world.clock.advance(MINUTE);
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "refunded",
    });
  });
});

/** The body of a refund of a payment that no row knows. */
function refundOf(world: World, payment_id: string): Record<string, unknown> {
  const timestamp = new Date(world.clock.now()).toISOString();
  return {
    business_id: world.dodo.business_id,
    type: "refund.succeeded",
    timestamp,
    data: { payload_type: "Refund", refund_id: "ref_1", payment_id, amount: 400, metadata: {} },
  };
}
