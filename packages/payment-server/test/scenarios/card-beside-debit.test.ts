import { describe, expect, test } from "vitest";
import { bodyOf, presentPayment } from "../books.ts";
import { open, pageStatus, whileHostIsDown, type Opened } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

const MANY = { payments_per_session: "many" } as const;

/** A topup whose row is occupied by a slow payment that is still processing. */
async function openWithSlowPayment(world: World): Promise<Opened> {
  const opened = await open(world);
  const { payment_id } = await world.dodo.pay(opened.session_id, {
    result: "processing",
    silent: true,
  });
  await world.deliver(bodyOf(world, await presentPayment(world, payment_id), "payment.processing"));
  return opened;
}

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["matches", {}, "topup_not_pending", 500],
    ["is underpaid", { overrides: { total_amount: 4_000 } }, "payment_held", 0],
  ])(
    "[A09] no second checkout is created if a card payment beside a slow one %s and its webhook was lost",
    async (_, outcome, code, balance) => {
      await using world = await createWorld({ storage, dodo: MANY });
      const { session_id, topup } = await openWithSlowPayment(world);
      await world.dodo.pay(session_id, { ...outcome, silent: true });
      const answer = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { method_id: "dodo", topup_id: topup.topup_id },
      });
      expect([answer.status, await answer.json()]).toEqual([
        409,
        expect.objectContaining({ code }),
      ]);
      expect(world.dodo.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
      expect(world.host.balance("ada")).toBe(balance);
    },
  );

  test.each([
    ["is being credited", {}, "crediting"],
    ["is held", { overrides: { total_amount: 4_000 } }, "held"],
  ])(
    "[A09] once the slow payment failed, its result page does not offer a retry while a card payment beside it %s",
    async (_, outcome, status) => {
      await using world = await createWorld({ storage, dodo: MANY });
      const { session_id, checkout } = await open(world);
      const slow = await world.dodo.pay(session_id, { result: "processing", silent: true });
      await world.deliver(
        bodyOf(world, await presentPayment(world, slow.payment_id), "payment.processing"),
      );
      await world.dodo.pay(session_id, outcome);
      await whileHostIsDown(world, async () => await world.dodo.deliver());
      const failed = await world.dodo.finish(slow.payment_id, "failed");
      await world.deliver(bodyOf(world, failed), { webhook_id: "msg_failed" });
      expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
        status: "failed",
      });
      world.host.reading = () => {
        throw new Error("the host is down");
      };
      expect(await pageStatus(world, checkout)).toBe(status);
    },
  );

  test("[O04] the list of a topup shows the payment that its own request to Dodo found", async () => {
    await using world = await createWorld({ storage, dodo: MANY });
    const { session_id, topup } = await openWithSlowPayment(world);
    await world.dodo.pay(session_id, { silent: true });
    const list = await world.send("GET", `/payments/me?topup_id=${topup.topup_id}`, {
      as: "user:ada",
    });
    const { items } = (await list.json()) as { items: { status: string }[] };
    expect(items.map(({ status }) => status).sort()).toEqual(["paid", "pending"]);
  });

  test("[V12] an unsigned delivery about a card payment beside a slow one is answered 200 once it is credited", async () => {
    await using world = await createWorld({ storage, signed: false, dodo: MANY });
    const { checkout, session_id } = await open(world);
    await world.dodo.pay(session_id, { result: "processing", silent: true });
    await pageStatus(world, checkout);
    world.clock.advance(10_000);
    const card = await world.dodo.pay(session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, card))).status).toBe(200);
    expect(world.host.balance("ada")).toBe(500);
  });
});
