import { describe, expect, test } from "vitest";
import { BASE, createWorld, STORAGES, type World, type WorldOptions } from "../world.ts";
import { tillProvider } from "../till-provider.ts";
import { Till } from "../till.ts";
import type { RawDelivery } from "../../src/testing/index.ts";
import { dodoPaymentProvider, type PaymentService, type WireCheckout } from "../../src/index.ts";

interface Counter {
  world: World;
  /** A service with two providers, the till and Dodo. */
  payment: PaymentService;
  till: Till;
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Creates a checkout for the topup. */
  create(topup_id: string, method_id?: string): Promise<WireCheckout>;
  /** Sends a delivery of the till to the webhook route; `query` names the provider. */
  deliver(delivery: RawDelivery, query?: string): Promise<Response>;
}

async function openCounter({
  beside_dodo = false,
  ...options
}: WorldOptions & { beside_dodo?: boolean } = {}): Promise<Counter> {
  const world = await createWorld(options);
  const { api_key, webhook_key, url } = world.dodo;
  const till = new Till(() => world.clock.now());
  const dodo = dodoPaymentProvider({
    api_key,
    webhook_key,
    api_base_url: url,
    product_id: "pdt_topup",
    fetch: async (request) => await world.dodo.fetch(request),
  });
  const payment = world.secondService({
    providers: [tillProvider({ ...keysOf(till), item: "coins" }), ...(beside_dodo ? [dodo] : [])],
  });
  const send: Counter["send"] = async (method, path, body) =>
    await world.send(method, path, { as: "user:ada", body, service: payment });
  return {
    world,
    payment,
    till,
    send,
    async create(topup_id, method_id = "till") {
      const response = await send("POST", "/checkout/create", { method_id, topup_id });
      expect([response.status, response.ok ? "" : await response.text()]).toEqual([200, ""]);
      return (await response.json()) as WireCheckout;
    },
    deliver: async ({ headers, body }, query = "") =>
      await payment.fetch(
        new Request(`${BASE}/webhook${query}`, { method: "POST", headers, body: body.slice() }),
      ),
  };
}

function keysOf({
  fetch,
  api_key,
  signing_key,
}: Till): Pick<Till, "fetch" | "api_key" | "signing_key"> {
  return { fetch, api_key, signing_key };
}

