/** Buyers who pay, and whose browsers never come to a result page. */
import { expect, test } from "vitest";
import { MINUTE, open } from "../../test/scenes.ts";
import { createWorld, type World } from "../../test/world.ts";

/** Buys, and returns the address to which the buyer's browser should return. */
async function buy(world: World): Promise<string> {
  const { session_id, checkout } = await open(world);
  await world.dodo.pay(session_id);
  await world.dodo.deliver();
  expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({ status: "paid" });
  return checkout.status_url;
}

async function findings(world: World): Promise<{ level: string; message: string }[]> {
  return (await world.payment.check()).findings.filter(({ code }) => code === "no_return");
}

test.each([
  [1, "note"],
  [2, "note"],
  [3, "warning"],
])("[F18] after %i buyers without a return, check() has a %s", async (buyers, level) => {
  await using world = await createWorld({ service: { base_url: "http://localhost:3999" } });
  for (let buyer = 0; buyer < buyers; buyer += 1) await buy(world);
  expect(await findings(world)).toEqual([]);
  world.clock.advance(3 * MINUTE);
  const [finding, ...more] = await findings(world);
  expect(more).toEqual([]);
  expect(finding?.level).toBe(level);
  expect(finding?.message).toContain("http://localhost:3999/v1/payment/redirect/success");
});

test("[F18] one browser that comes to a result page ends the finding", async () => {
  await using world = await createWorld();
  const address = await buy(world);
  world.clock.advance(3 * MINUTE);
  expect(await findings(world)).toHaveLength(1);
  await world.send("GET", address, { as: null, headers: { accept: "application/json" } });
  expect(await findings(world)).toHaveLength(1);
  await world.send("GET", address, { as: null, headers: { accept: "text/html" } });
  expect(await findings(world)).toEqual([]);
});

test("[F18] an address that anyone could make up does not end the finding", async () => {
  await using world = await createWorld();
  await buy(world);
  world.clock.advance(3 * MINUTE);
  for (const query of ["", `?ref=ref_${"a".repeat(22)}`, `?ref=ref_${"a".repeat(22)}&status=paid`])
    await world.send("GET", `/redirect/success${query}`, { headers: { accept: "text/html" } });
  expect(await findings(world)).toHaveLength(1);
});

test("[F18] payments from before the process started say nothing", async () => {
  await using world = await createWorld();
  await buy(world);
  world.clock.advance(60 * MINUTE);
  const later = world.secondService();
  expect((await later.check()).findings.map(({ code }) => code)).not.toContain("no_return");
});
