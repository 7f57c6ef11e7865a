import { describe, expect, test } from "vitest";
import { PAID_IN_INR, PAID_IN_USD } from "../../test/payloads.ts";
import { BASE, createWorld, STORAGES, type World, type WorldOptions } from "../../test/world.ts";
import type { WireCheckout } from "../index.ts";

/** The documented body, changed to say that `checkout` was paid with `fields`. */
function forge(
  checkout: WireCheckout,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  const metadata = { payment_id: checkout.payment_id, topup_id: checkout.topup_id };
  const data = {
    ...PAID_IN_USD.data,
    checkout_session_id: checkout.provider_session_id,
    metadata,
    total_amount: 5_000,
    tax: 0,
    ...fields,
  };
  return { ...PAID_IN_USD, data };
}

async function deliverUnsigned(
  world: World,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", "webhook-id": "msg_forged", ...headers },
    body: JSON.stringify(body),
  };
  return await world.payment.fetch(new Request(`${BASE}/webhook`, init));
}

async function waiting(options: WorldOptions): Promise<{ world: World; checkout: WireCheckout }> {
  const world = await createWorld({ signed: false, ...options });
  return { world, checkout: await world.create(world.host.addTopup().topup_id) };
}

const since = (world: World, before: number): string[] =>
  world.dodo.requests.slice(before).map(({ method, path }) => `${method} ${path}`);

