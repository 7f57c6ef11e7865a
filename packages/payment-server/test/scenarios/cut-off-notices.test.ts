/**
 * Some platforms stop what a request has begun once it is answered, as Cloudflare Workers do: the
 * promises never settle, and no timer fires. What was stopped does not keep others from being sent.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PaymentServiceOptions } from "../../src/index.ts";
import { bodyOf } from "../books.ts";
import { around } from "../faults.ts";
import { createNotifiedWorld, type NotifiedWorld } from "../notified-world.ts";
import { MINUTE, open as openCheckout } from "../scenes.ts";

/** How many rows a process sends the notices of at once. */
const SENDERS = 4;

// A timer of a stopped request never fires.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const never = async (): Promise<never> => await new Promise(() => undefined);
/** Lets everything run that waits for no timer. */
const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

async function openOne({ world }: NotifiedWorld, service = world.payment): Promise<string> {
  const { topup_id } = world.host.addTopup();
  const { payment_id } = await world.create(topup_id, { service });
  await rest();
  return payment_id;
}

/** Where the senders of the first requests stop: in the host, or at a verb of the storage. */
const PLACES = ["notify", "takeNotices", "listAudit", "storeNotified"] as const;

describe.each(PLACES)("if the platform stops them at %s", (place) => {
  test("[N02] the notices of later requests are sent after a minute, and the others by reconciliation", async () => {
    await using notified = await createNotifiedWorld("memory");
    const { world, sent, host } = notified;
    let stopping = true;
    const storage = around(world.storage, async (verb, run) =>
      stopping && verb === place ? await never() : await run(),
    );
    host.before = () => (stopping && place === "notify" ? never() : undefined);
    const service = world.secondService({ storage, notify: notified.notify });
    const stopped: string[] = [];
    for (let count = 0; count < SENDERS; count += 1) stopped.push(await openOne(notified, service));
    stopping = false;
    sent.length = 0;
    const waiting = await openOne(notified, service);
    expect(sent).toEqual([]);
    skip(59_000);
    const later = await openOne(notified, service);
    expect(sent).toEqual([]);
    skip(1_000);
    const last = await openOne(notified, service);
    const ids = (): string[] =>
      sent.flatMap((notice) => (notice.kind === "opened" ? [notice.payment.payment_id] : []));
    expect(new Set(ids())).toEqual(new Set([waiting, later, last]));
    vi.useRealTimers();
    world.clock.advance(2 * MINUTE);
    await world.payment.reconcile();
    expect(new Set(ids())).toEqual(new Set([...stopped, waiting, later, last]));
    expect(ids()).toHaveLength(SENDERS + 3);
  });
});

describe("`wait_until`", () => {
  type WaitUntil = NonNullable<PaymentServiceOptions["wait_until"]>;
  const withWaiting = async (wait_until: WaitUntil) => {
    const notified = await createNotifiedWorld("memory");
    const { world, notify } = notified;
    return { notified, service: world.secondService({ notify, wait_until }) };
  };

  test("[N02] is given what is sent after the answer, which then ends", async () => {
    const works: Promise<void>[] = [];
    const { notified, service } = await withWaiting((work) => void works.push(work));
    await using open = notified;
    await openOne(open, service);
    await Promise.all(works);
    expect(works).toHaveLength(1);
    expect(open.sent.map(({ kind }) => kind)).toEqual(["opened"]);
  });

  test("[N02] is given a promise that never rejects, although notify() and the storage fail", async () => {
    const works: Promise<void>[] = [];
    const { notified } = await withWaiting(() => undefined);
    await using open = notified;
    open.host.before = () => {
      throw new Error("the mail server is down");
    };
    for (const verb of ["none", "takeNotices"]) {
      const storage = around(open.world.storage, async (called, run) =>
        called === verb ? await Promise.reject(new Error("the database is away")) : await run(),
      );
      const wait_until: WaitUntil = (work) => void works.push(work);
      await openOne(open, open.world.secondService({ storage, notify: open.notify, wait_until }));
    }
    expect(await Promise.all(works)).toEqual([undefined, undefined]);
  });

  test("[N02] is not called for an answer without notices", async () => {
    let calls = 0;
    const { notified, service } = await withWaiting(() => (calls += 1));
    await using open = notified;
    await open.world.send("GET", "/methods", { service });
    expect(calls).toBe(0);
  });

  test.each<[string, WaitUntil]>([
    [
      "throws",
      () => {
        throw new Error("outside of a request");
      },
    ],
    ["rejects", async () => await Promise.reject(new Error("outside of a request"))],
  ])("[N02] that %s is logged, and the notice is sent all the same", async (_, wait_until) => {
    const { notified, service } = await withWaiting(wait_until);
    await using open = notified;
    await openOne(open, service);
    expect(open.sent.map(({ kind }) => kind)).toEqual(["opened"]);
    expect(open.world.log.filter((line) => line.startsWith("wait_until() failed"))).toHaveLength(1);
  });
});

describe("the notices of work that ends after its answer are sent once it has ended", () => {
  /** A service whose storage waits, before the given call of a verb, until `release()`. */
  const withSlow = async (slow: string, call: number) => {
    const notified = await createNotifiedWorld("memory");
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let calls = 0;
    const storage = around(notified.world.storage, async (verb, run) => {
      if (verb === slow && (calls += 1) === call) await released;
      return await run();
    });
    const service = notified.world.secondService({ storage, notify: notified.notify });
    return { notified, service, release: () => release() };
  };

  test("if a route has outlasted its time limit", async () => {
    const { notified, service, release } = await withSlow("changePayment", 1);
    await using open = notified;
    const { topup_id } = open.world.host.addTopup();
    const running = open.world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id },
      service,
    });
    await vi.advanceTimersByTimeAsync(12_000);
    expect((await running).status).toBe(503);
    expect(open.sent).toEqual([]);
    release();
    await vi.waitFor(() => expect(open.sent.map(({ kind }) => kind)).toEqual(["opened"]));
  });

  test("if the check of another payment has outlasted the answer to a delivery", async () => {
    const { notified, service, release } = await withSlow("claimCredit", 2);
    await using opened = notified;
    const { world, sent } = opened;
    const lost = await openCheckout(world);
    await world.dodo.pay(lost.session_id, { silent: true });
    world.clock.advance(60 * MINUTE);
    const next = await openCheckout(world);
    const body = bodyOf(world, await world.dodo.pay(next.session_id, { silent: true }));
    await rest();
    sent.length = 0;
    const running = world.deliver(body, { service });
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await running).status).toBe(200);
    const credited = (): string[] =>
      sent.flatMap((notice) => (notice.kind === "credited" ? [notice.payment.topup_id] : []));
    await vi.waitFor(() => expect(credited()).toEqual([next.topup.topup_id]));
    release();
    await vi.waitFor(() => expect(credited()).toEqual([next.topup.topup_id, lost.topup.topup_id]));
  });
});

/** Moves the clock that measures durations, and fires no timer. */
function skip(ms: number): void {
  const at = performance.now() + ms;
  vi.spyOn(performance, "now").mockImplementation(() => at);
}
