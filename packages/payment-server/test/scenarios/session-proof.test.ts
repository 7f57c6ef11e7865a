/**
 * The session we stored proves that money is ours, if the payment names the session or the session
 * names the payment. A field that is null proves nothing.
 */
import { describe, expect, test } from "vitest";
import { DECLINE_ENDS_PAYMENT } from "../dodo-answers.ts";
import { bodyOf, everyPayment, expectSoundBooks, presentPayment } from "../books.ts";
import { HOUR, MINUTE, open, pageStatus, type Opened } from "../scenes.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

const METADATA = ["kept", "empty"] as const;
/** The routes that find a payment without its delivery. */
const ROUTES: Record<string, (world: World, opened: Opened) => Promise<unknown>> = {
  reconciliation: async (world) => {
    world.clock.advance(HOUR);
    return await world.payment.reconcile();
  },
  "the result page": async (world, { checkout }) => await pageStatus(world, checkout),
  "another create": async (world, { topup }) => await create(world, topup.topup_id),
};

describe.each(SETTINGS)("$name", (setting) => {
  test.each(METADATA)(
    "[F01] a success whose own session is null, its metadata %s, gets one row and is credited by every route",
    async (metadata) => {
      for (const hear of Object.values(ROUTES)) {
        await using world = await createWorldIn(setting);
        const opened = await open(world);
        const paid = await sessionless(world, opened, metadata);
        await hear(world, opened);
        expect(await world.only(opened.topup.topup_id)).toMatchObject({
          status: "paid",
          provider_payment_id: paid.payment_id,
          net_minor: 5_000,
        });
        expect(await create(world, opened.topup.topup_id)).toMatchObject({
          status: 409,
          code: "topup_not_pending",
        });
        expect(await everyPayment(world)).toHaveLength(1);
        expect(world.host.ledger).toHaveLength(1);
        await expectSoundBooks(world);
      }
    },
  );

  test("[F01] its delivery credits it if the metadata are kept, or if the delivery names the session that the API omits", async () => {
    for (const names of ["metadata", "session"] as const) {
      await using world = await createWorldIn(setting);
      const opened = await open(world);
      const paid = await sessionless(world, opened, names === "metadata" ? "kept" : "empty");
      const body = bodyOf(
        world,
        names === "metadata" ? paid : { ...paid, checkout_session_id: opened.session_id },
      );
      const response = await world.deliver(body);
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({ sync_status: "applied" }),
      ]);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
    }
  });

  test("[F01] a payment that is on its row already needs no further proof: a later null takes nothing back", async () => {
    await using world = await createWorldIn(setting);
    const opened = await open(world);
    const slow = await world.dodo.pay(opened.session_id, { silent: true, result: "processing" });
    expect((await world.deliver(bodyOf(world, slow), { webhook_id: "msg_slow" })).status).toBe(200);
    await world.dodo.finish(slow.payment_id, "succeeded");
    const paid = await patched(world, slow.payment_id, { checkout_session_id: null, metadata: {} });
    expect((await world.deliver(bodyOf(world, paid), { webhook_id: "msg_paid" })).status).toBe(200);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "paid",
      provider_session_id: opened.session_id,
    });
  });

  test("[F01] a static link that names our payment and no session proves nothing: while it is young it is redelivered, then held beside the row", async () => {
    await using world = await createWorldIn(setting);
    const opened = await open(world);
    const elsewhere = await open(world);
    const stolen = await world.dodo.pay(elsewhere.session_id, { silent: true });
    const payment = await patched(world, stolen.payment_id, {
      checkout_session_id: null,
      metadata: { payment_id: opened.checkout.payment_id },
    });
    world.dodo.putSession({ session_id: elsewhere.session_id, payment_id: null });
    const body = bodyOf(world, payment);
    expect((await world.deliver(body, { webhook_id: "msg_link" })).status).toBe(503);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "pending",
      provider_payment_id: null,
    });
    world.clock.advance(15 * MINUTE);
    const decided = await world.deliver(body, { webhook_id: "msg_link" });
    expect([decided.status, await decided.json()]).toEqual([
      200,
      expect.objectContaining({ sync_status: "held" }),
    ]);
    const rows = await world.payments(opened.topup.topup_id);
    expect(rows.map(({ status, hold_reason }) => [status, hold_reason])).toEqual([
      ["pending", null],
      ["held", "session_mismatch"],
    ]);
    expect(world.host.calls).toEqual([]);
    // The buyer's own checkout continues and is credited by its own payment.
    await world.dodo.pay(opened.session_id, { silent: true });
    expect(await pageStatus(world, opened.checkout)).toBe("paid");
  });

  test("[F01] a decline that names our payment and no session changes nothing", async () => {
    await using world = await createWorldIn(setting);
    const opened = await open(world);
    const elsewhere = await open(world);
    const declined = await world.dodo.pay(elsewhere.session_id, { silent: true, result: "failed" });
    const payment = await patched(world, declined.payment_id, {
      checkout_session_id: null,
      metadata: { payment_id: opened.checkout.payment_id },
    });
    const response = await world.deliver(bodyOf(world, payment));
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ sync_status: "ignored" }),
    ]);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "pending",
      provider_payment_id: null,
    });
  });
});

