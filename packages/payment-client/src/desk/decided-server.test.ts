// The last decisions as a real server has stored them.
import { expect, test } from "vitest";
import { decide, HOUR, MINUTE, open, underpaid } from "../../../payment-server/test/scenes.ts";
import { BASE, createWorld } from "../../../payment-server/test/world.ts";
import { createAdminClient } from "../admin.ts";
import { loadDecided } from "./decided.ts";

test("what was credited and dismissed is listed, and what matched by itself is not", async () => {
  await using world = await createWorld();
  const client = createAdminClient({
    endpoint: BASE,
    token: "admin",
    fetch: async (request) => await world.payment.fetch(request),
  });
  const matching = await open(world);
  await world.dodo.pay(matching.session_id);
  await world.dodo.deliver();
  expect((await world.only(matching.topup.topup_id)).status).toBe("paid");
  expect(await loadDecided(client, {})).toEqual([]);

  const [credited, dismissed] = [await underpaid(world), await underpaid(world)];
  const decided_at = world.clock.now();
  const admin_id = "admin_7";
  await world.payment.releasePayment({
    payment_id: credited.payment_id,
    decision: "credit",
    note: "reviewed",
    admin_id,
  });
  world.clock.advance(MINUTE);
  expect(await decide(world, dismissed.payment_id, "dismiss")).toBe("dismissed");
  world.clock.advance(MINUTE);
  const { user_id } = credited.topup;
  expect(await loadDecided(client, {})).toEqual([
    {
      payment_id: dismissed.payment_id,
      choice: "dismiss",
      amount_minor: 4_000,
      user_id,
      admin_id: null,
      at: new Date(decided_at + MINUTE).toISOString(),
    },
    {
      payment_id: credited.payment_id,
      choice: "credit",
      amount_minor: 4_000,
      user_id,
      admin_id,
      at: new Date(decided_at).toISOString(),
    },
  ]);
});

test("a payment that was held because its topup did not say `paid`, and is credited once it does, is listed", async () => {
  await using world = await createWorld();
  const client = createAdminClient({
    endpoint: BASE,
    token: "admin",
    fetch: async (request) => await world.payment.fetch(request),
  });
  const { topup, checkout, session_id } = await open(world);
  await world.dodo.pay(session_id);
  world.host.after = () => void world.host.topups.set(topup.topup_id, { ...topup, status: "done" });
  await world.dodo.deliver();
  world.clock.advance(HOUR);
  await world.payment.reconcile();
  expect(await world.only(topup.topup_id)).toMatchObject({ hold_reason: "topup_not_paid" });
  world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
  const { payment_id } = checkout;
  await world.payment.releasePayment({
    ...{ payment_id, decision: "credit", note: "balance checked", admin_id: "admin_7" },
  });
  expect(world.host.calls).toHaveLength(1);
  expect(await loadDecided(client, {})).toMatchObject([
    { payment_id, choice: "credit", admin_id: "admin_7", user_id: topup.user_id },
  ]);
});
