/**
 * The topup is read back: a credit counts once `finishTopup()` has returned and the topup says
 * `paid`.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, PAST_LEASE_MS } from "../../test/books.ts";
import { around } from "../../test/faults.ts";
import { decide, HOUR, MINUTE, open, pageStatus, type Opened } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import type { PaymentServiceOptions, Topup } from "../index.ts";

/** Hosts whose `finishTopup()` returns while their topup does not say `paid`. */
const UNCONFIRMED: Record<string, (world: World) => PaymentServiceOptions["finishTopup"]> = {
  "does nothing": () => () => undefined,
  "swallows its error": () => async () =>
    await Promise.reject(new Error("no such column")).catch(() => undefined),
  "does not await what it does": () => () =>
    void Promise.reject(new Error("later")).catch(() => undefined),
  "writes another word": (world) => (topup_id) =>
    void world.host.topups.set(topup_id, { ...topupOf(world, topup_id), status: "done" }),
  "loses the topup": (world) => (topup_id) => void world.host.topups.delete(topup_id),
};

describe.each(STORAGES)("on %s", (storage) => {
  test.each(Object.keys(UNCONFIRMED))(
    "[F08] a host that %s: never paid, never called again automatically, held after 15 minutes",
    async (name) => {
      await using world = await createWorld({ storage });
      const { calls, opened, deliver } = await unconfirmed(world, UNCONFIRMED[name]);
      expect((await deliver())[0]).toBe(503);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "crediting",
        unconfirmed_since: world.clock.now(),
      });
      expect(
        world.log.filter((line) =>
          line.startsWith("finishTopup() was called and the topup does not say `paid`"),
        ),
      ).toHaveLength(1);
      expect(await pageStatus(world, opened.checkout)).toBe("crediting");
      expect(
        (await world.payment.check()).findings.find(({ code }) => code === "topup_not_paid"),
      ).toMatchObject({ level: "error" });
      for (let minute = 0; minute < 14; minute += 2) {
        world.clock.advance(2 * MINUTE);
        await world.payment.reconcile();
        expect((await deliver())[0]).toBe(503);
        expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "crediting" });
      }
      world.clock.advance(2 * MINUTE);
      await world.payment.reconcile();
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_not_paid",
      });
      expect(await deliver()).toEqual([200, "held"]);
      world.clock.advance(HOUR);
      await world.payment.reconcile();
      expect(calls).toHaveLength(1);
      expect(world.host.ledger).toEqual([]);
      expect((await world.payment.check()).findings.map(({ code }) => code)).toContain("held");
    },
  );

  test("[F08] an unknown topup status is logged, once", async () => {
    await using world = await createWorld({ storage });
    const { deliver } = await unconfirmed(world, UNCONFIRMED["writes another word"]);
    await deliver();
    await deliver();
    expect(world.log.filter((line) => line.includes('"topup_status":"done"'))).toHaveLength(1);
  });

  test.each([1, 2])(
    "[F08] a replica that lags by %d reads costs nothing: 200 at once, one call",
    async (reads) => {
      await using world = await createWorld({ storage });
      const opened = await open(world);
      const paid = await world.dodo.pay(opened.session_id, { silent: true });
      let stale = 0;
      const lagging = world.secondService({
        readTopup: (topup_id) => {
          const topup = topupOf(world, topup_id);
          return topup.status === "paid" && (stale += 1) <= reads
            ? { ...topup, status: "pending" }
            : topup;
        },
      });
      const response = await world.deliver(bodyOf(world, paid), { service: lagging });
      expect([
        response.status,
        ((await response.json()) as { sync_status: string }).sync_status,
      ]).toEqual([200, "applied"]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "paid",
        unconfirmed_since: null,
      });
      expect(world.host.calls).toHaveLength(1);
    },
  );

  test("[F08] a replica that lags for a minute: the payment closes once it has caught up, and the host is not called again", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    let caught_up = false;
    const lagging = world.secondService({
      readTopup: (topup_id) =>
        caught_up ? topupOf(world, topup_id) : { ...topupOf(world, topup_id), status: "pending" },
    });
    expect((await world.deliver(bodyOf(world, paid), { service: lagging })).status).toBe(503);
    world.clock.advance(PAST_LEASE_MS);
    await lagging.reconcile();
    expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "crediting" });
    caught_up = true;
    expect(await pageStatus(world, opened.checkout, lagging)).toBe("paid");
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
    });
    expect(world.host.calls).toHaveLength(1);
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[F08] [K08] when a host throws after committing, its topup closes the payment, as before", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    await world.dodo.pay(opened.session_id);
    world.host.after = () => {
      throw new Error("the answer was lost");
    };
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
    });
    expect(world.host.calls).toHaveLength(1);
  });

  test("[F08] a topup that cannot be read back is not called again either; its payment closes once it can be read", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    let reads = 0;
    world.host.reading = () => {
      // The first read is that of the money rule.
      if ((reads += 1) > 1) throw new Error("the database is away");
    };
    expect((await world.deliver(bodyOf(world, paid))).status).toBe(503);
    expect(await world.storage.readCredit(opened.topup.topup_id)).toMatchObject({
      state: "returned",
    });
    world.host.reading = null;
    expect((await world.deliver(bodyOf(world, paid))).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
  });

  describe("a payment that is held for it", () => {
    async function heldForIt(world: World) {
      let mended = false;
      const made = await unconfirmed(world, () => async (topup_id: string) => {
        if (mended)
          world.host.topups.set(topup_id, { ...topupOf(world, topup_id), status: "paid" });
      });
      await made.deliver();
      world.clock.advance(16 * MINUTE);
      await world.payment.reconcile();
      expect(await world.only(made.opened.topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_not_paid",
      });
      const mend = (): void => {
        mended = true;
      };
      return { ...made, mend, payment_id: made.opened.checkout.payment_id };
    }

    test("[F08] is called once more when an administrator releases it, and not a second time", async () => {
      await using world = await createWorld({ storage });
      const { calls, mend, payment_id, service } = await heldForIt(world);
      expect(await decide(world, payment_id, "credit", service)).toBe("busy");
      expect(calls).toHaveLength(2);
      world.clock.advance(2 * MINUTE);
      await service.reconcile();
      expect(calls).toHaveLength(2);
      world.clock.advance(16 * MINUTE);
      await service.reconcile();
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_not_paid",
        released: false,
      });
      mend();
      expect(await decide(world, payment_id, "credit", service)).toBe("paid");
      expect(calls).toHaveLength(3);
      expect(
        (await world.storage.listAudit(payment_id))
          .filter(({ actor }) => actor === "admin")
          .map(({ action }) => action),
      ).toEqual(["release", "takeover", "return", "release", "takeover", "close"]);
    });

    test("[F08] is closed without a call if its topup says paid by now, and cannot be dismissed then", async () => {
      await using world = await createWorld({ storage });
      const { calls, opened, payment_id, service } = await heldForIt(world);
      world.host.topups.set(opened.topup.topup_id, { ...opened.topup, status: "paid" });
      expect(await decide(world, payment_id, "dismiss", service)).toBe("release_refused");
      expect(await decide(world, payment_id, "credit", service)).toBe("paid");
      expect(calls).toHaveLength(1);
      expect(await world.storage.readCredit(opened.topup.topup_id)).toMatchObject({
        state: "done",
      });
    });

    test("[F08] is not called again if the first call credits late, during a release", async () => {
      await using world = await createWorld({ storage });
      const { calls, opened, payment_id } = await heldForIt(world);
      const late = around(world.storage, async (verb, run) => {
        const result = await run();
        if (verb === "reopenCredit")
          world.host.topups.set(opened.topup.topup_id, { ...opened.topup, status: "paid" });
        return result;
      });
      expect(
        await decide(world, payment_id, "credit", world.secondService({ storage: late })),
      ).toBe("paid");
      expect([calls.length, world.host.calls.length]).toEqual([1, 0]);
    });

    test("[F08] can be dismissed, and then another payment of the topup may be credited", async () => {
      await using world = await createWorld({ storage });
      const { calls, opened, payment_id, service } = await heldForIt(world);
      expect(await decide(world, payment_id, "dismiss", service)).toBe("dismissed");
      expect(await world.storage.readCredit(opened.topup.topup_id)).toMatchObject({
        state: "void",
      });
      const again = await world.create(opened.topup.topup_id);
      await world.dodo.pay(again.provider_session_id);
      await world.dodo.deliver();
      expect((await world.payments(opened.topup.topup_id)).map(({ status }) => status)).toEqual([
        "dismissed",
        "paid",
      ]);
      expect(calls).toHaveLength(1);
      expect(world.host.ledger).toHaveLength(1);
    });

    test("[F08] [C10] keeps a second payment of the topup from being credited: it is held as a duplicate", async () => {
      await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
      const { opened } = await heldForIt(world);
      await world.dodo.pay(opened.session_id);
      await world.dodo.deliverAll();
      const rows = await world.payments(opened.topup.topup_id);
      expect(rows.map(({ status, hold_reason }) => [status, hold_reason])).toEqual([
        ["held", "topup_not_paid"],
        ["held", "duplicate_payment"],
      ]);
      expect(world.host.calls).toEqual([]);
    });
  });
});

/** A world whose host never marks the topup `paid`, with a payment that is paid at Dodo. */
async function unconfirmed(
  world: World,
  host: ((world: World) => PaymentServiceOptions["finishTopup"]) | undefined,
) {
  const calls: string[] = [];
  const finish = host?.(world);
  const service = world.secondService({
    finishTopup: async (topup_id, extra) => {
      calls.push(topup_id);
      await finish?.(topup_id, extra);
    },
  });
  const opened: Opened = await open(world);
  const paid = await world.dodo.pay(opened.session_id, { silent: true });
  const deliver = async (): Promise<[number, string | undefined]> => {
    const response = await world.deliver(bodyOf(world, paid), {
      service,
      webhook_id: "msg_silent",
    });
    return [response.status, ((await response.json()) as { sync_status?: string }).sync_status];
  };
  return { calls, opened, deliver, service };
}

function topupOf(world: World, topup_id: string): Topup {
  return world.host.topups.get(topup_id) ?? expect.unreachable(`no topup ${topup_id}`);
}
