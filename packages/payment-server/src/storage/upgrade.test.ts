/** A database that the first version has made is brought along, and both versions may work on it for as long as a deployment takes. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { bodyOf } from "../../test/books.ts";
import { makeSchema } from "../../test/postgres.ts";
import { decide, HOUR, MINUTE, type Opened } from "../../test/scenes.ts";
import { firstVersion } from "../../test/version-1.ts";
import {
  postgresStorage as firstPostgres,
  sqliteStorage as firstSqlite,
} from "../../test/version-1/service.js";
import { createWorld, type World } from "../../test/world.ts";
import type { PaymentService, Storage } from "../index.ts";
import { postgresMigrations, postgresStorage } from "./postgres.ts";
import { sqliteMigrations, sqliteStorage } from "./sqlite.ts";

/** One database, as either version opens it. */
interface Shared {
  first(): Storage;
  today(): Storage;
  /** Runs what `migrate --print --from 1` prints. */
  runPrinted(): Promise<void>;
  drop(): Promise<void>;
}

const DATABASES: Record<string, (world: World) => Promise<Shared>> = {
  sqlite: async ({ folder, clock }) => {
    const file = join(folder, "upgrade.sqlite");
    const options = { clock: () => clock.now(), synchronous: "NORMAL" } as const;
    return {
      first: () => firstSqlite(file, options),
      today: () => sqliteStorage(file, options),
      async runPrinted() {
        using database = new DatabaseSync(file);
        for (const statement of sqliteMigrations({ from: 1 })) database.exec(statement);
      },
      drop: async () => {},
    };
  },
  postgres: async ({ clock }) => {
    const { pool, schema, drop } = await makeSchema();
    const options = { schema, clock: () => clock.now() };
    return {
      first: () => firstPostgres(pool, options),
      today: () => postgresStorage(pool, options),
      async runPrinted() {
        for (const statement of postgresMigrations({ schema, from: 1 }))
          await pool.query(statement);
      },
      drop,
    };
  },
};

describe.each(Object.keys(DATABASES))("a database of the first version on %s", (kind) => {
  async function begin() {
    const world = await createWorld();
    const shared = await (DATABASES[kind] ?? expect.unreachable())(world);
    const first = firstVersion(world, shared.first());
    const today = (): PaymentService => world.secondService({ storage: shared.today() });
    return {
      world,
      shared,
      first,
      today,
      async [Symbol.asyncDispose]() {
        await world.close();
        await shared.drop();
      },
    };
  }

  test("[K13] with open, ended, crediting, held and paid rows in it is brought along, once, by eight at once", async () => {
    await using scene = await begin();
    const { world, shared, first } = scene;
    const rows = await shop(world, first);
    const settled = await Promise.allSettled(
      Array.from({ length: 8 }, async () => await shared.today().migrate()),
    );
    const answers = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(answers).toHaveLength(8);
    expect(answers.map(({ version }) => version)).toEqual(Array.from({ length: 8 }, () => 2));
    expect(answers.filter(({ made }) => made)).toHaveLength(1);
    expect(await shared.today().migrate()).toEqual({ version: 2, made: false });
    expect(await statusesOf(shared.today(), rows)).toEqual({
      open: "pending",
      failed: "failed",
      crediting: "crediting",
      held: "held",
      paid: "paid",
    });
  });

  test("and goes on from there: pages stay open, what waits is credited once, what is held can be released", async () => {
    await using scene = await begin();
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

  test("is brought along by the printed statements too, and leaves nothing to make", async () => {
    await using scene = await begin();
    const { world, shared, first } = scene;
    const rows = await shop(world, first);
    await shared.runPrinted();
    expect(await shared.today().migrate()).toEqual({ version: 2, made: false });
    expect((await statusesOf(shared.today(), rows)).held).toBe("held");
  });

  test("both versions beside each other, and the first one started anew, credit everything once", async () => {
    await using scene = await begin();
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
        // Two of them at once, of either version.
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

  test("[F08] what has returned here is not called again by the first version, and closes once the topup says paid", async () => {
    await using scene = await begin();
    const { world, shared, first, today } = scene;
    const silent = world.secondService({ storage: shared.today(), finishTopup: () => undefined });
    const opened = await opening(world, silent);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, paid), { service: silent })).status).toBe(503);
    for (let index = 0; index < 5; index += 1) {
      world.clock.advance(2 * MINUTE);
      await first.reconcile();
      expect((await world.deliver(bodyOf(world, paid), { service: first })).status).toBe(503);
    }
    expect(world.host.calls).toEqual([]);
    world.host.topups.set(opened.topup.topup_id, { ...opened.topup, status: "paid" });
    await today().reconcile();
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
    });
    expect(world.host.calls).toEqual([]);
  });

  test("[F08] what has returned here, and whose topup says paid later, is neither held nor called by the first version, and closes here", async () => {
    await using scene = await begin();
    const { world, shared, first, today } = scene;
    const lagging = world.secondService({
      storage: shared.today(),
      readTopup: (id) => ({
        ...(world.host.topups.get(id) ?? expect.unreachable()),
        status: "pending",
      }),
    });
    const opened = await opening(world, lagging);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, paid), { service: lagging })).status).toBe(503);
    for (let hour = 0; hour < 5; hour += 1) {
      world.clock.advance(HOUR);
      await first.reconcile();
      expect((await world.deliver(bodyOf(world, paid), { service: first })).status).toBe(503);
    }
    expect(await shared.first().readCredit(opened.topup.topup_id)).toMatchObject({
      state: "claimed",
      live: true,
    });
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "crediting",
    });
    expect((await world.deliver(bodyOf(world, paid), { service: today() })).status).toBe(200);
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "paid",
    });
    expect(world.host.calls).toHaveLength(1);
  });

  test("[F08] what is held here because its topup does not say paid is dismissed here, not by the first version, and another payment takes its place", async () => {
    await using scene = await begin();
    const { world, shared, first, today } = scene;
    const silent = world.secondService({ storage: shared.today(), finishTopup: () => undefined });
    const opened = await opening(world, silent);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    await world.deliver(bodyOf(world, paid), { service: silent });
    world.clock.advance(16 * MINUTE);
    await today().reconcile();
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
    });
    for (const decision of ["dismiss", "credit"] as const) {
      await expect(
        first.releasePayment({
          payment_id: opened.checkout.payment_id,
          decision,
          note: "looked at",
        }),
      ).rejects.toMatchObject({ code: "busy" });
    }
    expect(await decide(world, opened.checkout.payment_id, "dismiss", today())).toBe("dismissed");
    const second = await world.create(opened.topup.topup_id, { service: first });
    const again = await world.dodo.pay(second.provider_session_id, { silent: true });
    expect(
      (await world.deliver(bodyOf(world, again), { service: first, webhook_id: "msg_2" })).status,
    ).toBe(200);
    expect(await shared.today().readPayment(second.payment_id)).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
  });
});

interface Shop {
  open: Opened;
  failed: Opened;
  crediting: Opened;
  held: Opened;
  paid: Opened;
}

/** A payment of each kind, as the first version leaves it. */
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

async function opening(world: World, service: PaymentService): Promise<Opened> {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id, { service });
  return { topup, checkout, session_id: checkout.provider_session_id };
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
  shared: Shared,
  { checkout }: Opened,
): Promise<string | null | undefined> {
  return (await shared.today().readPayment(checkout.payment_id))?.provider_payment_id;
}
