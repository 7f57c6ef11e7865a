/** Problems that only the log or check() shows to an operator. */
import { describe, expect, test } from "vitest";
import { bodyOf } from "../books.ts";
import { HOUR, open } from "../scenes.ts";
import { BASE, createWorld, STORAGES, type World } from "../world.ts";

const WRONG_KEY = "whsec_ZG9kby1mb3JnZXIta2V5LW9mLTI0LWJ5dGVz";

describe.each(STORAGES)("on %s", (storage) => {
  test("[O06] deliveries that are refused for their signature are logged, once an hour and without any of their text, and check() counts them", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
    const refuse = async (): Promise<void> => {
      for (let at = 0; at < 5; at += 1)
        expect(
          (await world.deliver(body, { keys: [WRONG_KEY], webhook_id: "msg_CANARY" })).status,
        ).toBe(401);
    };
    await refuse();
    expect(warnings(world)).toHaveLength(1);
    expect(warnings(world)[0]).toContain("DODO_WEBHOOK_KEY");
    expect(warnings(world)[0]).not.toContain("CANARY");
    world.clock.advance(HOUR - 1);
    await refuse();
    expect(warnings(world)).toHaveLength(1);
    world.clock.advance(1);
    await refuse();
    expect(warnings(world)).toHaveLength(2);
    expect((await world.payment.check()).findings).toContainEqual(
      expect.objectContaining({
        level: "warning",
        code: "invalid_signature",
        message: expect.stringMatching(
          /DODO_WEBHOOK_KEY.+ Seen 15 times by this process, last at /,
        ),
      }),
    );
  });

  test("[O06] a genuine delivery, and a foreign request elsewhere, are not logged so", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    await world.send("GET", "/payments/me");
    await world.payment.fetch(new Request(`${BASE}/nothing`));
    expect(warnings(world)).toEqual([]);
  });

  test("[O06] check() says that reconciliation does not run once the oldest check is an hour late", async () => {
    await using world = await createWorld({ storage });
    const { checkout } = await open(world);
    const due = (await world.only(checkout.topup_id)).next_check_at ?? Number.NaN;
    world.clock.set(due + HOUR);
    expect((await world.payment.check()).findings.map(({ code }) => code)).not.toContain("overdue");
    world.clock.advance(1);
    const { ok, findings, summary } = await world.payment.check();
    expect([ok, summary?.overdue_checks, summary?.oldest_overdue_check_at]).toEqual([true, 1, due]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "warning",
        code: "overdue",
        message: expect.stringContaining("60 min"),
      }),
    );
    await world.payment.reconcile();
    expect((await world.payment.check()).findings.map(({ code }) => code)).not.toContain("overdue");
  });

  test("[O06] the delivery that finds a due payment of last week says that reconciliation does not run, but not of a bank debit that takes days", async () => {
    await using world = await createWorld({ storage });
    const debit = await open(world);
    await world.dodo.pay(debit.session_id, { result: "processing" });
    await world.dodo.deliver();
    const find = async (): Promise<string | undefined> => {
      world.clock.advance(7 * 24 * HOUR);
      await world.dodo.pay((await open(world)).session_id);
      await world.dodo.deliver();
      const { findings } = await world.payment.check();
      return findings.find(({ message }) => message.includes("`reconcile()` does not run"))?.code;
    };
    expect(await find()).toBe(undefined);
    await open(world);
    expect([await find(), await find()]).toContain("overdue");
  });

  test("[O06] a host that could not be read for a day is shown by check()", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id);
    world.host.reading = () => {
      throw new Error("the host is down");
    };
    for (let hour = 0; hour < 30; hour += 1) {
      world.clock.advance(HOUR);
      await world.dodo.deliver();
      await world.payment.reconcile();
    }
    expect((await world.payment.check()).findings.map(({ code }) => code)).toContain(
      "undecided_events",
    );
  });
});

function warnings(world: World): string[] {
  return world.log.filter((line) => line.includes("signature"));
}
