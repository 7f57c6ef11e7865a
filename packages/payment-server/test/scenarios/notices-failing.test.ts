/** Notices that the host does not take, and processes that end while they send some. */
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Storage, WireNotice } from "../../src/index.ts";
import { bodyOf, gate } from "../books.ts";
import { credited } from "../dispute-scenes.ts";
import { around } from "../faults.ts";
import { createNotifiedWorld } from "../notified-world.ts";
import { DAY, HOUR, MINUTE, open } from "../scenes.ts";
import { STORAGES } from "../world.ts";

const down = (): never => {
  throw new Error("the mail server is down");
};

/** Returns the storage of a process that ends when it calls this verb. */
function endsAt(storage: Storage, verb: keyof Storage): Storage {
  return around(storage, async (called, run) =>
    called === verb ? await new Promise(() => undefined) : await run(),
  );
}

function told(sent: readonly WireNotice[]): string[] {
  return sent.map(({ kind, notice_id }) => `${kind} ${notice_id.split(":")[1]}`);
}

afterEach(() => void vi.useRealTimers());

describe.each(STORAGES)("on %s", (storage) => {
  test("[N02] a notice that the host throws at is sent again, with the same id and after growing pauses, and the later ones wait for it", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host, sent } = notified;
    host.before = down;
    const { opened } = await credited(world);
    const calls: number[] = [];
    for (let minute = 0; minute < 240; minute += 1) {
      world.clock.advance(MINUTE / 4);
      const before = sent.length;
      await world.payment.reconcile({ recent: 0 });
      if (sent.length > before) calls.push(minute);
    }
    const pauses = calls.slice(1).map((at, index) => at - (calls[index] ?? 0));
    expect(pauses.length).toBeGreaterThan(4);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBeGreaterThan(10 * (pauses[0] ?? 0));
    expect(new Set(told(sent))).toEqual(new Set(["opened 2"]));
    host.before = null;
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(told(sent).slice(-2)).toEqual(["opened 2", "credited 4"]);
    expect(world.log.filter((line) => line.startsWith("notify() failed"))).toHaveLength(1);
    expect((await world.only(opened.topup.topup_id)).status).toBe("paid");
  });

  test("[N02] a run whose time is used up by due payments sends the notices that are due", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host, sent } = notified;
    host.before = down;
    await credited(world);
    for (let page = 0; page < 10; page += 1) await open(world);
    // Each payment has failed once before the host is up again, also where a statement takes long.
    await vi.waitFor(() => expect(new Set(sent.map(({ notice_id }) => notice_id)).size).toBe(11), {
      timeout: 60_000,
    });
    host.before = null;
    world.clock.advance(HOUR);
    sent.length = 0;
    const stop = new AbortController();
    world.dodo.faults.api.transform = (_path, body) => {
      stop.abort();
      return body;
    };
    const { checked } = await world.payment.reconcile({ signal: stop.signal });
    expect(checked).toBeLessThan(10);
    expect(told(sent)).toContain("credited 4");
  });

  test("[N02] one payment whose notices fail does not delay those of others", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host, sent } = notified;
    const bad = await open(world);
    await notified.settled();
    host.before = (notice) => {
      if (notice.kind !== "unmatched" && notice.payment.payment_id === bad.checkout.payment_id)
        down();
    };
    await world.dodo.pay(bad.session_id);
    await world.dodo.deliver();
    for (let index = 0; index < 12; index += 1) await credited(world);
    await vi.waitFor(async () => {
      expect(sent.filter(({ kind }) => kind === "credited")).toHaveLength(13);
      expect((await world.storage.summary(world.clock.now())).waiting_notices).toBe(1);
    });
  });

  test.each(["takeNotices", "readPayment", "listAudit", "storeNotified"] as const)(
    "[N02] a process that ends at %s while it sends a notice leaves it to reconciliation in another one",
    async (verb) => {
      await using notified = await createNotifiedWorld(storage);
      const { world, sent, settled } = notified;
      const { session_id } = await open(world);
      await settled();
      const ending = endsWhileSending(world.storage, verb);
      const dying = world.secondService({ storage: ending.storage });
      const paid = await world.dodo.pay(session_id, { silent: true });
      expect((await world.deliver(bodyOf(world, paid), { service: dying })).status).toBe(200);
      await ending.ended;
      expect(told(sent)).toEqual(
        verb === "storeNotified" ? ["opened 2", "credited 4"] : ["opened 2"],
      );
      world.clock.advance(2 * MINUTE);
      await world.payment.reconcile();
      expect(told(sent)).toEqual(
        verb === "storeNotified"
          ? ["opened 2", "credited 4", "credited 4"]
          : ["opened 2", "credited 4"],
      );
      world.clock.advance(DAY);
      await world.payment.reconcile();
      expect(new Set(sent.map(({ notice_id }) => notice_id)).size).toBe(2);
      expect(sent.length).toBeLessThan(4);
    },
  );

  test("[N03] a host that never returns from notify() delays no answer and no credit", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, host } = notified;
    let pending = 0;
    host.before = async () => {
      pending += 1;
      await new Promise(() => undefined);
    };
    for (let index = 0; index < 8; index += 1) {
      const { opened } = await credited(world);
      expect((await world.only(opened.topup.topup_id)).status).toBe("paid");
    }
    await vi.waitFor(() => expect(pending).toBe(4));
    expect(world.host.ledger).toHaveLength(8);
  });

  test("[N03] an answer waits for no statement about notices, and a write needs none", async () => {
    const verbs = async (notified: boolean): Promise<string[]> => {
      await using made = await createNotifiedWorld(storage);
      const { world, notify } = made;
      const used: string[] = [];
      const answered = { yet: false };
      const counted = around(world.storage, async (verb, run) => {
        if (!answered.yet) used.push(verb);
        return verb === "takeNotices" ? await new Promise(() => undefined) : await run();
      });
      const service = world.secondService({
        storage: counted,
        notify: notified ? notify : undefined,
      });
      const topup = world.host.addTopup();
      const checkout = await world.create(topup.topup_id, { service });
      const paid = await world.dodo.pay(checkout.provider_session_id, { silent: true });
      expect((await world.deliver(bodyOf(world, paid), { service })).status).toBe(200);
      answered.yet = true;
      return used.filter((verb) => verb !== "takeNotices");
    };
    expect(await verbs(true)).toEqual(await verbs(false));
  });
});

