import { expect, test } from "vitest";
import { underpaid } from "../../test/scenes.ts";
import { createWorld } from "../../test/world.ts";

test("a payment that was released for an edited topup shows the credits that were added", async () => {
  await using world = await createWorld();
  const { topup, payment_id, checkout } = await underpaid(world);
  world.host.topups.set(topup.topup_id, { ...topup, credits: 750 });
  const { usd_cents, user_id } = topup;
  await world.payment.releasePayment({
    payment_id,
    decision: "credit",
    note: "the buyer was promised more",
    topup: { usd_cents, credits: 750, user_id },
  });
  expect(world.host.balance("ada")).toBe(750);
  const html = await (await world.send("GET", checkout.status_url)).text();
  expect(html).toContain("<bdi>750</bdi> credits have been added to your balance.");
});