describe.each(STORAGES)("a provider that is not Dodo, on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("created, paid, delivered, credited once", async () => {
      const { world, till, create, deliver } = await openCounter({ storage, service: { confirm } });
      await using _ = world;
      const checkout = await create(world.host.addTopup().topup_id);
      expect(checkout).toMatchObject({
        provider: "till",
        status: "pending",
        checkout_url: expect.stringMatching(/^https:\/\/till\.example\/page\/ord_/),
      });
      const paid = till.pay(checkout.provider_session_id);
      const delivery = till.deliver("payment", paid);
      for (const sent of [delivery, till.redeliver(delivery), till.deliver("payment", paid)]) {
        expect(await (await deliver(sent)).json()).toMatchObject({
          received: true,
          provider: "till",
          event_id: expect.stringMatching(/^till:evt_/),
          sync_status: "applied",
        });
      }
      expect(await world.only("tu_1")).toMatchObject({
        status: "paid",
        provider_payment_id: paid,
        net_minor: 5_000,
      });
      expect(world.host.ledger).toHaveLength(1);
      expect(world.host.calls[0]?.extra).toMatchObject({
        note: "till topup",
        ref: paid,
        meta: { provider: "till", provider_payment_id: paid },
      });
    });

    test("a wrong amount is held", async () => {
      const { world, till, create, deliver } = await openCounter({ storage, service: { confirm } });
      await using _ = world;
      const checkout = await create(world.host.addTopup().topup_id);
      const paid = till.pay(checkout.provider_session_id, { paid_minor: 4_999 });
      expect(await (await deliver(till.deliver("payment", paid))).json()).toMatchObject({
        sync_status: "held",
      });
      expect(await world.only("tu_1")).toMatchObject({
        status: "held",
        hold_reason: "underpaid",
        net_minor: 4_999,
      });
      expect(world.host.calls).toEqual([]);
    });
  });

  test("every delivery is lost, and reconciliation credits once; a refund is recorded later", async () => {
    const { world, payment, till, create, deliver } = await openCounter({ storage });
    await using _ = world;
    const paid = till.pay((await create(world.host.addTopup().topup_id)).provider_session_id);
    world.clock.advance(60_000);
    expect(await payment.reconcile()).toMatchObject({ credited: 1 });
    till.refund(paid, 2_500);
    expect(await (await deliver(till.deliver("refund", paid))).json()).toMatchObject({
      sync_status: "applied",
    });
    expect(await world.only("tu_1")).toMatchObject({ status: "paid", refunded_minor: 2_500 });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("an administrator replays its events", async () => {
    const { world, payment, till, create, deliver } = await openCounter({ storage });
    await using _ = world;
    const checkout = await create(world.host.addTopup().topup_id);
    const paid = till.pay(checkout.provider_session_id);
    world.host.before = () => {
      throw new Error("the database is away");
    };
    const response = await deliver(till.deliver("payment", paid));
    expect(response.status).toBe(503);
    world.host.before = null;
    const [event] = await world.allEvents();
    expect(event).toMatchObject({ provider: "till", sync_status: "failed" });
    expect(await payment.replayEvent(event?.event_id ?? "")).toMatchObject({
      sync_status: "applied",
      payment_id: checkout.payment_id,
    });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("a payment that takes days is processing, whatever the provider calls it: a decline beside it does not end it", async () => {
    const { world, till, send, create, deliver } = await openCounter({ storage });
    await using _ = world;
    const checkout = await create(world.host.addTopup().topup_id);
    const slow = till.pay(checkout.provider_session_id, { result: "processing" });
    await deliver(till.deliver("payment", slow));
    const listed = await (await send("GET", "/payments/me")).json();
    expect(listed).toMatchObject({ items: [{ status: "pending", on_its_way: true }] });
    const declined = till.pay(checkout.provider_session_id, { result: "failed" });
    expect(await (await deliver(till.deliver("payment", declined))).json()).toMatchObject({
      sync_status: "ignored",
    });
    expect(await world.only("tu_1")).toMatchObject({
      status: "pending",
      provider_payment_id: slow,
    });
    // The buyer also pays by card, and the slow payment keeps its row.
    const card = till.pay(checkout.provider_session_id);
    await deliver(till.deliver("payment", card));
    expect(
      (await world.payments("tu_1"))
        .map(({ provider_payment_id, status }) => [provider_payment_id, status])
        .sort(),
    ).toEqual([
      [slow, "pending"],
      [card, "paid"],
    ]);
    expect(world.host.ledger).toHaveLength(1);
  });
});

describe.each(STORAGES)("two providers side by side, on %s", (storage) => {
  test("both are listed, and a create names one of them", async () => {
    const { world, send, create } = await openCounter({ storage, beside_dodo: true });
    await using _ = world;
    const methods = (await (await send("GET", "/methods")).json()) as {
      items: { id: string; enabled: boolean; label: string }[];
    };
    expect(methods.items.map(({ id, enabled, label }) => [id, enabled, label])).toEqual([
      ["till", true, "The till"],
      ["dodo", true, "Dodo Payments"],
    ]);
    const { topup_id } = world.host.addTopup();
    const unnamed = await send("POST", "/checkout/create", { topup_id });
    expect([unnamed.status, await unnamed.json()]).toEqual([
      400,
      expect.objectContaining({ code: "invalid_request" }),
    ]);
    const pages = [
      await create(topup_id, "till"),
      await create(topup_id, "dodo"),
      await create(topup_id, "till"),
    ];
    expect(pages.map(({ provider }) => provider)).toEqual(["till", "dodo", "till"]);
    expect(pages[2]?.checkout_url).toBe(pages[0]?.checkout_url);
  });

  test("each delivery goes to the provider that its address names, and to no other", async () => {
    const { world, payment, till, create, deliver } = await openCounter({
      storage,
      beside_dodo: true,
    });
    await using _ = world;
    const [first, second] = [world.host.addTopup(), world.host.addTopup()];
    const paid = till.pay((await create(first.topup_id, "till")).provider_session_id);
    const delivery = till.deliver("payment", paid);
    const refused = [
      await deliver(delivery),
      await deliver(delivery, "?provider=stripe"),
      await deliver(delivery, "?provider=dodo"),
    ];
    expect(
      await Promise.all(
        refused.map(async (response) => [
          response.status,
          Reflect.get(Object(await response.json()), "code"),
        ]),
      ),
    ).toEqual([
      [400, "unknown_method"],
      [400, "unknown_method"],
      [401, "invalid_signature"],
    ]);
    expect([world.host.calls, await world.allEvents()]).toEqual([[], []]);
    expect(await (await deliver(delivery, "?provider=till")).json()).toMatchObject({
      provider: "till",
      sync_status: "applied",
    });

    const data = {
      payload_type: "Payment",
      ...(await world.dodo.pay((await create(second.topup_id, "dodo")).provider_session_id)),
    };
    const body = {
      business_id: world.dodo.business_id,
      type: "payment.succeeded",
      timestamp: data.created_at,
      data,
    };
    const request = world.dodo.signedRequest(body, {
      timestamp: world.clock.now() / 1_000,
      url: `${BASE}/webhook?provider=dodo`,
    });
    expect(await (await payment.fetch(request)).json()).toMatchObject({
      provider: "dodo",
      sync_status: "applied",
    });
    expect(world.host.ledger.map(({ topup_id }) => topup_id)).toEqual([
      first.topup_id,
      second.topup_id,
    ]);
  });

  test("one topup that is paid at both is credited once; the second payment is held", async () => {
    const { world, payment, till, create } = await openCounter({ storage, beside_dodo: true });
    await using _ = world;
    const { topup_id } = world.host.addTopup();
    const pages = { till: await create(topup_id, "till"), dodo: await create(topup_id, "dodo") };
    till.pay(pages.till.provider_session_id);
    await world.dodo.pay(pages.dodo.provider_session_id);
    world.clock.advance(60_000);
    await payment.reconcile();
    const payments = await world.payments(topup_id);
    expect(payments.map(({ provider }) => provider).sort()).toEqual(["dodo", "till"]);
    expect(payments.map(({ status, hold_reason }) => [status, hold_reason]).sort()).toEqual([
      ["held", "duplicate_payment"],
      ["paid", null],
    ]);
    expect(world.host.ledger).toHaveLength(1);
  });

  test("an error of one does not affect the other", async () => {
    const { world, payment, till, create } = await openCounter({ storage, beside_dodo: true });
    await using _ = world;
    const [first, second] = [world.host.addTopup(), world.host.addTopup()];
    till.pay((await create(first.topup_id, "till")).provider_session_id);
    await world.dodo.pay((await create(second.topup_id, "dodo")).provider_session_id);
    till.trouble("down", "");
    world.clock.advance(60_000);
    expect(await payment.reconcile()).toMatchObject({ credited: 1 });
    expect(
      (await payment.check()).findings
        .filter(({ level }) => level === "error")
        .map(({ code }) => code),
    ).toEqual(["provider_unavailable"]);
    till.trouble(null, "");
    world.clock.advance(3_600_000);
    expect(await payment.reconcile()).toMatchObject({ credited: 1 });
    expect(world.host.ledger.map(({ topup_id }) => topup_id)).toEqual([
      second.topup_id,
      first.topup_id,
    ]);
  });
});
