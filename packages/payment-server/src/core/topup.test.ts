import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../../test/world.ts";
import type { Topup } from "../index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["topup_id", { topup_id: undefined }],
    ["user_id", { user_id: "" }],
    ["credits", { credits: Number.NaN }],
    ["usd_cents", { usd_cents: "5000" }],
    ["status", { status: null }],
  ])(
    "a host whose readTopup() answers with a wrong `%s` is named in the log, and no checkout is created",
    async (field, wrong) => {
      await using world = await createWorld({ storage });
      const topup = world.host.addTopup();
      // A host without types may return anything.
      world.host.topups.set(topup.topup_id, Object.assign({ ...topup }, wrong as Partial<Topup>));
      const requested = world.dodo.requests.length;
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id: topup.topup_id },
      });
      expect([response.status, await response.json()]).toEqual([
        500,
        expect.objectContaining({
          code: "host_invalid",
          error: expect.stringContaining(`\`${field}\``),
        }),
      ]);
      expect(world.dodo.requests.length).toBe(requested);
      expect(world.log.join("\n")).toContain("host_invalid");
    },
  );
});

test("a row whose field throws when it is read counts as a failing host, and reconciliation goes on with the others", async () => {
  await using world = await createWorld();
  const [poisoned, sound] = [world.host.addTopup(), world.host.addTopup()];
  for (const { topup_id } of [poisoned, sound])
    await world.dodo.pay((await world.create(topup_id)).provider_session_id, { silent: true });
  const lazy = Object.defineProperty({ ...poisoned }, "credits", {
    get: () => {
      throw new Error("lazy field failed");
    },
  });
  world.host.topups.set(poisoned.topup_id, lazy);
  world.clock.advance(60_000);
  // It fails once as due and once in Dodo's list.
  expect(await world.payment.reconcile()).toMatchObject({ credited: 1, failed: 2 });
  expect(await world.only(sound.topup_id)).toMatchObject({ status: "paid" });
});

describe("a host that throws if it has no topup", () => {
  const failing = (fields: object) => async (): Promise<never> =>
    await Promise.reject(Object.assign(new Error("secret of the host"), fields));

  test.each([{ statusCode: 404 }, { status: 404 }, { status: 404, statusCode: 500 }])(
    "[D10] [A02] %j means that the topup does not exist",
    async (fields) => {
      await using world = await createWorld({ service: { readTopup: failing(fields) } });
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id: "tu_1" },
      });
      expect([response.status, await response.json()]).toEqual([
        404,
        expect.objectContaining({ code: "topup_not_found" }),
      ]);
    },
  );

  test.each([{}, { statusCode: 500 }, { statusCode: "404" }, { code: 404 }, { status: 403 }])(
    "[D10] %j means nothing: the caller retries",
    async (fields) => {
      await using world = await createWorld({ service: { readTopup: failing(fields) } });
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id: "tu_1" },
      });
      const text = await response.text();
      expect([response.status, text.includes("host_unavailable"), text.includes("secret")]).toEqual(
        [503, true, false],
      );
    },
  );

  test("[D10] a payment whose topup is deleted when it arrives is not retried endlessly: it is held", async () => {
    let gone = false;
    await using world = await createWorld();
    const service = world.secondService({
      readTopup: async (topup_id) =>
        gone ? await failing({ statusCode: 404 })() : (world.host.topups.get(topup_id) ?? null),
    });
    const { topup_id } = world.host.addTopup();
    const { provider_session_id } = await world.create(topup_id, { service });
    world.clock.advance(20 * 60_000);
    const data = await world.dodo.pay(provider_session_id, { silent: true });
    gone = true;
    world.clock.advance(20 * 60_000);
    const answer = await world.deliver({ type: "payment.succeeded", data }, { service });
    expect([answer.status, (await world.only(topup_id)).status, world.host.calls]).toEqual([
      200,
      "held",
      [],
    ]);
  });
});
