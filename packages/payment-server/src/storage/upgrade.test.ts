/**
 * A database of the first version is upgraded, and both versions may work on it while a deployment
 * goes on.
 */
import { describe, expect, test } from "vitest";
import { bodyOf } from "../../test/books.ts";
import { decide, HOUR, MINUTE, type Opened } from "../../test/scenes.ts";
import { beginUpgrade, opening, UPGRADED, type SharedDatabase } from "../../test/upgrade.ts";
import { firstVersion } from "../../test/version-1.ts";
import type { World } from "../../test/world.ts";
import type { PaymentService, Storage } from "../index.ts";

describe.each(UPGRADED)("a database of the first version on %s", (kind) => {
  test("[K13] with open, ended, crediting, held and paid rows is upgraded once, by eight migrations at once", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first } = scene;
    const rows = await shop(world, first);
    const settled = await Promise.allSettled(
      Array.from({ length: 8 }, async () => await shared.today().migrate()),
    );
    const answers = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(answers).toHaveLength(8);
    expect(answers.map(({ version }) => version)).toEqual(Array.from({ length: 8 }, () => 3));
    expect(answers.filter(({ made }) => made)).toHaveLength(1);
    expect(await shared.today().migrate()).toEqual({ version: 3, made: false });
    expect(await statusesOf(shared.today(), rows)).toEqual({
      open: "pending",
      failed: "failed",
      crediting: "crediting",
      held: "held",
      paid: "paid",
    });
  });

  test("works on after the upgrade: checkouts stay open, waiting payments are credited once, held ones can be released", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first, today } = scene;
    const rows = await shop(world, first);
    const service = today();
    expect((await world.create(rows.open.topup.topup_id, { service })).checkout_url).toBe(
      rows.open.checkout.checkout_url,
    );
    await world.dodo.pay(rows.open.session_id, { silent: true });
    await world.dodo.pay(rows.failed.session_id, { silent: true });
    world.clock.advance(HOUR);
    await service.reconcile();
    expect(await decide(world, rows.held.checkout.payment_id, "credit", service)).toBe("paid");
    expect(new Set(Object.values(await statusesOf(shared.today(), rows)))).toEqual(
      new Set(["paid"]),
    );
    expect(world.host.ledger).toHaveLength(5);
    expect(
      world.host.calls.filter(({ topup_id }) => topup_id === rows.paid.topup.topup_id),
    ).toHaveLength(1);
    await world.dodo.refund((await providerPayment(shared, rows.paid)) ?? "");
    world.clock.advance(HOUR);
    await service.reconcile();
    expect(await shared.today().readPayment(rows.paid.checkout.payment_id)).toMatchObject({
      status: "paid",
      refunded_minor: 5_000,
    });
  });

  test("is upgraded by the printed statements too, which leave nothing to make", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first } = scene;
    const rows = await shop(world, first);
    await shared.runPrinted();
    expect(await shared.today().migrate()).toEqual({ version: 3, made: false });
    expect((await statusesOf(shared.today(), rows)).held).toBe("held");
  });

  test("works with both versions at once, the first one restarted: each topup is credited once", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first, today } = scene;
    const now = today();
    await now.reconcile();
    const services = [first, now, firstVersion(world, shared.first()), today()];
    const buyers: Opened[] = [];
    for (let index = 0; index < 12; index += 1) {
      const topup = world.host.addTopup();
      const checkout = await world.create(topup.topup_id, { service: services[index % 4] ?? now });
      buyers.push({ topup, checkout, session_id: checkout.provider_session_id });
    }
    await Promise.all(
      buyers.map(async ({ session_id }, index) => {
        const paid = await world.dodo.pay(session_id, { silent: true });
        // Two deliveries at once, to services of either version.
        await Promise.all(
          [0, 1].map(
            async (step) =>
              await world.deliver(bodyOf(world, paid), {
                webhook_id: `msg_${index}`,
                service: services[(index + step) % 4] ?? now,
              }),
          ),
        );
      }),
    );
    for (const service of services) {
      world.clock.advance(2 * MINUTE);
      await service.reconcile();
    }
    expect(world.host.ledger).toHaveLength(12);
    expect(world.host.calls).toHaveLength(12);
    for (const { checkout } of buyers)
      expect(await shared.today().readPayment(checkout.payment_id)).toMatchObject({
        status: "paid",
      });
  });
});

interface Shop {
  open: Opened;
  failed: Opened;
  crediting: Opened;
  held: Opened;
  paid: Opened;
}

/** Makes a payment of each kind with the first version. */
async function shop(world: World, first: PaymentService): Promise<Shop> {
  const names = ["open", "failed", "crediting", "held", "paid"] as const;
  const rows: Partial<Shop> = {};
  for (const name of names) rows[name] = await opening(world, first);
  const { open: opened, failed, crediting, held, paid } = rows;
  if (!opened || !failed || !crediting || !held || !paid) return expect.unreachable();
  const deliver = async (payment: Parameters<typeof bodyOf>[1]): Promise<number> =>
    (
      await world.deliver(bodyOf(world, payment), {
        service: first,
        webhook_id: `msg_${payment.payment_id}`,
      })
    ).status;
  expect(
    await deliver(await world.dodo.pay(failed.session_id, { silent: true, result: "failed" })),
  ).toBe(200);
  expect(
    await deliver(
      await world.dodo.pay(held.session_id, {
        silent: true,
        overrides: { total_amount: 4_000, settlement_amount: 4_000 },
      }),
    ),
  ).toBe(200);
  expect(await deliver(await world.dodo.pay(paid.session_id, { silent: true }))).toBe(200);
  world.host.before = () => {
    throw new Error("the host is down");
  };
  expect(await deliver(await world.dodo.pay(crediting.session_id, { silent: true }))).toBe(503);
  world.host.before = null;
  return { open: opened, failed, crediting, held, paid };
}

async function statusesOf(
  storage: Storage,
  rows: Shop,
): Promise<Record<string, string | undefined>> {
  const statuses: Record<string, string | undefined> = {};
  for (const [name, { checkout }] of Object.entries(rows) as [string, Opened][])
    statuses[name] = (await storage.readPayment(checkout.payment_id))?.status;
  return statuses;
}

async function providerPayment(
  shared: SharedDatabase,
  { checkout }: Opened,
): Promise<string | null | undefined> {
  return (await shared.today().readPayment(checkout.payment_id))?.provider_payment_id;
}
