/**
 * The calls to Dodo are divided: deliveries, pages and reconciliation never use each other's share,
 * nor one user another's.
 */
import { describe, expect, test } from "vitest";
import { until } from "../../test/books.ts";
import { HOUR, open, pageStatus, type Opened } from "../../test/scenes.ts";
import { createWorld, STORAGES } from "../../test/world.ts";
import type { WireCheckout } from "../index.ts";
import { createBudget, type Budget, type Share } from "./budget.ts";

const SHARES: readonly Share[] = ["deliveries", "pages", "reconcile"];

describe("the budget", () => {
  function make(per_second = 8): { budget: Budget; clock: { now: number } } {
    const clock = { now: 1_000_000 };
    return { budget: createBudget({ per_second, clock: () => clock.now }), clock };
  }
  /** Takes calls from the share until the budget refuses, and returns their number. */
  function drain(budget: Budget, share: Share, user_id?: string): number {
    let taken = 0;
    while (taken < 1_000 && budget.take(share, user_id)) taken += 1;
    return taken;
  }

  test.each(SHARES)(
    "[F15] a caller who exhausts the share of %s leaves the other shares untouched",
    (share) => {
      const { budget } = make();
      expect(drain(budget, share)).toBe(8);
      for (const other of SHARES.filter((one) => one !== share))
        expect(drain(budget, other)).toBe(4);
    },
  );

  test("[F15] one user takes at most half of a share, and another user gets the rest", () => {
    const { budget, clock } = make();
    expect(drain(budget, "pages", "ada")).toBe(2);
    expect(drain(budget, "pages", "bob")).toBe(2);
    clock.now += 1_000;
    expect(drain(budget, "pages", "ada")).toBe(1);
    expect(drain(budget, "pages", "cleo")).toBe(2);
  });

  test("[F15] what a user spends in one share counts in no other share", () => {
    const { budget } = make();
    drain(budget, "pages", "ada");
    expect(drain(budget, "deliveries", "ada")).toBe(2);
  });

  test("it refills up to the rate, and first pays back calls that were charged unconditionally", () => {
    const { budget, clock } = make();
    for (const share of SHARES) drain(budget, share);
    for (let call = 0; call < 2; call += 1) budget.spend("pages");
    clock.now += 1_000;
    expect(drain(budget, "pages")).toBe(2);
    clock.now += HOUR;
    expect(drain(budget, "pages")).toBe(8);
  });

  test("a rate of one call per second still grants a call to each share", () => {
    const { budget, clock } = make(1);
    for (const share of SHARES) expect(drain(budget, share)).toBeGreaterThanOrEqual(2);
    clock.now += 4_000;
    for (const share of SHARES) expect(drain(budget, share)).toBeGreaterThanOrEqual(1);
  });

  test.each([4, 8, 40])(
    "[F15] %i users who call all the time leave the last call to one who calls now and then",
    (count) => {
      const { budget, clock } = make();
      let answered = 0;
      for (let at = 0; at < 100; at += 1) {
        for (let user = 0; user < count; user += 1) drain(budget, "pages", `frequent ${user}`);
        if (at % 10 === 9 && budget.take("pages", "rare")) answered += 1;
        clock.now += 300;
      }
      expect(answered).toBe(10);
    },
  );

  test("[F15] a refused request counts too: repeated retries do not win the last call", () => {
    const { budget, clock } = make();
    drain(budget, "pages");
    for (let at = 0; at < 9; at += 1) {
      expect(budget.take("pages", "frequent")).toBe(false);
      clock.now += 100;
    }
    expect(budget.take("pages", "rare")).toBe(true);
  });

  test("unconditional calls go into debt up to the capacity of the share, and no further", () => {
    const { budget, clock } = make();
    for (let call = 0; call < 1_000; call += 1) budget.spend("pages");
    clock.now += 2_000;
    expect(drain(budget, "pages")).toBe(4);
    clock.now += 2_000;
    expect(drain(budget, "pages")).toBe(8);
  });

  test("it remembers a bounded number of users", () => {
    const { budget } = make(10_000);
    for (let user = 0; user < 5_000; user += 1)
      expect(budget.take("reconcile", `user ${user}`)).toBe(true);
  });

  test("[F15] it charges a new user also while a thousand others are remembered", () => {
    const { budget } = make(2_400);
    for (let user = 0; user < 1_000; user += 1) budget.take("pages", `user ${user}`);
    expect(drain(budget, "pages", "new")).toBe(600);
    expect(budget.take("pages", "other")).toBe(true);
  });
});

