import { describe, expect, test } from "vitest";
import { foreignSession, HOUR, MINUTE, open } from "../../test/scenes.ts";
import { BASE, createWorld, STORAGES, type World } from "../../test/world.ts";
import type { Finding } from "./provider.ts";

/** Pays one topup. Its credit is found by reconciliation if the delivery is lost. */
async function buy(world: World, delivery: "arrives" | "is lost"): Promise<void> {
  const { session_id } = await open(world);
  await world.dodo.pay(session_id, { silent: delivery === "is lost" });
  await world.dodo.deliver();
  world.clock.advance(HOUR);
  await world.payment.reconcile();
}

/** Returns the findings about deliveries. */
async function about(world: World): Promise<Finding[]> {
  return (await world.payment.check()).findings.filter(({ code }) => code.startsWith("webhook_"));
}

describe.each(STORAGES)("check() on %s says whether deliveries arrive:", (storage) => {
  test("none yet, and nothing was paid: a note with the address to register", async () => {
    await using world = await createWorld({
      storage,
      service: { base_url: "https://shop.example/shop" },
    });
    expect(await about(world)).toMatchObject([
      {
        level: "note",
        code: "webhook_untested",
        message: expect.stringContaining("Register https://shop.example/shop/v1/payment/webhook"),
      },
    ]);
  });

  test("none ever, although money was paid: an error", async () => {
    await using world = await createWorld({
      storage,
      service: { base_url: "http://localhost:3000" },
    });
    await buy(world, "is lost");
    world.clock.advance(HOUR);
    const { ok } = await world.payment.check();
    expect([ok, await about(world)]).toMatchObject([
      false,
      [
        {
          level: "error",
          code: "webhook_silent",
          message: expect.stringContaining(`${BASE}/webhook`),
        },
      ],
    ]);
  });

  test("none ever, although reconciliation has stored an event about unmatched money: an error", async () => {
    await using world = await createWorld({ storage });
    await buy(world, "is lost");
    const session_id = await foreignSession(world, "pdt_topup", {
      payment_id: `pmt_${"0".repeat(22)}`,
    });
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await world.allEvents()).toMatchObject([{ sync_error: "unmatched" }]);
    expect(await about(world)).toMatchObject([{ level: "error", code: "webhook_silent" }]);
  });

  test("none, and a payment of the last minutes: a warning that says both, and when it is an error", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(MINUTE);
    await world.payment.reconcile();
    world.clock.advance(4 * MINUTE);
    const message =
      /^1 payment was paid, the last one 4 min ago, and no genuine delivery from dodo has arrived yet; after 15 min this is an error\. Register/;
    expect(await about(world)).toMatchObject([
      { level: "warning", code: "webhook_untested", message: expect.stringMatching(message) },
    ]);
    world.clock.advance(12 * MINUTE);
    expect(await about(world)).toMatchObject([{ level: "error", code: "webhook_silent" }]);
  });

  test("the last one and when: a note", async () => {
    await using world = await createWorld({ storage });
    const at = new Date(world.clock.now()).toISOString();
    await buy(world, "arrives");
    expect(await about(world)).toMatchObject([
      {
        level: "note",
        code: "webhook_works",
        message: `The last genuine delivery from dodo arrived at ${at}.`,
      },
    ]);
  });

  test("some are missing: a warning, and an error once all of the last ones are", async () => {
    await using world = await createWorld({ storage });
    await buy(world, "arrives");
    await buy(world, "is lost");
    world.clock.advance(HOUR);
    expect(await about(world)).toMatchObject([
      { level: "warning", message: expect.stringMatching(/^1 of the last 2 paid payments/) },
    ]);
    for (let paid = 0; paid < 20; paid += 1) await buy(world, "is lost");
    world.clock.advance(HOUR);
    expect(await about(world)).toMatchObject([
      { level: "error", message: expect.stringMatching(/^20 of the last 20 paid payments/) },
    ]);
  });

  test("a payment of the last minutes may still be delivered", async () => {
    await using world = await createWorld({ storage });
    await buy(world, "arrives");
    await buy(world, "is lost");
    expect(await about(world)).toMatchObject([{ code: "webhook_works" }]);
    world.clock.advance(16 * MINUTE);
    expect(await about(world)).toMatchObject([{ code: "webhook_silent", level: "warning" }]);
  });

  test("without a signing key nothing, since deliveries are not stored then", async () => {
    await using world = await createWorld({ storage, signed: false });
    expect(await about(world)).toMatchObject([{ code: "webhook_key_missing" }]);
  });
});
