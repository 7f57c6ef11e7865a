/**
 * A run of reconciliation reaches both the due and the recent payments, however much is due, and
 * misses none for longer than an hour.
 */
import { createDodoEmulator } from "@x/dodo-emulator";
import { describe, expect, test } from "vitest";
import { HOUR, MINUTE, open } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";
import { dodoPaymentProvider } from "../../index.ts";

const DAY = 24 * HOUR;

describe.each(STORAGES)("on %s", (storage) => {
  test("[O02] with more due than a run has time for, the recent payments are scanned after the first twenty", async () => {
    await using world = await createWorld({ storage });
    for (let page = 0; page < 30; page += 1) await open(world);
    world.clock.advance(HOUR);
    const before = world.dodo.requests.length;
    expect(await world.payment.reconcile()).toMatchObject({ checked: 30 });
    const paths = world.dodo.requests.slice(before).map(({ path }) => path);
    expect(paths).toHaveLength(31);
    expect(paths.indexOf("/payments")).toBe(20);
  });

  test("[O02] a limit below that is kept", async () => {
    await using world = await createWorld({ storage });
    for (let page = 0; page < 8; page += 1) await open(world);
    world.clock.advance(HOUR);
    expect(await world.payment.reconcile({ limit: 5 })).toMatchObject({ checked: 5 });
  });

  test("[O03] a payment that could not be read during the deep scan is queried again within the hour, not the next day", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    await notDue(world);
    // This is beyond the 48 hours of the usual scan.
    world.clock.advance(3 * DAY);
    world.dodo.faults.api.fail = { status: 500, path: /^\/payments\/./, count: 1 };
    const service = world.secondService();
    expect(await service.reconcile()).toMatchObject({ failed: 1 });
    for (let run = 0; run < 2; run += 1) {
      world.clock.advance(HOUR);
      await service.reconcile();
    }
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
  });

  test("[O02] a run that is stopped counts what it had reserved as failed, and it is checked after a minute", async () => {
    await using world = await createWorld({ storage });
    for (let page = 0; page < 15; page += 1) await open(world);
    world.clock.advance(HOUR);
    // The run waits for its budget when it is stopped.
    const service = world.secondService({ provider_calls_per_second: 1 });
    const signal = AbortSignal.timeout(300);
    const { checked, failed } = await service.reconcile({ signal, recent: 0 });
    expect(failed).toBeGreaterThan(0);
    expect(checked + failed).toBe(15);
    const next = { recent: 0 };
    expect(await world.payment.reconcile(next)).toMatchObject({ checked: 0, failed: 0 });
    world.clock.advance(MINUTE + 1);
    const rest = await world.payment.reconcile(next);
    expect(rest.checked).toBeGreaterThanOrEqual(failed);
    expect(rest.failed).toBe(0);
  });

  test("[O02] a run that is stopped between two batches says that more may be due", async () => {
    await using world = await createWorld({ storage });
    for (let page = 0; page < 25; page += 1) await open(world);
    world.clock.advance(HOUR);
    const stop = new AbortController();
    const { signal } = stop;
    // The first batch is checked by then.
    world.dodo.faults.api.transform = (path, body) => {
      if (path === "/payments") stop.abort();
      return body;
    };
    expect(await world.payment.reconcile({ signal })).toMatchObject({ checked: 20, failed: 1 });
    expect(await world.payment.reconcile()).toMatchObject({ checked: 5, failed: 0 });
  });

  test("[O02] a run that is stopped reads no further foreign topup from the host", async () => {
    await using world = await createWorld({ storage });
    addForeignPayments(world, 50);
    world.clock.advance(HOUR);
    const stop = new AbortController();
    let requested = 0;
    world.host.reading = () => {
      requested += 1;
      if (requested === 3) stop.abort();
    };
    await world.payment.reconcile({ signal: stop.signal });
    expect(requested).toBe(3);
    // The next run starts with that page again.
    await world.payment.reconcile();
    expect(requested).toBe(50);
  });

  test("[O02] the host is queried about a foreign topup once a day, not at each run", async () => {
    await using world = await createWorld({ storage });
    addForeignPayments(world, 10);
    let requested = 0;
    world.host.reading = () => void (requested += 1);
    for (let run = 0; run < 23; run += 1) {
      world.clock.advance(HOUR);
      await world.payment.reconcile();
    }
    expect(requested).toBe(10);
    world.clock.advance(3 * HOUR);
    await world.payment.reconcile();
    expect(requested).toBe(20);
  });

  test("[M09] a test server whose cron takes what is due before the live server on the same storage does not keep a live payment from its credit", async () => {
    await using world = await createWorld({ storage });
    const { dodo, service: live } = liveSide(world);
    const topup = world.host.addTopup();
    const checkout = await world.create(topup.topup_id, { service: live });
    await dodo.pay(checkout.provider_session_id, { silent: true });
    for (let minute = 0; minute < 20; minute += 1) {
      world.clock.advance(MINUTE);
      await world.payment.reconcile();
      // Its Dodo does not know this session, which decides nothing about it.
      expect(["pending", "paid"]).toContain((await world.only(topup.topup_id)).status);
      await live.reconcile();
    }
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      environment: "live_mode",
    });
    expect(world.host.ledger).toHaveLength(1);
  });
});

/** Schedules everything a month ahead, so that a payment can be found by the list alone. */
async function notDue({ storage, clock }: World): Promise<void> {
  await storage.takeDue(clock.now() + HOUR, clock.now() + 30 * DAY, 100, clock.now() + HOUR);
}

/** Adds foreign payments: another application on the same account uses the same metadata field. */
function addForeignPayments(world: World, count: number): void {
  const created_at = new Date(world.clock.now()).toISOString();
  for (let at = 0; at < count; at += 1) {
    world.dodo.putPayment({
      payment_id: `pay_foreign${at}`,
      created_at,
      metadata: { topup_id: `other_${at}` },
      status: "succeeded",
      total_amount: 1,
      currency: "USD",
      business_id: world.dodo.business_id,
    });
  }
}

/** Options of a server in live mode with its own Dodo. */
function liveSide(world: World) {
  const dodo = createDodoEmulator({ clock: world.clock, delivery: "manual", tax_bps: 0 });
  const provider = dodoPaymentProvider({
    environment: "live_mode",
    api_key: dodo.api_key,
    product_id: "pdt_topup",
    webhook_key: dodo.webhook_key,
    fetch: async (request) => {
      const response = await dodo.fetch(request);
      if (new URL(request.url).pathname !== "/checkouts") return response;
      return Response.json(
        JSON.parse(
          (await response.text()).replaceAll(dodo.url, "https://checkout.dodopayments.com"),
        ),
      );
    },
  });
  const service = world.secondService({ providers: [provider], base_url: "https://shop.example" });
  return { dodo, service };
}
