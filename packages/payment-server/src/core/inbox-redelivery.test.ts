/** Redelivered and changed deliveries are decided once. */
import { describe, expect, test } from "vitest";
import { bodyOf, deliverUntilDecided, expectSoundBooks } from "../../test/books.ts";
import { around } from "../../test/faults.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import { PaymentError, type PaymentService, type Storage } from "../index.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[C02] one delivery sent a hundred times at once to four services makes one call and one credit, and each is answered 200 in the end", async () => {
    await using world = await createWorldIn(setting);
    const { checkout } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(checkout.provider_session_id));
    const services = [
      world.payment,
      world.secondService(),
      world.secondService(),
      world.secondService(),
    ];
    let waiting = Array.from({ length: 100 }, (_, index) => services[index % 4] ?? world.payment);
    for (let round = 0; waiting.length > 0 && round < 20; round += 1) {
      const answers = await Promise.all(
        waiting.map(
          async (service) => await world.deliver(body, { webhook_id: "msg_one", service }),
        ),
      );
      expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
      waiting = waiting.filter((_, index) => answers[index]?.status === 503);
    }
    expect(waiting).toEqual([]);
    expect(world.host.calls).toHaveLength(1);
    expect(world.host.balance("ada")).toBe(500);
    expect(await world.allEvents()).toMatchObject([
      { event_id: "dodo:msg_one", sync_status: "applied" },
    ]);
    await expectSoundBooks(world);
  });

  test("[C02] [X10] a decided delivery is answered from its event, however often it is redelivered", async () => {
    await using world = await createWorldIn(setting);
    const { checkout } = await open(world);
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    const requested = world.dodo.requests.length;
    const [delivery] = world.dodo.deliveries;
    const again = await world.dodo.resend(delivery?.delivery_id ?? "");
    expect(again.status).toBe(200);
    expect(JSON.parse(again.body)).toMatchObject({ received: true, sync_status: "applied" });
    if (setting.dodo.webhook_id_on_resend === "same")
      expect(world.dodo.requests.length).toBe(requested);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C03] two concurrent webhook ids for one payment make one credit", async () => {
    await using world = await createWorldIn(setting);
    const { checkout } = await open(world);
    const body = bodyOf(
      world,
      await world.dodo.pay(checkout.provider_session_id, { silent: true }),
    );
    const send = async (webhook_id: string, service?: PaymentService): Promise<number> =>
      (await world.deliver(body, { webhook_id, ...(service === undefined ? {} : { service }) }))
        .status;
    const first = await Promise.all([send("msg_a"), send("msg_b", world.secondService())]);
    expect(first).toContain(200);
    expect([await send("msg_a"), await send("msg_b")]).toEqual([200, 200]);
    expect(world.host.calls).toHaveLength(1);
    expect((await world.allEvents()).map(({ sync_status }) => sync_status)).toEqual([
      "applied",
      "applied",
    ]);
    await expectSoundBooks(world);
  });

  test("[C14] a known webhook id with a changed body, undecided before, is decided by the latest state", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const payment = await world.dodo.pay(checkout.provider_session_id, {
      result: "processing",
      silent: true,
    });
    const failing = async (): Promise<never> => {
      throw new PaymentError("storage_unavailable", "The database is away.");
    };
    const broken = world.secondService({ storage: { ...world.storage, changePayment: failing } });
    const first = await world.deliver(bodyOf(world, payment), {
      webhook_id: "msg_same",
      service: broken,
    });
    expect(first.status).toBe(503);
    expect(await world.allEvents()).toMatchObject([
      { event_id: "dodo:msg_same", sync_status: "failed" },
    ]);
    const finished = await world.dodo.finish(payment.payment_id, "succeeded");
    expect((await world.deliver(bodyOf(world, finished), { webhook_id: "msg_same" })).status).toBe(
      200,
    );
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(await world.allEvents()).toMatchObject([
      { event_id: "dodo:msg_same", sync_status: "applied", attempts: 2 },
    ]);
    await expectSoundBooks(world);
  });

  test("[C14] a decided delivery stays decided, even if its response was lost and recorded as failed", async () => {
    await using world = await createWorldIn(setting);
    const { checkout } = await open(world);
    const body = bodyOf(
      world,
      await world.dodo.pay(checkout.provider_session_id, { silent: true }),
    );
    const lossy: Storage = {
      ...world.storage,
      async closeCredit(change, fence) {
        await world.storage.closeCredit(change, fence);
        throw new PaymentError("storage_unavailable", "The answer was lost.");
      },
    };
    expect(
      (
        await world.deliver(body, {
          webhook_id: "msg_a",
          service: world.secondService({ storage: lossy }),
        })
      ).status,
    ).toBe(503);
    expect(await world.allEvents()).toMatchObject([{ sync_status: "applied", sync_error: null }]);
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[K03] a delivery whose decision cannot be written is redelivered", async () => {
    await using world = await createWorldIn(setting);
    const away = around(world.storage, async (verb, run) => {
      if (verb === "recordEvent")
        throw new PaymentError("storage_unavailable", "The database is away.");
      return await run();
    });
    const body = {
      business_id: world.dodo.business_id,
      type: "payout.success",
      timestamp: "2026-11-23T08:15:42Z",
      data: { payload_type: "Payout" },
    };
    expect(
      (
        await world.deliver(body, {
          webhook_id: "msg_a",
          service: world.secondService({ storage: away }),
        })
      ).status,
    ).toBe(503);
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(await world.allEvents()).toMatchObject([{ sync_status: "ignored" }]);
  });

  test("[C14] a known webhook id with a changed body, decided before, is answered as stored and nothing is called", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const payment = await world.dodo.pay(checkout.provider_session_id, {
      result: "processing",
      silent: true,
    });
    expect((await world.deliver(bodyOf(world, payment), { webhook_id: "msg_same" })).status).toBe(
      200,
    );
    const finished = await world.dodo.finish(payment.payment_id, "succeeded");
    const requested = world.dodo.requests.length;
    const again = await world.deliver(bodyOf(world, finished), { webhook_id: "msg_same" });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ sync_status: "applied" });
    expect(world.dodo.requests.length).toBe(requested);
    expect(world.host.calls).toEqual([]);
    await deliverUntilDecided(world);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    await expectSoundBooks(world);
  });
});

async function open(world: World) {
  const topup = world.host.addTopup();
  return { topup, checkout: await world.create(topup.topup_id) };
}
