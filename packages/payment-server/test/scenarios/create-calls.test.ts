/**
 * The cost of a create is bounded: it makes a limited number of calls to Dodo and to the storage.
 */
import { describe, expect, test } from "vitest";
import { DECLINE_ENDS_PAYMENT } from "../dodo-answers.ts";
import { around } from "../faults.ts";
import { DAY, HOUR, MINUTE, open, type Opened } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import type { Storage } from "../../src/index.ts";

/** Returns method and resource of each call to Dodo that `act` causes. */
async function callsOf(world: World, act: () => Promise<unknown>): Promise<string[]> {
  const before = world.dodo.requests.length;
  await act();
  return world.dodo.requests
    .slice(before)
    .map(({ method, path }) => `${method} /${path.split("/")[1] ?? ""}`);
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[F13] a topup with many declined payments costs at most five calls per create", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const first = await open(world);
    let { session_id } = first;
    for (let attempt = 1; attempt < 20; attempt += 1) {
      await world.dodo.pay(session_id, { result: "failed" });
      await world.dodo.deliver();
      world.clock.advance(10 * MINUTE);
      const calls = await callsOf(
        world,
        async () =>
          ({ provider_session_id: session_id } = await world.create(first.topup.topup_id)),
      );
      expect(calls.length).toBeLessThanOrEqual(5);
      expect(calls.filter((call) => call === "POST /checkouts")).toHaveLength(1);
    }
  });

  test("[F13] payments that were declined while their webhooks were lost cost no more", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const { topup } = await open(world);
    for (let edit = 1; edit < 8; edit += 1) {
      world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 5_000 + edit });
      world.clock.advance(4_000);
      // A few creates may be answered 503; each retry continues where the last one stopped.
      for (let tries = 0, status = 503; status === 503; tries += 1) {
        expect(tries).toBeLessThan(5);
        const calls = await callsOf(
          world,
          async () => (status = await statusOf(world, topup.topup_id)),
        );
        expect(calls.length).toBeLessThanOrEqual(5);
        expect([200, 503]).toContain(status);
        world.clock.advance(1_000);
      }
      await world.dodo.pay(
        (await world.payments(topup.topup_id)).at(-1)?.provider_session_id ?? "",
        { result: "failed", silent: true },
      );
    }
  });

  test("[F13] a status that was polled in the last three seconds is used as stored", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const { topup, checkout } = await open(world);
    const again = async (): Promise<unknown> =>
      expect((await world.create(topup.topup_id)).checkout_url).toBe(checkout.checkout_url);
    expect(await callsOf(world, again)).toEqual(["GET /checkouts"]);
    expect(await callsOf(world, again)).toEqual([]);
    world.clock.advance(2_999);
    expect(await callsOf(world, again)).toEqual([]);
    world.clock.advance(1);
    expect(await callsOf(world, again)).toEqual(["GET /checkouts"]);
    // A result page has just polled, so a create in another process uses the same answer.
    world.clock.advance(HOUR);
    await world.send("GET", checkout.status_url, { headers: { accept: "application/json" } });
    expect(
      await callsOf(
        world,
        async () => await world.create(topup.topup_id, { service: world.secondService() }),
      ),
    ).toEqual([]);
  });

  test("[F13] money is found however many payments there are: the open checkout is polled first", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const first = await open(world);
    let { session_id } = first;
    for (let attempt = 1; attempt < 10; attempt += 1) {
      await world.dodo.pay(session_id, { result: "failed" });
      await world.dodo.deliver();
      world.clock.advance(10 * MINUTE);
      ({ provider_session_id: session_id } = await world.create(first.topup.topup_id));
    }
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(MINUTE);
    const calls = await callsOf(world, async () =>
      expect(await statusOf(world, first.topup.topup_id)).toBe(409),
    );
    expect(calls).not.toContain("POST /checkouts");
    expect(calls.length).toBeLessThanOrEqual(5);
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[F13] a topup gets twenty checkouts a day and no more, and the refusal has a `Retry-After`", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const first = await open(world);
    let opened = first.session_id;
    for (let count = 2; count <= 20; count += 1) opened = await nextCheckout(world, first, opened);
    await decline(world, opened);
    const refused = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { method_id: "dodo", topup_id: first.topup.topup_id },
    });
    expect([refused.status, await refused.json()]).toEqual([
      429,
      expect.objectContaining({ code: "too_many_attempts" }),
    ]);
    const wait = Number(refused.headers.get("retry-after")) * 1_000;
    expect(wait).toBeGreaterThan(20 * HOUR);
    expect(wait).toBeLessThanOrEqual(DAY);
    // Another topup of the same buyer is not delayed.
    await open(world);
    world.clock.advance(wait);
    expect(await statusOf(world, first.topup.topup_id)).toBe(200);
  });

  test("[F14] [A01] 300 concurrent creates of one topup: one checkout, one poll, and a few storage calls", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const topup = world.host.addTopup();
    const counted = counting(world.storage);
    const service = world.secondService({ storage: counted.storage });
    for (const expected of [["GET /products", "POST /checkouts"], ["GET /checkouts"]]) {
      counted.calls.length = 0;
      const urls = new Set<string>();
      const calls = await callsOf(
        world,
        async () =>
          await Promise.all(
            Array.from({ length: 300 }, async () =>
              urls.add((await world.create(topup.topup_id, { service })).checkout_url),
            ),
          ),
      );
      expect(urls.size).toBe(1);
      expect(calls).toEqual(expected);
      expect(counted.calls.length).toBeLessThanOrEqual(20);
      world.clock.advance(HOUR);
    }
    expect(await world.payments(topup.topup_id)).toHaveLength(1);
  });

  test("[F14] concurrent creates of many topups do not wait for each other, and an error of one affects no other", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const topups = Array.from({ length: 20 }, () => world.host.addTopup().topup_id);
    world.dodo.faults.api.fail = { status: 500, count: 1, path: /^\/checkouts$/, method: "POST" };
    const statuses = await Promise.all(
      topups.map(async (topup_id) => await statusOf(world, topup_id)),
    );
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(19);
    for (const topup_id of topups) expect(await statusOf(world, topup_id)).toBe(200);
  });

  test("[F14] a create that never ends delays others no longer than a checkout may take to be created", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const topup = world.host.addTopup();
    let hung = 0;
    const stuck = world.secondService({
      storage: around(world.storage, async (verb, run) =>
        verb === "listAttempts" && (hung += 1) === 1
          ? await new Promise<never>(() => undefined)
          : await run(),
      ),
    });
    void world.create(topup.topup_id, { service: stuck }).catch(() => undefined);
    await expect.poll(() => hung).toBe(1);
    world.clock.advance(15_000);
    expect(await statusOf(world, topup.topup_id, stuck)).toBe(200);
  });
});

async function statusOf(world: World, topup_id: string, service = world.payment): Promise<number> {
  return (
    await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { method_id: "dodo", topup_id },
      service,
    })
  ).status;
}

async function decline(world: World, session_id: string): Promise<void> {
  await world.dodo.pay(session_id, { result: "failed" });
  await world.dodo.deliver();
  world.clock.advance(MINUTE);
}

async function nextCheckout(world: World, { topup }: Opened, session_id: string): Promise<string> {
  await decline(world, session_id);
  return (await world.create(topup.topup_id)).provider_session_id;
}

/** Wraps the storage and records the name of each verb that is called. */
function counting(storage: Storage): { storage: Storage; calls: string[] } {
  const calls: string[] = [];
  return { calls, storage: around(storage, async (verb, run) => (calls.push(verb), await run())) };
}
