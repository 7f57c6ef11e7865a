import { expect, test } from "vitest";
import { createWorld, type World } from "../../test/world.ts";

/** Opens a checkout as ada, gives the topup to bob, and lets bob pay with these fields. */
async function paidByBob(
  world: World,
  overrides: Record<string, unknown>,
): Promise<{ status_url: string; invoice_url: string }> {
  const topup = world.host.addTopup();
  const { status_url } = await world.create(topup.topup_id);
  world.host.topups.set(topup.topup_id, { ...topup, user_id: "bob" });
  const checkout = await world.create(topup.topup_id, { as: "user:bob" });
  await world.dodo.pay(checkout.provider_session_id, { overrides });
  await world.dodo.deliver();
  world.clock.advance(10_000);
  const paid = await world.storage.readPayment(checkout.payment_id);
  return { status_url, invoice_url: paid?.invoice_url ?? expect.unreachable("no invoice") };
}

test.each([
  ["paid", {}],
  ["held", { total_amount: 4_000 }],
])(
  "[F26] a buyer whose topup another user has paid sees that it is %s, and neither the invoice nor the credits of that user",
  async (status, overrides) => {
    await using world = await createWorld();
    const { status_url, invoice_url } = await paidByBob(world, overrides);
    const answer = await world.send("GET", status_url, { headers: { accept: "application/json" } });
    expect(await answer.json()).toMatchObject({ status, invoice_url: null, credits: 0 });
    const page = await (await world.send("GET", status_url)).text();
    expect(page).not.toContain(invoice_url);
    expect(page).not.toContain("<bdi>500</bdi>");
  },
);

test("a buyer sees the invoice of another payment of their own", async () => {
  await using world = await createWorld();
  const topup = world.host.addTopup();
  const { status_url } = await world.create(topup.topup_id);
  world.clock.advance(3 * 24 * 3_600_000);
  const second = await world.create(topup.topup_id);
  await world.dodo.pay(second.provider_session_id);
  await world.dodo.deliver();
  const answer = await world.send("GET", status_url, { headers: { accept: "application/json" } });
  const paid = await world.storage.readPayment(second.payment_id);
  expect(await answer.json()).toMatchObject({
    status: "paid",
    invoice_url: paid?.invoice_url,
    credits: 500,
  });
});
