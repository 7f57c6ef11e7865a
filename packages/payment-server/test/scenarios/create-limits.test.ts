/**
 * The calls that one buyer's clicks may cost are limited, and an unpaid topup never stays blocked.
 */
import { describe, expect, test } from "vitest";
import { callsTo, click, clickUntilCreated, reprice } from "../answers.ts";
import { around } from "../faults.ts";
import { DAY, HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { dodoPaymentProvider } from "../../src/index.ts";
import { createContext } from "../../src/settings.ts";
import { createCheckout } from "../../src/core/checkout.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe("an unpaid topup at a new price, clicked every five seconds", () => {
    test.each([3, 5, 7])(
      "[F13] with %i earlier checkouts open gets its checkout",
      async (others) => {
        await using world = await createWorld({ storage });
        const { topup } = await open(world);
        await checkoutsAt(world, topup.topup_id, others);
        expect(await clicksUntilOpened(world, topup.topup_id)).toBeLessThanOrEqual(4);
      },
    );

    test("[F13] with two of three checkouts waiting for another card gets its checkout", async () => {
      await using world = await createWorld({ storage });
      const { topup } = await open(world);
      const sessions = await checkoutsAt(world, topup.topup_id, 2);
      for (const session_id of sessions)
        await world.dodo.pay(session_id, {
          silent: true,
          overrides: { status: "requires_payment_method" },
        });
      expect(await clicksUntilOpened(world, topup.topup_id)).toBeLessThanOrEqual(4);
    });

    test("[F13] with two payments declined twice, whose second webhooks were lost, gets its checkout", async () => {
      await using world = await createWorld({ storage, dodo: { payment_id_after_decline: "new" } });
      const { topup, session_id } = await open(world);
      await declinedTwice(world, session_id);
      await declinedTwice(world, await clickUntilCreated(world, topup.topup_id));
      expect(await clicksUntilOpened(world, topup.topup_id)).toBeLessThanOrEqual(4);
    });
  });

  test("[F13] checkouts that Dodo refuses to create: ten at once, then less and less often, and ten again an hour later", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    world.dodo.faults.api.fail = {
      status: 422,
      code: "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT",
      method: "POST",
      path: /^\/checkouts$/,
    };
    const refused = async (): Promise<string | undefined> => (await click(world, topup_id)).code;
    for (let clicks = 0; clicks < 10; clicks += 1) expect(await refused()).not.toBe("busy");
    const pauses: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { method_id: "dodo", topup_id },
      });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        503,
        "busy",
      ]);
      pauses.push(Number(response.headers.get("retry-after")));
      world.clock.advance((pauses.at(-1) ?? 0) * 1_000);
      expect(await refused()).not.toBe("busy");
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    world.clock.advance(HOUR);
    for (let clicks = 0; clicks < 10; clicks += 1) expect(await refused()).not.toBe("busy");
  });

  test("[F13] the checkouts of another topup, and those that were created, do not count", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    world.dodo.faults.api.fail = {
      status: 422,
      code: "X",
      method: "POST",
      path: /^\/checkouts$/,
      count: 9,
    };
    for (let clicks = 0; clicks < 9; clicks += 1)
      expect((await click(world, topup_id)).status).not.toBe(200);
    const session_id = await clickUntilCreated(world, topup_id);
    await world.dodo.pay(session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(MINUTE);
    expect(await click(world, topup_id)).toMatchObject({ status: 200 });
    await open(world);
  });

  test("[F13] a host that throws: clicks within three seconds call Dodo and the host once", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    world.host.before = () => {
      throw new Error("the host is down");
    };
    world.clock.advance(MINUTE);
    const codes = new Set<string | undefined>();
    const calls = await callsTo(world, async () => {
      for (let clicks = 0; clicks < 10; clicks += 1)
        codes.add((await click(world, topup.topup_id)).code);
    });
    expect(calls).toEqual(["GET /checkouts/…", "GET /payments/…"]);
    expect(world.host.calls).toHaveLength(1);
    expect(codes).not.toContain(undefined);
  });

  test("[F13] a create that loses a race against another one, which fails, still makes no more than its three calls", async () => {
    await using world = await createWorld({ storage });
    const { topup } = await open(world);
    await checkoutsAt(world, topup.topup_id, 2);
    let taken = false;
    const slow = around(world.storage, async (verb, run) => {
      if (verb !== "insertPayment" || taken) return await run();
      taken = true;
      world.dodo.faults.api.fail = { status: 500, count: 1, method: "POST" };
      expect((await click(world, topup.topup_id, { service: world.secondService() })).status).toBe(
        503,
      );
      // The statuses that were just polled are older than three seconds now.
      world.clock.advance(4_000);
      return await run();
    });
    const calls = await callsTo(world, async () =>
      expect(
        await click(world, topup.topup_id, { service: world.secondService({ storage: slow }) }),
      ).toMatchObject({ status: 200 }),
    );
    expect(calls.filter((call) => call === "GET /checkouts/…")).toHaveLength(3);
  });

  test("[F13] reconciliation polls a session less and less often after it was declined twice and the second webhook was lost", async () => {
    await using world = await createWorld({ storage, dodo: { payment_id_after_decline: "new" } });
    const { topup, session_id } = await open(world);
    await declinedTwice(world, session_id);
    const calls = await callsTo(world, async () => {
      for (let at = 0; at < (2 * DAY) / (5 * MINUTE); at += 1) {
        world.clock.advance(5 * MINUTE);
        await world.payment.reconcile({ recent: 0 });
      }
    });
    // The polls come after 5, 10, 20 minutes and so on: about a dozen in two days.
    expect(calls.length).toBeLessThan(40);
    const payment = await world.only(topup.topup_id);
    expect((await world.storage.listAudit(payment.payment_id)).length).toBeLessThan(10);
  });
});