describe.each(STORAGES)("on %s", (storage) => {
  test("[F01] [F13] a success for which no call was left is 409 as well, and the next create settles it", async () => {
    await using world = await createWorld({ storage, dodo: DECLINE_ENDS_PAYMENT });
    const first = await open(world);
    world.host.topups.set(first.topup.topup_id, { ...first.topup, usd_cents: 6_000 });
    const second = await world.create(first.topup.topup_id);
    // The newer checkout takes two calls, which leaves one for the session of the older one.
    await world.dodo.pay(second.provider_session_id, { silent: true, result: "failed" });
    await world.dodo.pay(first.session_id, { silent: true });
    world.host.topups.set(first.topup.topup_id, first.topup);
    world.clock.advance(MINUTE);
    const before = world.dodo.requests.length;
    expect(await create(world, first.topup.topup_id)).toMatchObject({
      status: 409,
      code: "payment_processing",
    });
    expect(world.dodo.requests.slice(before).map(({ path }) => path)).toHaveLength(3);
    world.clock.advance(5_000);
    expect(await create(world, first.topup.topup_id)).toMatchObject({
      status: 409,
      code: "topup_not_pending",
    });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[F01] a success that cannot be settled yet is 409, never another checkout", async () => {
    await using world = await createWorld({ storage });
    const opened = await open(world);
    await world.dodo.pay(opened.session_id, { silent: true });
    world.host.before = () => {
      throw new Error("the host is down");
    };
    expect(await create(world, opened.topup.topup_id)).toMatchObject({ status: 503 });
    expect(await create(world, opened.topup.topup_id)).toMatchObject({
      status: expect.toSatisfy((status: number) => status === 409 || status === 503) as number,
    });
    expect(
      world.dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts"),
    ).toHaveLength(1);
  });
});

/** Pays at Dodo; the payment names no session, and its metadata are kept or empty. */
async function sessionless(
  world: World,
  { session_id }: Opened,
  metadata: (typeof METADATA)[number],
) {
  const paid = await world.dodo.pay(session_id, { silent: true });
  return await patched(world, paid.payment_id, {
    checkout_session_id: null,
    ...(metadata === "empty" ? { metadata: {} } : {}),
  });
}

async function patched(world: World, payment_id: string, patch: Record<string, unknown>) {
  world.dodo.patchPayment(payment_id, patch);
  return await presentPayment(world, payment_id);
}

async function create(
  world: World,
  topup_id: string,
): Promise<{ status: number; code: string | undefined; checkout_url: string | undefined }> {
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  const body = (await response.json()) as { code?: string; checkout_url?: string };
  return { status: response.status, code: body.code, checkout_url: body.checkout_url };
}
