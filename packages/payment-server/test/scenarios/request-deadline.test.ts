/**
 * A request has one deadline; a step that must not be interrupted begins only if there is time for
 * it.
 */
import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { bodyOf } from "../books.ts";
import { MINUTE, open, pageStatus, whileHostIsDown } from "../scenes.ts";
import { createWorld, type World } from "../world.ts";
import { dodoPaymentProvider } from "../../src/index.ts";
import { createContext } from "../../src/settings.ts";
import { createCheckout } from "../../src/core/checkout.ts";
import type { Context } from "../../src/core/context.ts";
import { hasTime, withDeadline, type Timed } from "../../src/core/deadline.ts";
import { settlementDeadline } from "../../src/core/provider-deadline.ts";
import { inquire } from "../../src/core/inquiry.ts";
import { causeOf } from "../../src/core/write-cause.ts";

const LATE = { code: "host_unavailable", message: "Late." } as const;

/**
 * A request with `left` milliseconds left, on a clock that does not move. Each sleep is recorded
 * and never ends.
 */
function timed(left: number): Timed & { slept: number[] } {
  const slept: number[] = [];
  return {
    ticks: () => 1_000,
    ends_at: 1_000 + left,
    slept,
    sleep: async (ms) => (slept.push(ms), await new Promise<never>(() => undefined)),
  };
}

describe("a deadline", () => {
  test.each([
    [60_000, 4_000],
    [Number.POSITIVE_INFINITY, 4_000],
    [1_500, 1_500],
  ])("[K07] of four seconds in a request that has %d ms left is %d ms", async (left, ms) => {
    const context = timed(left);
    expect(await withDeadline(context, 4_000, LATE, async () => "done")).toBe("done");
    expect(context.slept).toEqual([ms]);
  });

  test.each([0, -1, -60_000])("[K07] with %d ms left the call does not begin", async (left) => {
    let begun = 0;
    const call = async (): Promise<unknown> => (begun += 1);
    const codes = await Promise.all(
      [withDeadline(timed(left), 4_000, LATE, call), settlementDeadline(timed(left), call)].map(
        async (running) => await running.catch(({ code }: { code: string }) => code),
      ),
    );
    expect([codes, begun]).toEqual([["host_unavailable", "provider_unavailable"], 0]);
  });

  test("[K07] there is time for a call that takes as long as is left, and for no longer one", () => {
    expect([
      hasTime(timed(4_000), 4_000),
      hasTime(timed(3_999), 4_000),
      hasTime(timed(Number.POSITIVE_INFINITY), 4_000),
    ]).toEqual([true, false, true]);
  });
});

describe("with less time left than a call to the host may take", () => {
  test("[K07] nothing is claimed and the host is not called; with enough time the same request credits", async () => {
    await using world = await createWorld();
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    const context = contextOf(world);
    const request = async (left: number) =>
      await inquire(
        { context: { ...context, ends_at: context.ticks() + left }, cause: causeOf("return") },
        await world.only(topup.topup_id),
      );
    expect((await request(3_500)).payment).toMatchObject({ status: "pending" });
    expect([world.host.calls, await world.storage.readCredit(topup.topup_id)]).toEqual([[], null]);
    expect((await request(11_500)).payment).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
  });

  test("[K07] no checkout is created, and no payment is left behind", async () => {
    await using world = await createWorld();
    const { topup_id, user_id } = world.host.addTopup();
    const context = contextOf(world);
    const create = async (left: number) =>
      await createCheckout(
        { ...context, ends_at: context.ticks() + left },
        { topup_id, user_id, provider_id: "dodo", return_to: null },
        () => ({ return_url: "http://localhost/", cancel_url: "http://localhost/" }),
      );
    expect(await create(3_500).catch(({ code }: { code: string }) => code)).toBe("busy");
    expect([await world.payments(topup_id), world.dodo.requests]).toEqual([[], []]);
    expect(await create(11_500)).toMatchObject({
      status: "pending",
      checkout_url: expect.any(String),
    });
  });
});

describe("if Dodo and the host each take almost all of their time", () => {
  test.concurrent("[K07] a result page is answered in time, and the payment is credited later", async () => {
    await using world = await createWorld();
    const { checkout, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    slowly(world);
    expect(await pageStatus(world, checkout)).toBe("pending");
    // A call to the host could not have ended within this request.
    expect(world.host.calls).toEqual([]);
    quickly(world);
    world.clock.advance(5 * MINUTE);
    expect(await pageStatus(world, checkout)).toBe("paid");
    expect(world.host.ledger).toHaveLength(1);
  });

  test.concurrent("[K07] so is a delivery about a payment that is being credited", async () => {
    await using world = await createWorld();
    const { session_id } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
    await whileHostIsDown(world, async () => await world.deliver(body));
    world.clock.advance(5 * MINUTE);
    slowly(world);
    expect((await world.deliver(body)).status).toBe(503);
    quickly(world);
    world.clock.advance(5 * MINUTE);
    expect((await world.deliver(body)).status).toBe(200);
    expect(world.host.ledger).toHaveLength(1);
  });
});

test("waiting leaves no listener on a signal that lives as long as the process", async () => {
  await using world = await createWorld();
  const { sleep } = contextOf(world);
  const stop = new AbortController();
  for (let waits = 0; waits < 5; waits += 1) await sleep(1, stop.signal);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  const waiting = sleep(3_600_000, stop.signal);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
  stop.abort();
  await waiting;
  await sleep(3_600_000, stop.signal);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
});

/** The context of a process of this world, on a clock that does not move. */
function contextOf({ storage, dodo, host, clock }: World): Context {
  return createContext({
    readTopup: (topup_id) => host.topups.get(topup_id) ?? null,
    finishTopup: (topup_id, extra) => {
      const topup = host.topups.get(topup_id) ?? expect.unreachable();
      host.calls.push({ topup_id, extra });
      host.topups.set(topup_id, { ...topup, status: "paid" });
    },
    storage: storage,
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        product_id: "pdt_topup",
        webhook_key: dodo.webhook_key,
        api_base_url: dodo.url,
        fetch: async (request) => await dodo.fetch(request),
      }),
    ],
    clock: () => clock.now(),
    env: {},
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}

function slowly(world: World): void {
  const wait = async (): Promise<void> =>
    await new Promise((resolve) => setTimeout(resolve, 3_800));
  world.dodo.faults.api.delay_ms = 1_900;
  world.host.reading = wait;
  world.host.before = wait;
}

function quickly(world: World): void {
  world.dodo.faults.api = {};
  world.host.reading = null;
  world.host.before = null;
}
