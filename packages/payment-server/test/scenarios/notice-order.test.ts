/** The order of notices, which writes make some, and what they contain. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { CANARY, expectNoCanary, PERSONAL, watchConsole } from "../canaries.ts";
import { createDice } from "../faults.ts";
import { credited } from "../dispute-scenes.ts";
import { createNotifiedWorld } from "../notified-world.ts";
import { decide, HOUR, MINUTE, open, suspendingAfter, underpaid } from "../scenes.ts";
import { createSharedShop, SHARED_SHOPS } from "../shared-shop.ts";
import { createWorld, STORAGES } from "../world.ts";
import type { WireNotice } from "../../src/index.ts";

const versionOf = ({ notice_id }: WireNotice): number => Number(notice_id.split(":")[1]);

const printed = watchConsole();

afterEach(() => void vi.useRealTimers());

describe.each(STORAGES)("on %s", (storage) => {
  test("[N04] the notices of one payment are sent in order, although many processes write and send at once", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host, sent } = notified;
    const dice = createDice(7);
    let failures = 0;
    host.before = async () => {
      await new Promise((resolve) => setTimeout(resolve, dice(5)));
      if (dice(4) !== 0) return;
      failures += 1;
      throw new Error("the mail server is down");
    };
    const services = Array.from({ length: 4 }, () =>
      world.secondService({ notify: notified.notify }),
    );
    const payments = [(await credited(world)).payment_id, (await credited(world)).payment_id];
    for (let round = 0; round < 6; round += 1) {
      for (const payment_id of payments) await world.dodo.refund(payment_id, { amount: 100 });
      world.clock.advance(HOUR);
      await Promise.all(services.map(async (service) => await service.reconcile()));
    }
    host.before = null;
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    await notified.settled();
    expect(failures).toBeGreaterThan(0);
    for (const { payment_id } of await world.allPayments()) {
      const own = sent.filter(
        (notice) => notice.kind !== "unmatched" && notice.payment.payment_id === payment_id,
      );
      const versions = own.map(versionOf);
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      expect(own.filter(({ kind }) => kind === "refunded").length).toBeGreaterThanOrEqual(6);
      expect(new Set(own.map(({ kind }) => kind))).toEqual(
        new Set(["opened", "credited", "refunded"]),
      );
    }
  });

  test("[N05] a host that adds notify() later is sent what happens from then on", async () => {
    await using world = await createWorld({ storage });
    const [paid, held] = [await credited(world), await underpaid(world)];
    const sent: WireNotice[] = [];
    const notify = (notice: WireNotice): unknown => sent.push(notice);
    const later = world.secondService({ notify });
    world.clock.advance(HOUR);
    await later.reconcile();
    expect(sent).toEqual([]);
    await world.dodo.refund(paid.payment_id, { amount: 1_000 });
    world.clock.advance(MINUTE);
    await later.reconcile();
    await decide(world, held.payment_id, "dismiss", later);
    await expect.poll(() => sent.map(({ kind }) => kind)).toEqual(["refunded", "dismissed"]);
  });

  test("[N05] a process without notify() makes no notice and sends none", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent } = notified;
    const silent = world.secondService({ notify: undefined });
    const topup = world.host.addTopup();
    await world.create(topup.topup_id, { service: silent });
    await silent.reconcile();
    await world.payment.reconcile();
    expect([sent, await world.storage.summary(world.clock.now())]).toMatchObject([
      [],
      { waiting_notices: 0 },
    ]);
  });

  test("[N06] notices that have waited for 15 minutes are a finding of check()", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host } = notified;
    host.before = () => {
      throw new Error(CANARY.host);
    };
    await open(world);
    const found = async (): Promise<unknown[]> =>
      (await world.payment.check()).findings.filter(({ code }) => code === "notices_late");
    world.clock.advance(14 * MINUTE);
    await world.payment.reconcile();
    expect(await found()).toEqual([]);
    world.clock.advance(6 * MINUTE);
    expect(await found()).toMatchObject([
      { level: "warning", message: expect.stringMatching(/^1 payments or events .* for 20 min:/) },
    ]);
    host.before = null;
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await found()).toEqual([]);
  });

  test("[N07] notices hold no personal data and no secret", async () => {
    await using notified = await createNotifiedWorld(storage, {
      dodo: { api_key: CANARY.api_key, webhook_key: CANARY.webhook_key },
    });
    const { world, sent } = notified;
    for (const total_amount of [5_000, 4_000]) {
      const { session_id } = await open(world);
      const overrides = { ...PERSONAL, total_amount, settlement_amount: total_amount };
      const { payment_id } = await world.dodo.pay(session_id, { overrides });
      await world.dodo.deliver();
      await world.dodo.refund(payment_id, { amount: 100, reason: CANARY.dodo });
      await world.dodo.dispute(payment_id, {});
      await world.dodo.deliver();
    }
    await notified.settled();
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(
      new Set(["opened", "credited", "held", "refunded", "disputed"]),
    );
    const refs = await Promise.all(
      ["tu_1", "tu_2"].map(async (topup_id) => (await world.only(topup_id)).ref),
    );
    for (const ref of refs) expect(JSON.stringify(sent)).not.toContain(ref);
    await expectNoCanary(world, [JSON.stringify(sent), ...printed]);
  });
});

test.each(SHARED_SHOPS)(
  "[N01] a credit in the host's own transaction makes a notice, on %s",
  async (kind) => {
    const sent: WireNotice[] = [];
    await using shop = await createSharedShop(kind, {
      notify: (notice) => void sent.push(notice),
    });
    const { world, service } = shop;
    const topup_id = await shop.addTopup();
    const checkout = await world.create(topup_id, { service });
    await world.dodo.pay(checkout.provider_session_id, { silent: true });
    // Less than the reservation of the notice that is being sent.
    world.clock.advance(MINUTE / 2);
    await service.reconcile();
    await expect.poll(() => sent.map(({ kind: what }) => what)).toEqual(["opened", "credited"]);
  },
);

test("[N04] a process that was suspended for longer than its reservation sends nothing late", async () => {
  await using notified = await createNotifiedWorld("memory");
  const { world, sent } = notified;
  vi.useFakeTimers({ toFake: ["performance"] });
  const slow = suspendingAfter(world.storage, "takeNotices");
  const suspended = world.secondService({ storage: slow.storage });
  await world.create(world.host.addTopup().topup_id, { service: suspended });
  await vi.waitFor(() => expect(slow.isSuspended()).toBe(true));
  world.clock.advance(2 * MINUTE);
  await world.payment.reconcile();
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(2 * MINUTE);
  slow.resume();
  await notified.settled();
  await new Promise((resolve) => void setTimeout(resolve, 20));
  expect(sent).toHaveLength(1);
});

test("[N01] a `notify` that is no function is refused at construction", async () => {
  await using world = await createWorld();
  const wrong = "mail" as unknown as undefined;
  expect(() => world.secondService({ notify: wrong })).toThrow(
    "`notify` must be a function that takes a notice.",
  );
});
