/**
 * The topup is read back: a credit counts once `finishTopup()` has returned and the topup says
 * `paid`.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, PAST_LEASE_MS } from "../../test/books.ts";
import { HOUR, MINUTE, open, pageStatus } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import type { PaymentServiceOptions } from "../index.ts";
import { unconfirmed, topupOf } from "../../test/unconfirmed-hosts.ts";

/** Hosts whose `finishTopup()` returns while their topup does not say `paid`. */
const UNCONFIRMED: Record<string, (world: World) => PaymentServiceOptions["finishTopup"]> = {
  "does nothing": () => () => undefined,
  "swallows its error": () => async () =>
    await Promise.reject(new Error("no such column")).catch(() => undefined),
  "does not await what it does": () => () =>
    void Promise.reject(new Error("later")).catch(() => undefined),
  "writes another status": (world) => (topup_id) =>
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
          line.startsWith(
            "finishTopup() was called, or may have been, and the topup does not say `paid`",
          ),
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
    const { deliver } = await unconfirmed(world, UNCONFIRMED["writes another status"]);
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
});