describe.each(STORAGES)("without a signing key on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[X2] a forged delivery of one minor unit of INR credits nothing", async () => {
      const { world, checkout } = await waiting({ storage, service: { confirm } });
      await using _ = world;
      const inr = {
        ...PAID_IN_INR.data,
        total_amount: 1,
        tax: 0,
        settlement_amount: 1,
        settlement_tax: 0,
      };
      const before = await world.only("tu_1");
      const response = await deliverUnsigned(
        world,
        forge(checkout, {
          ...inr,
          checkout_session_id: checkout.provider_session_id,
          metadata: { payment_id: checkout.payment_id },
        }),
      );
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(await response.json()).toMatchObject({ code: "busy" });
      expect([world.host.calls, world.host.balance("ada"), await world.allEvents()]).toEqual([
        [],
        0,
        [],
      ]);
      expect(await world.only("tu_1")).toMatchObject({
        status: "pending",
        version: before.version,
        provider_payment_id: null,
      });
    });

    test("[V12] a forged delivery of the full amount, signed with the forger's own key, credits nothing", async () => {
      const { world, checkout } = await waiting({ storage, service: { confirm } });
      await using _ = world;
      const response = await world.deliver(forge(checkout), {
        keys: ["whsec_ZG9kby1mb3JnZXIta2V5LW9mLTI0LWJ5dGVz"],
      });
      expect([response.status, world.host.calls, await world.allEvents()]).toEqual([503, [], []]);
    });

    test("[V12] Dodo's answer alone decides: if it is paid there, any unsigned delivery is enough", async () => {
      const { world, checkout } = await waiting({ storage, service: { confirm } });
      await using _ = world;
      const paid = await world.dodo.pay(checkout.provider_session_id);
      const response = await deliverUnsigned(
        world,
        forge(checkout, { status: "failed", total_amount: 1, currency: "INR" }),
      );
      expect(await response.json()).toMatchObject({
        received: true,
        event_id: "dodo:msg_forged",
        sync_status: "applied",
      });
      expect([world.host.balance("ada"), await world.allEvents()]).toEqual([500, []]);
      expect(await world.only("tu_1")).toMatchObject({
        status: "paid",
        provider_payment_id: paid.payment_id,
        net_minor: 5_000,
      });
    });

    test("[V12] Dodo's answer alone decides: if it is declined or underpaid there, an unsigned success credits nothing", async () => {
      const { world, checkout } = await waiting({ storage, service: { confirm } });
      await using _ = world;
      await world.dodo.pay(checkout.provider_session_id, { result: "failed" });
      expect((await deliverUnsigned(world, forge(checkout))).status).toBe(503);
      expect((await world.only("tu_1")).status).toBe("failed");
      await world.dodo.pay(checkout.provider_session_id, { overrides: { total_amount: 4_999 } });
      expect(await (await deliverUnsigned(world, forge(checkout))).json()).toMatchObject({
        sync_status: "held",
      });
      expect(await world.only("tu_1")).toMatchObject({ status: "held", hold_reason: "underpaid" });
      expect([world.host.calls, await world.allEvents()]).toEqual([[], []]);
    });
  });

  test("[V12] one webhook-id skips no other delivery", async () => {
    const { world, checkout } = await waiting({ storage });
    await using _ = world;
    const foreign = await deliverUnsigned(
      world,
      forge(checkout, { checkout_session_id: "cks_other", metadata: {} }),
      { "webhook-id": "msg_one" },
    );
    expect(await foreign.json()).toMatchObject({ sync_status: "ignored" });
    await world.dodo.pay(checkout.provider_session_id);
    expect(
      await (await deliverUnsigned(world, forge(checkout), { "webhook-id": "msg_one" })).json(),
    ).toMatchObject({ sync_status: "applied" });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[V12] only the session we stored is requested from Dodo, whatever the unsigned delivery names", async () => {
    const { world, checkout } = await waiting({ storage });
    await using _ = world;
    const before = world.dodo.requests.length;
    await deliverUnsigned(world, forge(checkout, { payment_id: "pay_forged" }));
    await deliverUnsigned(
      world,
      forge(checkout, { payment_id: "pay_forged", checkout_session_id: "cks_forged" }),
    );
    const requested = `GET /checkouts/${checkout.provider_session_id}`;
    expect(since(world, before)).toEqual([requested, requested]);
  });

  test("[V12] unsigned deliveries about foreign or settled payments make no request to Dodo and are answered 200", async () => {
    const { world, checkout } = await waiting({ storage });
    await using _ = world;
    const { payment_id } = await world.dodo.pay(checkout.provider_session_id);
    await deliverUnsigned(world, forge(checkout));
    const before = world.dodo.requests.length;
    const settled = forge(checkout, { payment_id });
    const unknown = {
      checkout_session_id: "cks_forged",
      metadata: { payment_id: `pmt_${"A".repeat(22)}` },
    };
    for (const body of [
      settled,
      forge(checkout, unknown),
      { ...PAID_IN_USD },
      { type: "refund.succeeded", data: forge(checkout)["data"] },
      {},
      { type: 7, data: [] },
    ]) {
      const response = await deliverUnsigned(world, body);
      expect([response.status, await response.json()]).toEqual([
        200,
        { received: true, event_id: "dodo:msg_forged", provider: "dodo", sync_status: "ignored" },
      ]);
    }
    expect(since(world, before)).toEqual([]);
    expect([await world.allEvents(), world.host.ledger.length]).toEqual([[], 1]);
  });

  describe("a flood of unsigned deliveries, at two calls a second for one buyer", () => {
    const BURST = 4;
    const flooded = async (): Promise<{ world: World; checkout: WireCheckout }> =>
      await waiting({ storage, service: { provider_calls_per_second: 16 } });
    async function flood(world: World, checkout: WireCheckout, count: number): Promise<void> {
      for (let at = 0; at < count; at += 1)
        expect(
          (await deliverUnsigned(world, forge(checkout), { "webhook-id": `msg_${at}` })).status,
        ).toBe(503);
    }

    test("[V12] calls Dodo no more often than the budget, and is stored nowhere", async () => {
      const { world, checkout } = await flooded();
      await using _ = world;
      const before = world.dodo.requests.length;
      for (let second = 0; second < 10; second += 1) {
        await flood(world, checkout, 50);
        world.clock.advance(1_000);
      }
      expect(since(world, before).length).toBeLessThanOrEqual(BURST + 2 * 9);
      expect(since(world, before).length).toBeGreaterThan(9);
      expect([await world.allEvents(), world.host.calls]).toEqual([[], []]);
    });

    test("[V12] about a processing payment, which costs two requests each, calls no more often either", async () => {
      const { world, checkout } = await flooded();
      await using _ = world;
      await world.dodo.pay(checkout.provider_session_id, { result: "processing" });
      const before = world.dodo.requests.length;
      for (let second = 0; second < 10; second += 1) {
        await flood(world, checkout, 20);
        world.clock.advance(1_000);
      }
      expect(since(world, before).length).toBeLessThanOrEqual(BURST + 2 * 9);
      expect(since(world, before).length).toBeGreaterThan(9);
      expect((await world.only(checkout.topup_id)).provider_status).toBe("processing");
    });

    test("[V12] does not delay creates", async () => {
      const { world, checkout } = await flooded();
      await using _ = world;
      const topups = Array.from({ length: 20 }, () => world.host.addTopup().topup_id);
      await flood(world, checkout, 20);
      const before = world.dodo.requests.length;
      for (const topup_id of topups) expect((await world.create(topup_id)).status).toBe("pending");
      expect(since(world, before).filter((line) => line === "POST /checkouts")).toHaveLength(
        topups.length,
      );
    });

    test("[V12] leaves a share of the budget to result pages and to reconciliation", async () => {
      const { world, checkout } = await flooded();
      await using _ = world;
      const second = await world.create(world.host.addTopup().topup_id);
      await flood(world, checkout, 20);
      await world.dodo.pay(second.provider_session_id);
      const page = await world.send("GET", second.status_url, {
        headers: { accept: "application/json" },
      });
      expect(await page.json()).toMatchObject({ topup_id: second.topup_id, status: "paid" });
    });
  });
});
