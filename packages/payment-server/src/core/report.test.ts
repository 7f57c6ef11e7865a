import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks } from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";

/** The fields of a body that the money rule needs; all others may be new, null or missing. */
const NEEDED = new Set([
  "payment_id",
  "status",
  "total_amount",
  "currency",
  "tax",
  "checkout_session_id",
  "product_cart",
  "refunds",
  "disputes",
]);
const UNKNOWN = {
  brand_new: { deep: [1, null, { "": "" }] },
  failure_details: null,
  amount_v2: "5000",
  "": 0,
};

describe.each(SETTINGS)("$name", (setting) => {
  test("[C16] [X8] a body with unknown fields is accepted", async () => {
    await using world = await createWorldIn(setting);
    const { topup, data, body } = await paid(world);
    const response = await world.deliver({ ...UNKNOWN, ...body, data: { ...UNKNOWN, ...data } });
    expect(response.status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
  });

  test.each(["null", "missing"])(
    "[C16] [X8] a body whose optional fields are all %s is accepted",
    async (kind) => {
      await using world = await createWorldIn(setting);
      const { topup, data, body } = await paid(world);
      const present = Object.entries(data).filter(([name]) => kind === "null" || NEEDED.has(name));
      const bare = present.map(([name, value]) => [name, NEEDED.has(name) ? value : null]);
      const requested = world.dodo.requests.length;
      expect((await world.deliver({ ...body, data: Object.fromEntries(bare) })).status).toBe(200);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", net_minor: 5_000 });
      expect(world.dodo.requests.length - requested).toBe(setting.confirm === "always" ? 1 : 0);
      await expectSoundBooks(world);
    },
  );

  test("[C16] [X8] a body that keeps only its ids, or whose types have all changed, leads to a request to Dodo instead", async () => {
    for (const spoil of [() => null, () => "x", () => 1.5, () => [], () => ({}), () => true]) {
      await using world = await createWorldIn(setting);
      const { topup, data, body } = await paid(world);
      const spoilt = Object.fromEntries(Object.keys(data).map((name) => [name, spoil()]));
      const kept = { payment_id: data.payment_id, metadata: data.metadata };
      expect((await world.deliver({ ...body, data: { ...spoilt, ...kept } })).status).toBe(200);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", net_minor: 5_000 });
      expect(world.host.calls).toHaveLength(1);
    }
  });

  test("[C16] responses of Dodo with unknown fields and without optional ones are accepted", async () => {
    await using world = await createWorldIn(setting);
    const { topup } = await paid(world);
    world.dodo.faults.api.transform = (path, body) => {
      if (!path.startsWith("/payments/") || typeof body !== "object") return body;
      const bare = Object.entries(body ?? {}).filter(([name]) => NEEDED.has(name));
      return { ...UNKNOWN, ...Object.fromEntries(bare) };
    };
    world.clock.advance(60_000);
    await world.payment.reconcile();
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", net_minor: 5_000 });
    await expectSoundBooks(world);
  });

  test.each([
    null,
    [],
    "text",
    7,
    { type: "payment.succeeded" },
    { type: "payment.succeeded", data: null },
    { type: 5, data: { payment_id: {} } },
  ])(
    "[C16] a signed body of another shape (%j) never causes endless redeliveries or an internal error",
    async (body) => {
      await using world = await createWorldIn(setting);
      const response = await world.deliver(JSON.stringify(body));
      expect([200, 400]).toContain(response.status);
      expect(response.status).toBe(
        typeof body === "object" && body !== null && !Array.isArray(body) ? 200 : 400,
      );
    },
  );
});

async function paid(world: World) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const data = await world.dodo.pay(checkout.provider_session_id, { silent: true });
  return { topup, data, body: bodyOf(world, data) };
}