test("[N02] a notice that takes longer than 4 s is aborted and sent again", async () => {
  await using notified = await createNotifiedWorld("memory");
  const { world, host, sent } = notified;
  const signals: AbortSignal[] = [];
  host.before = async (_, signal) => {
    signals.push(signal);
    await new Promise(() => undefined);
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await open(world);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await vi.advanceTimersByTimeAsync(1);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  host.before = null;
  world.clock.advance(MINUTE);
  await world.payment.reconcile();
  expect(told(sent)).toEqual(["opened 2", "opened 2"]);
});

test("[N02] a run stops when the host takes none of a batch, and goes on with the next one", async () => {
  await using notified = await createNotifiedWorld("memory");
  const { world, host, sent } = notified;
  const silent = world.secondService({
    storage: endsAt(world.storage, "takeNotices"),
  });
  for (let index = 0; index < 40; index += 1)
    await world.create(world.host.addTopup().topup_id, { service: silent });
  host.before = down;
  await world.payment.reconcile();
  expect(sent.length).toBe(8);
  host.before = null;
  await world.payment.reconcile();
  expect(sent.length).toBe(40);
  world.clock.advance(HOUR);
  await world.payment.reconcile();
  expect(new Set(told(sent)).size).toBe(1);
  expect(new Set(sent.map(({ notice_id }) => notice_id)).size).toBe(40);
});

/** Returns the storage of a process that ends at the first use of the verb after a take. */
function endsWhileSending(
  storage: Storage,
  verb: keyof Storage,
): { storage: Storage; ended: Promise<void> } {
  let sending = false;
  const { opened: ended, open: end } = gate();
  const ending = around(storage, async (called, run) => {
    if (called === "takeNotices") sending = true;
    if (!sending || called !== verb) return await run();
    end();
    return await new Promise(() => undefined);
  });
  return { storage: ending, ended };
}
