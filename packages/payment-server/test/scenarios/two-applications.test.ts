import { expect, test } from "vitest";
import { bodyOf } from "../books.ts";
import { HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld } from "../world.ts";
import { memoryStorage } from "../../src/index.ts";

test("[F36] [C24] another application on the same Dodo account counts each of our payments once, and its check() names the cause", async () => {
  await using world = await createWorld();
  const other = world.secondService({
    storage: memoryStorage({ clock: () => world.clock.now() }),
    readTopup: () => null,
  });
  const { session_id } = await open(world);
  const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
  const deliver = async (service = other): Promise<number> =>
    (await world.deliver(body, { service, webhook_id: "msg_1" })).status;
  expect(await deliver(world.payment)).toBe(200);
  expect([await deliver(), await deliver()]).toEqual([503, 503]);
  world.clock.advance(16 * MINUTE);
  await other.reconcile();
  expect((await world.deliver(body, { service: other, webhook_id: "msg_1" })).status).toBe(200);
  world.clock.advance(HOUR);
  await other.reconcile();
  const unmatched = (await other.check()).findings.find(({ code }) => code === "unmatched");
  expect(unmatched).toMatchObject({
    level: "warning",
    message: expect.stringMatching(/^1 paid at the provider.+uses the same Dodo account/),
  });
  expect(world.host.ledger).toHaveLength(1);
});
