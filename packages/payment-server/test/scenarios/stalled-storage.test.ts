/**
 * A storage that answers at first and stops in the middle of a request. The answer blames neither
 * Dodo nor the host for it.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bodyOf } from "../books.ts";
import { around } from "../faults.ts";
import { open } from "../scenes.ts";
import { createWorld, type World } from "../world.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** Returns the status and the code of an answer, once the time limits of a request have passed. */
async function late(answer: Promise<Response>): Promise<[status: number, code: unknown]> {
  await vi.advanceTimersByTimeAsync(12_000);
  const response = await answer;
  return [response.status, ((await response.json()) as { code?: unknown }).code];
}

/** A paid checkout whose delivery was lost. */
async function paidUnnoticed(world: World) {
  const opened = await open(world);
  const payment = await world.dodo.pay(opened.session_id, { silent: true });
  return { topup_id: opened.topup.topup_id, payment };
}

describe.each(["findPayments", "readCredit", "claimCredit", "closeCredit"])(
  "a storage that stops at %s",
  (verb) => {
    test("[K07] while a checkout is created is `storage_unavailable`", async () => {
      await using world = await createWorld();
      const { topup_id } = await paidUnnoticed(world);
      const service = world.secondService({ storage: stopsAt(world, verb) });
      const body = { method_id: "dodo", topup_id };
      const answer = world.send("POST", "/checkout/create", { as: "user:ada", body, service });
      expect(await late(answer)).toEqual([503, "storage_unavailable"]);
    });

    test("[K07] while a delivery is decided is `storage_unavailable`", async () => {
      await using world = await createWorld();
      const { payment } = await paidUnnoticed(world);
      const service = world.secondService({ storage: stopsAt(world, verb) });
      const answer = world.deliver(bodyOf(world, payment), { service });
      expect(await late(answer)).toEqual([503, "storage_unavailable"]);
    });
  },
);

test("[K07] if Dodo does not answer, the answer is `provider_unavailable`", async () => {
  await using world = await createWorld();
  const { topup_id, payment } = await paidUnnoticed(world);
  world.dodo.faults.api.delay_ms = 60_000;
  const body = { method_id: "dodo", topup_id };
  const create = world.send("POST", "/checkout/create", { as: "user:ada", body });
  expect(await late(create)).toEqual([503, "provider_unavailable"]);
  expect(await late(world.deliver(bodyOf(world, payment)))).toEqual([503, "provider_unavailable"]);
});

test("[K07] if the host's calls together take too long, the answer is `host_unavailable`", async () => {
  await using world = await createWorld();
  const { topup_id, payment } = await paidUnnoticed(world);
  const slowly = async (): Promise<void> =>
    await new Promise((resolve) => setTimeout(resolve, 3_900));
  world.dodo.faults.api.delay_ms = 1_900;
  world.host.before = slowly;
  world.host.reading = slowly;
  expect(await late(world.deliver(bodyOf(world, payment)))).toEqual([503, "host_unavailable"]);
  world.host.reading = null;
  world.host.before = null;
  world.dodo.faults.api = {};
  world.clock.advance(120_000);
  expect((await world.deliver(bodyOf(world, payment))).status).toBe(200);
  expect((await world.only(topup_id)).status).toBe("paid");
});

/** Returns the world's storage, which never answers the verb. */
function stopsAt({ storage }: World, verb: string): World["storage"] {
  return around(storage, async (called, run) =>
    called === verb ? await new Promise(() => undefined) : await run(),
  );
}
