import { expect, test } from "vitest";
import { bodyOf } from "../../test/books.ts";
import { DAY, foreignSession, HOUR, MINUTE } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";

/** Makes a payment at Dodo that names a payment of ours which is not stored, and delivers it. */
async function unmatched(
  world: World,
): Promise<{ event_id: string; deliverAgain(): Promise<void> }> {
  const topup = world.host.addTopup();
  const { provider_session_id } = await world.create(topup.topup_id);
  const paid = await world.dodo.pay(provider_session_id, { silent: true });
  const elsewhere = {
    ...paid,
    payment_id: "pay_elsewhere",
    checkout_session_id: "cks_elsewhere",
    metadata: { payment_id: `pmt_${"A".repeat(22)}`, topup_id: "tu_elsewhere" },
  };
  world.dodo.putPayment(elsewhere);
  world.clock.advance(HOUR);
  const deliverAgain = async (): Promise<void> => {
    world.dodo.emit("payment.succeeded", elsewhere, { timestamp: paid.created_at });
    await world.dodo.deliver();
  };
  await deliverAgain();
  const [event] = (await world.payment.listEvents({ sync_status: "held" })).items;
  return { event_id: event?.event_id ?? "", deliverAgain };
}

test.each(STORAGES)(
  "[O05] on %s, an unmatched delivery is closed with who, when and why, for good",
  async (storage) => {
    await using world = await createWorld({ storage });
    const { event_id, deliverAgain } = await unmatched(world);
    const body = { event_id, note: "Sold by the old shop." };
    const close = async (): Promise<unknown> =>
      await (await world.send("POST", "/events/close", { as: "admin", body })).json();
    const closed = await close();
    expect(closed).toMatchObject({ event: { sync_status: "ignored", sync_error: "closed" } });
    expect(await close()).toEqual(closed);
    expect(await world.storage.listAudit(event_id)).toMatchObject([
      { actor: "admin:root", action: "close", note: "Sold by the old shop." },
    ]);
    // Neither a later delivery nor a scan holds it again, and it is no difference with Dodo.
    world.clock.advance(MINUTE);
    await deliverAgain();
    await world.payment.reconcile();
    world.clock.advance(DAY);
    await world.payment.reconcile();
    expect((await world.payment.listEvents({ sync_status: "held" })).items).toEqual([]);
    const { items } = await world.payment.drift();
    expect(
      items.filter(({ provider_payment_id }) => provider_payment_id === "pay_elsewhere"),
    ).toEqual([]);
  },
);

test("[O05] all deliveries about the payment are closed with it", async () => {
  await using world = await createWorld();
  const { event_id, deliverAgain } = await unmatched(world);
  await deliverAgain();
  await world.payment.closeEvent({ event_id, note: "Refunded at Dodo." });
  expect((await world.payment.check()).findings.map(({ code }) => code)).not.toContain("unmatched");
});

test("[O05] the replay of closed events leaves them closed", async () => {
  await using world = await createWorld();
  const { topup_id } = world.host.addTopup();
  const paid = await world.dodo.pay(await foreignSession(world, "pdt_topup", { topup_id }), {
    silent: true,
  });
  await world.deliver(bodyOf(world, paid), { webhook_id: "msg_a" });
  const input = { event_id: "dodo:msg_a", note: "Credited by hand." };
  const closed = await world.payment.closeEvent(input);
  const events = await world.allEvents();
  expect(events).toHaveLength(2);
  for (const event of events)
    expect(await world.payment.replayEvent(event.event_id)).toEqual(event);
  expect(await world.payment.closeEvent(input)).toEqual(closed);
  await world.deliver(bodyOf(world, paid), { webhook_id: "msg_b" });
  expect((await world.payment.listEvents({ sync_status: "held" })).items).toEqual([]);
  world.clock.advance(DAY);
  expect((await world.payment.drift()).items).toEqual([]);
});

test("[O05] an event that is not unmatched, one that is missing and a close without a note are refused", async () => {
  await using world = await createWorld();
  const { event_id } = await unmatched(world);
  const topup = world.host.addTopup();
  const { provider_session_id } = await world.create(topup.topup_id);
  await world.dodo.pay(provider_session_id);
  await world.dodo.deliver();
  const [applied] = (await world.payment.listEvents({ sync_status: "applied" })).items;
  const close = async (body: unknown, as = "admin"): Promise<unknown[]> => {
    const answer = await world.send("POST", "/events/close", { as, body });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  expect(await close({ event_id: applied?.event_id, note: "x" })).toEqual([409, "release_refused"]);
  expect(await close({ event_id: "dodo:nothing", note: "x" })).toEqual([404, "event_not_found"]);
  expect(await close({ event_id, note: " " })).toEqual([400, "invalid_request"]);
  expect(await close({ event_id, note: "x" }, "user:ada")).toEqual([404, "not_found"]);
  await expect(world.payment.closeEvent({ event_id, note: "\0" })).rejects.toThrow("NUL");
});
