/** The drift report reads three books within the budget, and writes nothing. */
import { describe, expect, test, vi } from "vitest";
import { credited, drift, everyKind, unpaidAtHost } from "../../../test/drifts.ts";
import { around } from "../../../test/faults.ts";
import { HOUR, liveService, open, underpaid } from "../../../test/scenes.ts";
import { createWorld, STORAGES } from "../../../test/world.ts";

/** The storage verbs that only read. */
const READING = [
  "findPayments",
  "readPayment",
  "listAttempts",
  "listPayments",
  "listAudit",
  "readEvent",
];

describe.each(STORAGES)("on %s", (storage) => {
  test("nothing is written, here, at Dodo or at the host", async () => {
    await using world = await createWorld({ storage });
    await everyKind(world);
    world.clock.advance(HOUR);
    const verbs = new Set<string>();
    const watched = around(world.storage, async (verb, run) => {
      verbs.add(verb);
      return await run();
    });
    const [requests, calls] = [world.dodo.requests.length, world.host.calls.length];
    const { items } = await world.secondService({ storage: watched }).drift();
    expect(items).toHaveLength(6);
    expect([...verbs].sort()).toEqual([...READING].sort());
    expect(world.host.calls).toHaveLength(calls);
    expect(world.dodo.requests.slice(requests).filter(({ method }) => method !== "GET")).toEqual(
      [],
    );
  });

  test("a payment that is settled while it is compared is not drift", async () => {
    await using world = await createWorld({ storage });
    await world.dodo.pay((await open(world)).session_id);
    world.clock.advance(HOUR);
    const outdated = world.secondService({
      readTopup: async (topup_id) => {
        const topup = world.host.topups.get(topup_id) ?? null;
        await world.dodo.deliver();
        return topup;
      },
    });
    expect(await outdated.drift()).toMatchObject({ items: [], whole: true });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("a refund that is recorded while its payment is compared is not drift", async () => {
    await using world = await createWorld({ storage });
    const { provider_payment_id } = await credited(world);
    world.clock.advance(HOUR);
    world.host.reading = async () => {
      world.host.reading = null;
      await world.dodo.refund(provider_payment_id, { amount: 1_000 });
      await world.dodo.deliver();
    };
    expect((await world.payment.drift()).items).toEqual([]);
    expect((await world.allPayments())[0]).toMatchObject({ refunded_minor: 1_000 });
  });

  test("what cannot be queried is counted, and the report is not complete", async () => {
    await using world = await createWorld({ storage });
    const [unreadable, { topup }] = [await credited(world), await credited(world)];
    world.host.topups.set(topup.topup_id, topup);
    world.dodo.faults.api.fail = {
      status: 500,
      path: new RegExp(`^/payments/${unreadable.provider_payment_id}$`),
    };
    world.clock.advance(HOUR);
    const report = await world.payment.drift();
    expect(report).toMatchObject({
      items: [{ reason: "topup_not_paid", topup_id: topup.topup_id }],
      failed: 1,
      whole: false,
      next_cursor: null,
    });
    expect(world.log.at(-1)).toContain(
      `a payment could not be compared {"payment_id":"${unreadable.checkout.payment_id}"`,
    );
    world.dodo.faults.api = {};
    world.host.reading = () => {
      throw new Error("the host is down");
    };
    expect(await world.payment.drift()).toMatchObject({ items: [], failed: 2, whole: false });
  });

  test("a list that Dodo refuses makes no report", async () => {
    await using world = await createWorld({ storage });
    world.dodo.faults.api.fail = { status: 500, path: /^\/payments$/ };
    await expect(world.payment.drift()).rejects.toMatchObject({ code: "provider_unavailable" });
  });

  test("Dodo is called within the budget, once for each credited payment, and a create does not wait", async () => {
    await using world = await createWorld({ storage });
    for (let index = 0; index < 6; index += 1) await credited(world);
    world.clock.advance(HOUR);
    const frugal = world.secondService({ provider_calls_per_second: 4 });
    const before = world.dodo.requests.length;
    const requested = (): number =>
      world.dodo.requests.slice(before).filter(({ path }) => path.startsWith("/payments")).length;
    // The report stops after this many calls until the clock moves.
    const stopsAt = async (calls: number): Promise<void> => {
      await vi.waitFor(() => expect(requested()).toBe(calls), 10_000);
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(requested()).toBe(calls);
    };
    const report = frugal.drift();
    await stopsAt(4);
    expect((await world.create(world.host.addTopup().topup_id, { service: frugal })).status).toBe(
      "pending",
    );
    world.clock.advance(1_000);
    await stopsAt(6);
    world.clock.advance(1_000);
    expect(await report).toMatchObject({ items: [], checked: 12, whole: true });
    expect(requested()).toBe(7);
  });

  test("payments of another environment are left to the process that has its key", async () => {
    await using world = await createWorld({ storage });
    await unpaidAtHost(world);
    world.clock.advance(HOUR);
    world.dodo.reset();
    expect(await liveService(world).drift()).toMatchObject({ items: [], checked: 0, whole: true });
    expect((await world.payment.drift()).items).toHaveLength(2);
  });

  test("no line contains a name, an address or a card", async () => {
    await using world = await createWorld({ storage });
    await everyKind(world);
    await underpaid(world);
    const items = await drift(world);
    expect(items).toHaveLength(6);
    expect(JSON.stringify(items)).not.toMatch(/buyer|@|Test Buyer|4242|street|"ada"/i);
  });
});