describe.each([3, 6])(
  "[F15] while %i users poll all the time, eight result pages each",
  (accounts) => {
    test.each(["result page", "unsigned delivery"])(
      "the %s of another user is still served",
      async (kind) => {
        await using world = await createWorld({
          signed: false,
          service: { provider_calls_per_second: 10 },
        });
        const poll = async (checkout: WireCheckout): Promise<unknown> => {
          if (kind === "result page") return await pageStatus(world, checkout);
          return await world.send("POST", "/webhook", {
            body: {
              type: "payment.succeeded",
              data: { checkout_session_id: checkout.provider_session_id },
            },
            headers: { "webhook-id": "msg_unsigned" },
          });
        };
        const pageOf = async (user_id: string): Promise<WireCheckout> =>
          await world.create(world.host.addTopup({ user_id }).topup_id, { as: `user:${user_id}` });
        const pages: WireCheckout[] = [];
        for (let page = 0; page < accounts * 8; page += 1)
          pages.push(await pageOf(`frequent ${page % accounts}`));
        const flood = async (): Promise<void> => {
          world.clock.advance(250);
          for (const page of pages) await poll(page);
        };
        for (let at = 0; at < 80; at += 1) await flood();
        const theirs = await pageOf("bob");
        await world.dodo.pay(theirs.provider_session_id, { silent: true });
        // The buyer polls once in three seconds, as the page does, and always right after the
        // others.
        for (let at = 0; at < 120 && world.host.ledger.length === 0; at += 1) {
          await flood();
          if (at % 12 === 0) await poll(theirs);
        }
        expect(world.host.balance("bob")).toBe(500);
      },
    );
  },
);

describe.each(STORAGES)("on %s", (storage) => {
  test("[F15] one buyer who polls fifty of their own result pages does not delay another buyer's paid payment, without a signing key", async () => {
    await using world = await createWorld({
      storage,
      signed: false,
      service: { provider_calls_per_second: 10 },
    });
    const pages: Opened[] = [];
    for (let page = 0; page < 50; page += 1) pages.push(await open(world));
    const bobs = world.host.addTopup({ user_id: "bob" });
    const checkout = await world.create(bobs.topup_id, { as: "user:bob" });
    await world.dodo.pay(checkout.provider_session_id, { silent: true });
    // There are sixteen requests a second, for a minute.
    for (let second = 0; second < 60; second += 1) {
      for (let at = 0; at < 16; at += 1)
        await pageStatus(world, pages[(second * 16 + at) % 50]?.checkout ?? checkout);
      world.clock.advance(1_000);
    }
    const unsigned = {
      type: "payment.succeeded",
      data: { checkout_session_id: checkout.provider_session_id, payment_id: null },
    };
    const response = await world.send("POST", "/webhook", {
      body: unsigned,
      headers: { "webhook-id": "msg_unsigned" },
    });
    expect([
      response.status,
      ((await response.json()) as { sync_status: string }).sync_status,
    ]).toEqual([200, "applied"]);
    expect(world.host.balance("bob")).toBe(500);
  });

  test("[F15] nor does it delay another buyer's result page or reconciliation", async () => {
    await using world = await createWorld({ storage, service: { provider_calls_per_second: 10 } });
    const pages: Opened[] = [];
    for (let page = 0; page < 20; page += 1) pages.push(await open(world));
    const bobs = await Promise.all(
      [0, 1].map(async () => {
        const topup = world.host.addTopup({ user_id: "bob" });
        return await world.create(topup.topup_id, { as: "user:bob" });
      }),
    );
    for (const { provider_session_id } of bobs)
      await world.dodo.pay(provider_session_id, { silent: true });
    world.clock.advance(HOUR);
    for (let at = 0; at < 100; at += 1)
      await pageStatus(world, pages[at % 20]?.checkout ?? expect.unreachable());
    expect(await pageStatus(world, bobs[0] ?? expect.unreachable())).toBe("paid");
    // The clock does not move, so the calls of reconciliation come from what is left of its share.
    const stop = new AbortController();
    const before = world.dodo.requests.length;
    const reconciling = world.payment.reconcile({ recent: 0, signal: stop.signal });
    await until(() => world.dodo.requests.length - before >= 5);
    stop.abort();
    await reconciling;
  });
});
