// A running shop goes from one version to the next: both processes work on one database side by
// side, then the second alone, then the first alone again.
import assert from "node:assert/strict";
import type { DodoEmulator } from "@x/dodo-emulator";
import type { Project } from "@x/example-installed/project";
import { createBuyer, type Checkout } from "@x/example-shared/browser";
import { paymentsOf, until, untilDelivered, type Mount } from "@x/example-shared/mount";
import type { Server } from "@x/example-shared/server";
import { openDodo, openShop } from "./installed-shop.ts";

/** The credits of the pack that is bought here. */
const CREDITS = 500;

/** A topup of a buyer who has no other one. */
interface Bought {
  buyer: string;
  topup_id: string;
  checkout: Checkout;
  /**
   * The balance that the buyer must have now; `null` while the payment waits for a server that
   * looks after it by itself.
   */
  credits: number | null;
}

/** The state of an upgrade: the two shops, the local Dodo, and the purchases so far. */
interface Scene {
  dodo: DodoEmulator;
  bought: Bought[];
}

/**
 * Runs the upgrade of a shop on one database, and back. `first` and `second` are projects with the
 * two versions. Returns what was done, a sentence for each step. Throws if a balance or a payment
 * is wrong after any step.
 */
export async function rehearseUpgrade(
  first: Project,
  second: Project,
  database: string,
): Promise<string[]> {
  const dodo = await openDodo(first.folder);
  const scene: Scene = { dodo, bought: [] };
  const running: Server[] = [];
  const start = async ({ folder }: Project): Promise<Mount> => {
    const server = await openShop(folder, dodo, database);
    running.push(server);
    return { shop_url: server.url, dodo, restart: server.restart };
  };
  const stopOldest = async (): Promise<void> => {
    await running.shift()?.stop();
  };
  try {
    const old = await start(first);
    deliverTo(old);
    const rows = await fill(scene, old);
    await expectBooks(scene, old);

    const now = await start(second);
    await finishRows(scene, rows, old, now);
    await buyAcross(scene, old, now);
    await expectBooks(scene, old);
    await expectBooks(scene, now);

    await stopOldest();
    deliverTo(now);
    await buy(scene, now);
    const left_open = await add(scene, now, 0);
    await expectBooks(scene, now);
    await stopOldest();

    const again = await start(first);
    deliverTo(again);
    await buy(scene, again);
    await dodo.pay(left_open.checkout.provider_session_id);
    await becomes(again, left_open, "paid");
    left_open.credits = CREDITS;
    await expectBooks(scene, again);
    return [
      "with the first version: one checkout open, one payment held, one paid, one paid whose webhook was lost",
      "both versions side by side: the second credits what the first has opened, reconciles, and releases; each buys with the other's deliveries",
      "the second version alone: all rows as before, buys, leaves a checkout open",
      `back to the first version: credits that checkout, buys; ${scene.bought.length} topups, each balance as it must be`,
    ];
  } finally {
    for (const server of running) await server.stop();
    await dodo.close();
  }
}

interface Rows {
  opened: Bought;
  held: Bought;
  lost: Bought;
}

/** Makes the rows that an upgrade meets, with one shop. */
async function fill(scene: Scene, shop: Mount): Promise<Rows> {
  await buy(scene, shop);
  const opened = await add(scene, shop, 0);
  const held = await add(scene, shop, 0);
  await scene.dodo.pay(held.checkout.provider_session_id, {
    overrides: { total_amount: 499, settlement_amount: 499 },
  });
  await becomes(shop, held, "held");
  const lost = await add(scene, shop, null);
  await scene.dodo.pay(lost.checkout.provider_session_id, { silent: true });
  return { opened, held, lost };
}

/** Ends the rows that the old shop has left, with the new one; the old one sees it. */
async function finishRows(scene: Scene, rows: Rows, old: Mount, now: Mount): Promise<void> {
  const { opened, held, lost } = rows;
  deliverTo(now);
  await scene.dodo.pay(opened.checkout.provider_session_id);
  await becomes(old, opened, "paid");
  opened.credits = CREDITS;

  await administrate(now, "/reconcile", {});
  await until("the lost payment is credited", async () => {
    await administrate(now, "/reconcile", {});
    return (await paymentsOf(old, lost.topup_id))[0]?.status === "paid";
  });
  lost.credits = CREDITS;

  const [payment] = await paymentsOf(now, held.topup_id);
  const decision = { payment_id: payment?.payment_id, decision: "credit", note: "a rehearsal" };
  await administrate(now, "/payments/release", decision);
  await becomes(old, held, "paid");
  held.credits = CREDITS;
}

/** Buys from each shop while the deliveries go to the other one. */
async function buyAcross(scene: Scene, old: Mount, now: Mount): Promise<void> {
  for (const [shop, other] of [
    [old, now],
    [now, old],
  ] as const) {
    deliverTo(other);
    const bought = await add(scene, shop, 0);
    await scene.dodo.pay(bought.checkout.provider_session_id);
    await becomes(other, bought, "paid");
    bought.credits = CREDITS;
  }
}

async function buy(scene: Scene, shop: Mount): Promise<void> {
  const bought = await add(scene, shop, CREDITS);
  await scene.dodo.pay(bought.checkout.provider_session_id);
  await becomes(shop, bought, "paid");
}

async function add(scene: Scene, { shop_url }: Mount, credits: number | null): Promise<Bought> {
  const buyer = `rehearsal-${scene.bought.length}`;
  const at_shop = createBuyer(shop_url, buyer);
  const topup_id = await at_shop.topup("small");
  const bought = { buyer, topup_id, checkout: await at_shop.checkout(topup_id), credits };
  scene.bought.push(bought);
  return bought;
}

function deliverTo({ dodo, shop_url }: Mount): void {
  dodo.webhook_url = `${shop_url}/v1/payment/webhook`;
}

async function becomes(shop: Mount, { topup_id }: Bought, wanted: string): Promise<void> {
  await until(`the payment is ${wanted}`, async () => {
    const found = await paymentsOf(shop, topup_id);
    return found.map(({ status }) => status).join() === wanted;
  });
  await untilDelivered(shop);
}

/** Throws unless each payment and each balance, as this shop reads it, is what it must be. */
async function expectBooks({ bought }: Scene, shop: Mount): Promise<void> {
  for (const { buyer, topup_id, credits } of bought) {
    if (credits === null) continue;
    const payments = await paymentsOf(shop, topup_id);
    const is_paid = payments.length === 1 && payments[0]?.status === "paid";
    assert.equal(is_paid ? CREDITS : 0, credits, `the payment of ${buyer}`);
    assert.equal(await createBuyer(shop.shop_url, buyer).balance(), credits, `of ${buyer}`);
  }
}

async function administrate({ shop_url }: Mount, route: string, body: object): Promise<void> {
  const answer = await fetch(`${shop_url}/v1/payment${route}`, {
    method: "POST",
    headers: { cookie: "user=admin", origin: shop_url, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${route}: ${await answer.text()}`);
}