test("[F14] aborted creates leave nothing in the memory of the process", async () => {
  await using world = await createWorld();
  const context = createContext({
    readTopup: (topup_id) => world.host.topups.get(topup_id) ?? null,
    finishTopup: () => undefined,
    storage: around(world.storage, async (verb, run) =>
      verb === "listAttempts" ? await new Promise<never>(() => undefined) : await run(),
    ),
    providers: [
      dodoPaymentProvider({
        api_key: world.dodo.api_key,
        product_id: "pdt_topup",
        webhook_key: world.dodo.webhook_key,
        api_base_url: world.dodo.url,
      }),
    ],
    clock: () => world.clock.now(),
    env: {},
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const begin = (): void => {
    const { topup_id, user_id } = world.host.addTopup();
    void createCheckout(
      context,
      { topup_id, user_id, provider_id: "dodo", return_to: null },
      () => ({ return_url: "", cancel_url: "" }),
    );
  };
  for (let creates = 0; creates < 20; creates += 1) begin();
  await expect.poll(() => context.creating.size).toBe(20);
  world.clock.advance(15_000);
  begin();
  await expect.poll(() => context.creating.size).toBe(1);
});

/**
 * Creates one checkout at each of `prices` prices and returns their sessions. Then the topup gets a
 * new price, and time passes.
 */
async function checkoutsAt(world: World, topup_id: string, prices: number): Promise<string[]> {
  const sessions: string[] = [];
  for (let price = 1; price <= prices; price += 1) {
    reprice(world, topup_id, 5_000 + price);
    sessions.push(await clickUntilCreated(world, topup_id));
  }
  reprice(world, topup_id, 9_000);
  world.clock.advance(5 * MINUTE);
  return sessions;
}

async function clicksUntilOpened(world: World, topup_id: string): Promise<number> {
  for (let clicks = 1; clicks <= 20; clicks += 1) {
    world.clock.advance(5_000);
    if ((await click(world, topup_id)).status === 200) return clicks;
  }
  return Number.POSITIVE_INFINITY;
}

async function declinedTwice(world: World, session_id: string): Promise<void> {
  await world.dodo.pay(session_id, { result: "failed" });
  await world.dodo.deliver();
  await world.dodo.pay(session_id, { result: "failed", silent: true });
  world.clock.advance(MINUTE);
}
