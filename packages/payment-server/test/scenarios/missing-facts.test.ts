/** Missing facts are requested or waited for, and never guessed. */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks } from "../books.ts";
import { foreignSession, MINUTE, open } from "../scenes.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

const UNKNOWN = `pmt_${"A".repeat(22)}`;

describe.each(STORAGES)("on %s", (storage) => {
  test.each(["refunds", "disputes", "both", "null"])(
    "[F05] a signed body without %s does not say that there are none: the API is queried, and what it knows is held",
    async (missing) => {
      await using world = await createWorld({ storage, service: { confirm: "when_unsigned" } });
      const opened = await open(world);
      const paid = await world.dodo.pay(opened.session_id, { silent: true });
      const gone = {
        refunds: missing === "disputes" ? [] : undefined,
        disputes: missing === "refunds" ? [] : undefined,
      };
      const data =
        missing === "null"
          ? { ...paid, refunds: null, disputes: null, refund_status: null }
          : { ...paid, ...gone, refund_status: undefined };
      world.dodo.patchPayment(
        paid.payment_id,
        missing === "disputes"
          ? { disputes: [{ dispute_id: "dsp_1", dispute_status: "dispute_opened" }] }
          : { refund_status: "full", refunds: [{ status: "succeeded", amount: 5_000 }] },
      );
      const requested = world.dodo.requests.length;
      expect(
        (
          await world.deliver({
            ...bodyOf(world, paid),
            data: { payload_type: "Payment", ...data },
          })
        ).status,
      ).toBe(200);
      expect(world.dodo.requests.length - requested).toBe(1);
      expect(await world.only(opened.topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: missing === "disputes" ? "disputed" : "refunded",
      });
      expect(world.host.calls).toEqual([]);
    },
  );

  test("[F05] a body that has both lists, empty, is trusted without a request", async () => {
    await using world = await createWorld({ storage, service: { confirm: "when_unsigned" } });
    const opened = await open(world);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    const requested = world.dodo.requests.length;
    expect(
      (await world.deliver(bodyOf(world, { ...paid, refunds: [], disputes: [] }))).status,
    ).toBe(200);
    expect(world.dodo.requests.length).toBe(requested);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
  });

  test("[F12] a payment of ours without a row whose time cannot be read is as old as its event's envelope", async () => {
    await using world = await createWorld({ storage });
    const payment = await foreignPayment(world);
    for (const created_at of [null, "", "yesterday", 7]) {
      const at = world.clock.now();
      const body = { ...bodyOf(world, payment), data: { ...bodyData(world, payment), created_at } };
      const send = async () => (await world.deliver(body, { webhook_id: `msg_${at}` })).status;
      expect(await send()).toBe(503);
      world.clock.advance(15 * MINUTE - 1);
      expect(await send()).toBe(503);
      world.clock.advance(1);
      expect(await send()).toBe(200);
    }
  });

  test("[F12] without that, it is as old as its first delivery", async () => {
    await using world = await createWorld({ storage });
    const payment = await foreignPayment(world);
    const body = {
      ...bodyOf(world, payment),
      timestamp: "soon",
      data: { ...bodyData(world, payment), created_at: null },
    };
    // Each delivery attempt of Dodo has its own time.
    const statuses: number[] = [];
    for (const pause of [0, 5_000, 5 * MINUTE, 30 * MINUTE]) {
      world.clock.advance(pause);
      statuses.push((await world.deliver(body, { webhook_id: "msg_timeless" })).status);
    }
    expect(statuses).toEqual([503, 503, 503, 200]);
  });

  test("[F12] a time without a zone is UTC, whatever the time zone of this server", async () => {
    const zone = process.env["TZ"];
    try {
      for (const TZ of ["Pacific/Auckland", "America/Los_Angeles"]) {
        process.env["TZ"] = TZ;
        await using world = await createWorld({ storage });
        const payment = await foreignPayment(world);
        for (const [age, status] of [
          [14 * MINUTE, 503],
          [16 * MINUTE, 200],
        ] as const) {
          for (const text of ["T", " "]) {
            const created_at = new Date(world.clock.now() - age)
              .toISOString()
              .replace("Z", "")
              .replace("T", text);
            const body = {
              ...bodyOf(world, payment),
              data: { ...bodyData(world, payment), created_at },
            };
            expect(
              (await world.deliver(body, { webhook_id: `msg_${age}_${text === "T"}` })).status,
            ).toBe(status);
          }
        }
      }
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
  });
});

describe.each(SETTINGS)("$name", (setting) => {
  test("[F07] a settlement without its tax, beside a tax that was paid, is held and not credited", async () => {
    await using world = await createWorldIn(setting);
    const opened = await open(world);
    // A discount of 413 cents is hidden by the tax that the settlement does not name.
    const rupees = {
      currency: "INR",
      total_amount: 541_300,
      tax: 41_300,
      settlement_currency: "USD",
      settlement_amount: 5_000,
      settlement_tax: null,
    };
    const paid = await world.dodo.pay(opened.session_id, { silent: true, overrides: rupees });
    expect((await world.deliver(bodyOf(world, paid))).status).toBe(200);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "unknown_amount",
      net_minor: null,
    });
    expect(world.host.calls).toEqual([]);
    await expectSoundBooks(world);
  });

  test("[F10] a topup that is missing once, for a payment that is young, is waited for; one that stays missing is held", async () => {
    await using world = await createWorldIn(setting);
    const [opened, lost] = [await open(world), await open(world)];
    world.host.topups.delete(lost.topup.topup_id);
    let missing = 1;
    const lagging = world.secondService({
      readTopup: (topup_id) =>
        (missing -= 1) >= 0 ? null : (world.host.topups.get(topup_id) ?? null),
    });
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    const gone = await world.dodo.pay(lost.session_id, { silent: true });
    const deliver = async (payment: typeof paid) =>
      (
        await world.deliver(bodyOf(world, payment), {
          webhook_id: `msg_${payment.payment_id}`,
          service: lagging,
        })
      ).status;
    expect(await deliver(paid)).toBe(503);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({
      status: "pending",
      hold_reason: null,
    });
    expect(await deliver(paid)).toBe(200);
    expect(await world.only(opened.topup.topup_id)).toMatchObject({ status: "paid" });
    expect(await deliver(gone)).toBe(503);
    world.clock.advance(15 * MINUTE);
    expect(await deliver(gone)).toBe(200);
    expect(await world.only(lost.topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_changed",
    });
    expect(world.host.ledger).toHaveLength(1);
  });
});

async function foreignPayment(world: World) {
  const session_id = await foreignSession(world, "pdt_topup", { payment_id: UNKNOWN });
  return await world.dodo.pay(session_id, {
    silent: true,
    overrides: { checkout_session_id: null },
  });
}

function bodyData(world: World, payment: Parameters<typeof bodyOf>[1]): Record<string, unknown> {
  return bodyOf(world, payment)["data"] as Record<string, unknown>;
}
