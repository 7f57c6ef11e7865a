/** A storage that never answers, as a database behind a network that drops packets. */
import { afterEach, expect, test, vi } from "vitest";
import { bodyOf } from "../books.ts";
import { around } from "../faults.ts";
import { MINUTE, open } from "../scenes.ts";
import { createWorld } from "../world.ts";

afterEach(() => void vi.useRealTimers());

test("[K07] every request is answered, a delivery with 503, and what was paid is credited later", async () => {
  await using world = await createWorld();
  const { topup, session_id, checkout } = await open(world);
  const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
  let silent = true;
  const storage = around(world.storage, async (_, run) =>
    silent ? await new Promise(() => undefined) : await run(),
  );
  const service = world.secondService({ storage });
  // The first check loads Dodo's SDK, which would take longer than the clock of the test below.
  await world.payment.check();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const user = { as: "user:ada", service };
  const calls = [
    world.deliver(body, { service }),
    world.send("GET", "/payments/me", user),
    world.send("POST", "/checkout/create", { ...user, body: { topup_id: topup.topup_id } }),
    service.fetch(new Request(checkout.status_url)),
    service.fetch(new Request("http://localhost:3000/nothing")),
  ];
  const admin = ["/payments", "/check"].map(
    async (path) => await world.send("GET", path, { as: "admin", service }),
  );
  await vi.advanceTimersByTimeAsync(12_000);
  const answers = await Promise.all(calls);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 404]);
  await vi.advanceTimersByTimeAsync(43_000);
  const [list, check] = await Promise.all(admin);
  expect([list?.status, check?.status]).toEqual([503, 200]);
  expect(await check?.json()).toMatchObject({
    ok: false,
    findings: expect.arrayContaining([
      expect.objectContaining({ level: "error", code: "storage_unavailable" }),
    ]),
  });
  vi.useRealTimers();
  silent = false;
  world.clock.advance(MINUTE);
  expect((await world.deliver(body, { service })).status).toBe(200);
  expect(world.host.ledger).toHaveLength(1);
});
